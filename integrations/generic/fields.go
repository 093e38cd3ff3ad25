package generic

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// How many alerts one body may hold, and how much of a sender's words is kept: of titles
// and names in runes, of keys and links in bytes.
const (
	alertLimit = 10_000
	titleLimit = 300
	nameLimit  = 100
	keyLimit   = 200
	linkLimit  = 2000
)

// fields reads the fields of one alert and keeps the first fault.
type fields struct {
	sent   any
	at     string
	places map[string]string
	err    error
}

// place is where the sender keeps a field.
func (f *fields) place(field string) string {
	if p := f.places[field]; p != "" {
		return p
	}
	return field
}

// fail keeps a fault of a field, if it is the first.
func (f *fields) fail(field, fault string) {
	if f.err == nil {
		f.err = fmt.Errorf("%s%s %s", f.at, f.place(field), fault)
	}
}

// must gives a field that has to be there.
func (f *fields) must(field string) string {
	said := f.may(field)
	if said == "" {
		f.fail(field, "is missing")
	}
	return said
}

// may gives a field on one line, empty if it is not there.
func (f *fields) may(field string) string {
	switch v := find(f.sent, f.place(field)).(type) {
	case nil:
		return ""
	case string:
		return flat(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	f.fail(field, "is not a text")
	return ""
}

// find follows a dotted path through objects and lists; nil if it leads nowhere.
func find(v any, path string) any {
	for step := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// first is the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// link is an absolute address or nothing; a relative one leads nowhere from a message.
func link(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(address) > linkLimit {
		return ""
	}
	return address
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
