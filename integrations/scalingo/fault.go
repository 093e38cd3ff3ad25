package scalingo

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"vigie/production"
)

// wordsLimit bounds what is repeated of the host's words, in runes.
const wordsLimit = 300

// missing begins the words of a 404; what is missing follows.
const missing = "no such "

// fault is the error of an answer, nil if it is a yes. The secrets do not appear in it.
// An answer of 500 and more is ErrHostDown; what it means for a restart is the restart's.
func (a answer) fault(secrets ...string) error {
	switch {
	case a.status >= 200 && a.status < 300:
		return nil
	case a.status == http.StatusTooManyRequests:
		return production.ErrTryLater
	case a.status == http.StatusNotFound && a.about("app"):
		return production.ErrNoApp
	case a.status >= 500:
		return fmt.Errorf("%w: it answers %d", production.ErrHostDown, a.status)
	case a.status == http.StatusUnauthorized:
		return production.RefusedError{Why: "the pass traded for the API token is not accepted"}
	}
	return production.RefusedError{Why: a.words(secrets)}
}

// refusal is what Scalingo puts in the body of a no. All fields are optional.
type refusal struct {
	Resource string          `json:"resource"`
	Error    string          `json:"error"`
	Message  string          `json:"message"`
	Errors   json.RawMessage `json:"errors"`
}

func (a answer) refusal() refusal {
	var r refusal
	_ = json.Unmarshal(a.body, &r) // a body that is none of ours says nothing
	return r
}

// about tells whether a 404 is about such a resource, or does not say about what.
func (a answer) about(resource string) bool {
	r := a.refusal().Resource
	return r == resource || r == ""
}

// words is the host's reason, on one line.
func (a answer) words(secrets []string) string {
	r := a.refusal()
	var said []string
	for _, s := range []string{r.Error, r.Message, r.fields()} {
		if s != "" {
			said = append(said, s)
		}
	}
	if a.status == http.StatusNotFound && r.Resource != "" {
		said = []string{missing + r.Resource}
	}
	if len(said) == 0 {
		said = []string{fmt.Sprintf("it answers %d %s", a.status, http.StatusText(a.status))}
	}
	return line(strings.Join(said, "; "), secrets)
}

// fields is the reasons of a 422, "scope: no such process type".
func (r refusal) fields() string {
	var byField map[string][]string
	if json.Unmarshal(r.Errors, &byField) != nil {
		return ""
	}
	var all []string
	for _, f := range slices.Sorted(maps.Keys(byField)) {
		all = append(all, f+": "+strings.Join(byField[f], ", "))
	}
	return strings.Join(all, "; ")
}

// line is a text of the host on one line, short, without secrets.
func line(s string, secrets []string) string {
	for _, secret := range secrets {
		if secret != "" {
			s = strings.ReplaceAll(s, secret, "***")
		}
	}
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }), " ")
	if runes := []rune(s); len(runes) > wordsLimit {
		s = string(runes[:wordsLimit-1]) + "…"
	}
	return s
}
