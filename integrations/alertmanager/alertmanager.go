// Package alertmanager reads the webhooks of Prometheus Alertmanager (version 4 of its
// format), and of Grafana, which speaks the same.
package alertmanager

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"vigie/incident"
)

// alertLimit is how many alerts one body may hold; Alertmanager has no limit of its own
// unless max_alerts is set.
const alertLimit = 10_000

// Source reads Alertmanager's alerts. The zero value is ready. It keeps incident.Source.
type Source struct {
	// Called is the sender's name, "alertmanager" if empty. "grafana" is the other sender
	// that speaks so; its format calls itself version 1.
	Called string
	// App finds the app that labels are about; nil takes the first of the labels app,
	// service and job.
	App func(labels map[string]string) string
	// DefaultApp is the app of alerts that name none; may be empty.
	DefaultApp string
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
		return "alertmanager"
	}
	return s.Called
}

// body is what is read of a webhook.
type body struct {
	Version   string            `json:"version"`
	External  string            `json:"externalURL"`
	Alerts    []json.RawMessage `json:"alerts"`
	Truncated int               `json:"truncatedAlerts"`
}

// alert is what is read of one alert.
type alert struct {
	Status      string            `json:"status"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	Starts      string            `json:"startsAt"`
	Generator   string            `json:"generatorURL"`
	Panel       string            `json:"panelURL"`
	Dashboard   string            `json:"dashboardURL"`
	Fingerprint string            `json:"fingerprint"`
}

// Alerts reads a webhook. The first fault found is the error; nothing of the body is taken
// then.
func (s Source) Alerts(r *http.Request) ([]incident.Alert, error) {
	b, err := s.read(r.Body)
	if err != nil {
		return nil, err
	}
	all := make([]incident.Alert, 0, len(b.Alerts))
	for i, raw := range b.Alerts {
		at := fmt.Sprintf("alerts[%d]", i)
		var a alert
		if err := decode(raw, &a, at); err != nil {
			return nil, err
		}
		one, err := s.alert(a, at, b.External)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	note(all, b.Truncated)
	return all, nil
}

func (s Source) read(from io.Reader) (body, error) {
	raw, err := io.ReadAll(from)
	if err != nil {
		return body{}, errors.New("the body cannot be read")
	}
	if !utf8.Valid(raw) {
		return body{}, errors.New("the body is not UTF-8")
	}
	var b body
	if err := decode(raw, &b, ""); err != nil {
		return body{}, err
	}
	switch version := s.version(); {
	case b.Version == "":
		return body{}, errors.New("version is missing")
	case b.Version != version:
		return body{}, fmt.Errorf("version is %q, want %q", cut(b.Version, 20), version)
	case b.Alerts == nil:
		return body{}, errors.New("alerts is missing")
	case len(b.Alerts) > alertLimit:
		return body{}, fmt.Errorf("alerts has %d entries, at most %d are taken; set max_alerts", len(b.Alerts), alertLimit)
	}
	return b, nil
}

func (s Source) version() string {
	if s.Called == "grafana" {
		return "1"
	}
	return "4"
}

// alert makes one alert of what was sent at a place of the body.
func (s Source) alert(a alert, at, external string) (incident.Alert, error) {
	title := first(a.Annotations["summary"], a.Annotations["title"], a.Labels["alertname"])
	switch {
	case a.Fingerprint == "":
		return incident.Alert{}, fmt.Errorf("%s.fingerprint is missing", at)
	case len(a.Fingerprint) > keyLimit:
		return incident.Alert{}, fmt.Errorf("%s.fingerprint is longer than %d bytes", at, keyLimit)
	case a.Status == "":
		return incident.Alert{}, fmt.Errorf("%s.status is missing", at)
	case a.Status != "firing" && a.Status != "resolved":
		return incident.Alert{}, fmt.Errorf("%s.status is %q, want firing or resolved", at, cut(a.Status, 20))
	case title == "":
		return incident.Alert{}, fmt.Errorf("%s.labels.alertname is missing", at)
	}
	started, err := moment(a.Starts)
	if err != nil {
		return incident.Alert{}, fmt.Errorf("%s.startsAt is %q, want a time such as 2026-11-24T09:00:00Z", at, cut(a.Starts, 40))
	}
	return incident.Alert{
		Source: s.Name(), Key: a.Fingerprint, Title: cut(title, titleLimit), App: s.app(a.Labels),
		Link: link(a.Generator, a.Panel, a.Dashboard, external), Severity: s.severity(a.Labels["severity"]),
		Firing: a.Status == "firing", Started: started,
	}, nil
}

func (s Source) app(labels map[string]string) string {
	named := ""
	if s.App != nil {
		named = s.App(labels)
	} else {
		named = first(labels["app"], labels["service"], labels["job"])
	}
	return cut(first(named, s.DefaultApp), nameLimit)
}

func (s Source) severity(word string) incident.Severity {
	return incident.SeverityOf(word, s.Severities, s.Severity)
}

// moment reads a time; Alertmanager's zero time, and none, are the zero time.
func moment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil || at.Year() <= 1 {
		return time.Time{}, err
	}
	return at, nil
}

// note tells in the title of an alert how many others Alertmanager has left out. A firing
// one is chosen, since it is the one that is read.
func note(all []incident.Alert, truncated int) {
	if truncated <= 0 || len(all) == 0 {
		return
	}
	i := max(slices.IndexFunc(all, func(a incident.Alert) bool { return a.Firing }), 0)
	all[i].Title = cut(all[i].Title, titleLimit-40) + fmt.Sprintf(" (+%d left out by max_alerts)", truncated)
}
