package generic

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"vigie/incident"
)

func reading(t *testing.T, s Source, body string) ([]incident.Alert, error) {
	t.Helper()
	return s.Alerts(httptest.NewRequest("POST", "/alerts/"+s.Name(), strings.NewReader(body)))
}

func TestOneAlertOrAList(t *testing.T) {
	one := `{"key":"k1","title":"L’API\nne répond plus","status":"firing","severity":"critical","app":"api","link":"https://m.example/1","startedAt":"2026-11-24T09:00:00Z","more":{"x":1}}`
	want := incident.Alert{
		Source: "generic", Key: "k1", Title: "L’API ne répond plus", App: "api", Link: "https://m.example/1",
		Severity: 1, Firing: true, Started: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC),
	}
	short := incident.Alert{Source: "generic", Key: "12345678901234567890", Title: "t", Severity: 2, App: "site"}
	for body, want := range map[string][]incident.Alert{
		one: {want},
		"[" + one + `,{"key":12345678901234567890,"title":"t","status":"resolved"}]`: {want, short},
		"[]": {},
	} {
		got, err := reading(t, Source{App: "site"}, body)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s is read as (-want +got):\n%s%v", body, diff, err)
		}
	}
}

func TestSomebodyElsesFieldsAreMapped(t *testing.T) {
	sent := `{"data":{"id":"9","attributes":{"name":"site","started_at":1795514400,"state":"down"}},"tags":["x","certif"]}`
	s := Source{Called: "statuscake", Map: map[string]string{
		"key": "data.id", "title": "data.attributes.name", "status": "data.attributes.state", "app": "tags.1", "startedAt": "data.attributes.started_at",
	}}
	got, err := reading(t, s, sent)
	want := []incident.Alert{{Source: "statuscake", Key: "9", Title: "site", App: "certif", Severity: 2, Firing: true, Started: time.Unix(1795514400, 0)}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("read as (-want +got):\n%s%v", diff, err)
	}
	if _, err := reading(t, s, `{"data":{"id":"9","attributes":{"state":"down"}}}`); err == nil || err.Error() != "data.attributes.name is missing" {
		t.Errorf("a missing name is told as %v", err)
	}
}

func TestAFaultIsNamedWithItsPlace(t *testing.T) {
	for _, c := range []struct{ body, fault string }{
		{``, "the body is not JSON"},
		{`{`, "the body is not JSON"},
		{`{"key":}`, "the body is not JSON: invalid character '}' looking for beginning of value at byte 8"},
		{`{} {}`, "the body goes on after its JSON, at byte 2"},
		{`{}]`, "the body goes on after its JSON, at byte 2"},
		{`7`, "the body is not an object"},
		{`[{"key":"k","title":"t","status":"up"},[]]`, "[1] is not an object"},
		{`{"title":"t","status":"firing"}`, "key is missing"},
		{`{"key":"","title":"t","status":"firing"}`, "key is missing"},
		{`{"key":"k","title":" \n","status":"firing"}`, "title is missing"},
		{`{"key":"k","title":"t"}`, "status is missing"},
		{`[{"key":"k","title":"t","status":"odd"}]`, `[0].status is "odd", want firing or resolved`},
		{`{"key":{"a":1},"title":"t","status":"up"}`, "key is not a text"},
		{`{"key":"k","title":"t","status":"up","startedAt":"soon"}`, `startedAt is "soon", want a time such as 2026-11-24T09:00:00Z`},
		{`{"key":"` + strings.Repeat("k", 201) + `","title":"t","status":"up"}`, "key is longer than 200 bytes"},
		{"{\"key\":\"\xff\"}", "the body is not UTF-8"},
		{strings.Repeat("[", 500_000), "the body is not JSON: invalid character '[' exceeded max depth at byte 10001"},
	} {
		got, err := reading(t, Source{}, c.body)
		if err == nil || err.Error() != c.fault || got != nil {
			t.Errorf("%.80s\n gives the fault %v\n want %s", c.body, err, c.fault)
		}
	}
}

func TestTheWordsForSeverityAndStatus(t *testing.T) {
	s := Source{Severities: map[string]incident.Severity{"Disaster": 1, "info": 3}}
	for said, want := range map[string]incident.Severity{`"critical"`: 1, `"P3"`: 3, `4`: 4, `"disaster"`: 1, `"info"`: 3, `"odd"`: 2, `null`: 2} {
		got, err := reading(t, s, `{"key":"k","title":"t","status":"DOWN","severity":`+said+`}`)
		if err != nil || got[0].Severity != want || !got[0].Firing {
			t.Errorf("severity %s is read as %+v, %v; want %s", said, got, err, want)
		}
	}
}

func TestSizesAreBounded(t *testing.T) {
	got, err := reading(t, Source{}, `{"key":"k","title":"`+strings.Repeat("é", 5000)+`","status":"up","app":"`+strings.Repeat("a", 999)+`","link":"/relative"}`)
	if err != nil || utf8.RuneCountInString(got[0].Title) != titleLimit || utf8.RuneCountInString(got[0].App) != nameLimit || got[0].Link != "" {
		t.Errorf("a long alert is read as %+v, %v", got, err)
	}
	many := "[" + strings.Repeat(`{},`, alertLimit) + "{}]"
	if _, err := reading(t, Source{}, many); err == nil || err.Error() != "the body has 10001 alerts, at most 10000 are taken" {
		t.Errorf("too many alerts are told as %v", err)
	}
}

func FuzzABodyNeverPanicsAndIsBounded(f *testing.F) {
	f.Add(`{"key":"k","title":"t","status":"up","startedAt":1}`)
	f.Add(`[{"key":"k","title":"t","status":"firing","link":"https://a.example"}]`)
	f.Fuzz(func(t *testing.T, sent string) {
		got, err := reading(t, Source{Map: map[string]string{"app": "tags.0.name"}}, sent)
		for _, a := range got {
			if a.Key == "" || a.Title == "" || !a.Severity.Valid() || utf8.RuneCountInString(a.Title) > titleLimit || !utf8.ValidString(a.Title) {
				t.Errorf("%q is read as %+v", sent, a)
			}
		}
		if err != nil && len(err.Error()) > 400 {
			t.Errorf("a fault is %d bytes long", len(err.Error()))
		}
	})
}
