package alertmanager

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

// How much of a sender's words is kept: of titles and names in runes, of keys and links in
// bytes.
const (
	titleLimit = 300
	nameLimit  = 100
	keyLimit   = 200
	linkLimit  = 2000
)

// decode reads JSON found at a place of the body; its error says which part is at fault.
func decode(raw []byte, into any, at string) error {
	err := json.Unmarshal(raw, into)
	if err == nil {
		return nil
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		where := strings.Trim(at+"."+wrong.Field, ".")
		if where == "" {
			where = "the body"
		}
		return fmt.Errorf("%s is of type %s, which is not understood", cut(where, nameLimit), strings.Fields(wrong.Value + " ?")[0])
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("the body is not JSON: %s at byte %d", syntax.Error(), syntax.Offset)
	}
	return errors.New("the body is not JSON")
}

// first is the first text that says something, on one line.
func first(texts ...string) string {
	for _, t := range texts {
		if t = flat(t); t != "" {
			return t
		}
	}
	return ""
}

// link is the first absolute address; a relative one leads nowhere from a message.
func link(addresses ...string) string {
	for _, a := range addresses {
		u, err := url.Parse(a)
		if err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && len(a) <= linkLimit {
			return a
		}
	}
	return ""
}

// flat puts a text on one line.
func flat(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// cut puts a text on one line of at most so many runes.
func cut(s string, limit int) string {
	s = flat(s)
	if runes := []rune(s); len(runes) > limit {
		s = strings.TrimSpace(string(runes[:limit-1])) + "…"
	}
	return s
}
