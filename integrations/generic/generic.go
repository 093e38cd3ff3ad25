// Package generic reads alerts in Vigie's own JSON, and in anybody's JSON whose fields the
// configuration names.
package generic

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"vigie/incident"
)

// Fields are what may be said of an alert; key, title and status must be.
var Fields = []string{"key", "title", "status", "severity", "app", "link", "startedAt"}

// Source reads {key, title, status, severity, app, link, startedAt}, one alert or a list of
// them. The zero value is ready. It keeps incident.Source.
type Source struct {
	// Called is the sender's name, "generic" if empty.
	Called string
	// Map is where the sender keeps a field, as a dotted path: "title" →
	// "monitor.name", "key" → "events.0.id". A field that is not in it is read under its
	// own name.
	Map map[string]string
	// App is the app of alerts that name none; may be empty.
	App string
	// Severities are the crew's words for severities, besides the usual ones; a word here
	// counts more.
	Severities map[string]incident.Severity
	// Severity is that of alerts that name none known; zero means incident.DefaultSeverity.
	Severity incident.Severity
}

var _ incident.Source = Source{}

// Name is the sender's name.
func (s Source) Name() string {
	if s.Called == "" {
		return "generic"
	}
	return s.Called
}

// Alerts reads a body. The first fault found is the error; nothing of the body is taken
// then.
func (s Source) Alerts(r *http.Request) ([]incident.Alert, error) {
	sent, err := read(r.Body)
	if err != nil {
		return nil, err
	}
	list, many := sent.([]any)
	if !many {
		a, err := s.alert(sent, "")
		if err != nil {
			return nil, err
		}
		return []incident.Alert{a}, nil
	}
	if len(list) > alertLimit {
		return nil, fmt.Errorf("the body has %d alerts, at most %d are taken", len(list), alertLimit)
	}
	all := make([]incident.Alert, 0, len(list))
	for i, one := range list {
		a, err := s.alert(one, fmt.Sprintf("[%d].", i))
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

func read(from io.Reader) (any, error) {
	raw, err := io.ReadAll(from)
	if err != nil {
		return nil, errors.New("the body cannot be read")
	}
	if !utf8.Valid(raw) {
		return nil, errors.New("the body is not UTF-8")
	}
	var sent any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // a long id keeps all its digits
	err = d.Decode(&sent)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return nil, fmt.Errorf("the body is not JSON: %s at byte %d", syntax.Error(), syntax.Offset)
	}
	if err != nil {
		return nil, errors.New("the body is not JSON")
	}
	end := d.InputOffset()
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the body goes on after its JSON, at byte %d", end)
	}
	return sent, nil
}

// alert makes one alert of what was sent at a place of the body.
func (s Source) alert(sent any, at string) (incident.Alert, error) {
	if _, ok := sent.(map[string]any); !ok {
		return incident.Alert{}, fmt.Errorf("%s is not an object", strings.TrimSuffix(first(at, "the body"), "."))
	}
	f := fields{sent: sent, at: at, places: s.Map}
	a := incident.Alert{
		Source: s.Name(),
		Key:    f.must("key"), Title: cut(f.must("title"), titleLimit), App: cut(first(f.may("app"), s.App), nameLimit),
		Link: link(f.may("link")), Severity: s.severity(f.may("severity")),
	}
	a.Firing = f.firing()
	a.Started = f.moment("startedAt")
	if len(a.Key) > keyLimit {
		f.fail("key", fmt.Sprintf("is longer than %d bytes", keyLimit))
	}
	if f.err != nil {
		return incident.Alert{}, f.err
	}
	return a, nil
}

func (s Source) severity(word string) incident.Severity {
	return incident.SeverityOf(word, s.Severities, s.Severity)
}

// statuses are the usual words for firing (true) and resolved.
var statuses = map[string]bool{
	"firing": true, "down": true, "open": true, "triggered": true, "alerting": true, "alert": true,
	"resolved": false, "up": false, "closed": false, "recovered": false, "ok": false,
}

// firing reads the status.
func (f *fields) firing() bool {
	word := f.must("status")
	firing, known := statuses[strings.ToLower(word)]
	if word != "" && !known {
		f.fail("status", fmt.Sprintf("is %q, want firing or resolved", cut(word, 20)))
	}
	return firing
}

// moment reads a time: RFC 3339, or seconds since 1970.
func (f *fields) moment(field string) time.Time {
	said := f.may(field)
	if said == "" {
		return time.Time{}
	}
	if at, err := time.Parse(time.RFC3339, said); err == nil {
		return at
	}
	var seconds int64
	if json.Unmarshal([]byte(said), &seconds) == nil && seconds > 0 && seconds < 1<<40 {
		return time.Unix(seconds, 0)
	}
	f.fail(field, fmt.Sprintf("is %q, want a time such as 2026-11-24T09:00:00Z", cut(said, 40)))
	return time.Time{}
}
