package alertmanager

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"vigie/incident"
)

func read(t *testing.T, s Source, body string) ([]incident.Alert, error) {
	t.Helper()
	return s.Alerts(httptest.NewRequest("POST", "/alerts/"+s.Name(), strings.NewReader(body)))
}

// The files are what Alertmanager 0.27.0 sent, with max_alerts at 2 and three alerts.
func TestWhatAlertmanagerSends(t *testing.T) {
	started := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
	certif := incident.Alert{
		Source: "alertmanager", Key: "5534ad5b1ad81477", Title: "Certif is slow (+1 left out by max_alerts)", App: "pix-certif",
		Link: "http://alertmanager.example:9093", Severity: 2, Firing: true, Started: started,
	}
	api := incident.Alert{
		Source: "alertmanager", Key: "b685b9c373004da8", Title: "L’API répond 500", App: "pix-api",
		Link: "http://prometheus.example/graph?g0.expr=up", Severity: 1, Firing: true, Started: started,
	}
	well := api
	well.Firing = false
	for file, want := range map[string][]incident.Alert{"firing": {certif, api}, "resolved": {certif, well}} {
		sent, err := os.ReadFile("testdata/" + file + ".json")
		if err != nil {
			t.Fatal(err)
		}
		got, err := read(t, Source{}, string(sent))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s is read as (-want +got):\n%s%v", file, diff, err)
		}
	}
}

const whole = `{"status":"firing","fingerprint":"f1","labels":{"alertname":"A"}}`

func webhook(alerts ...string) string {
	return `{"version":"4","unknown":{"x":[1]},"alerts":[` + strings.Join(alerts, ",") + `]}`
}

func TestAFaultIsNamedWithItsPlace(t *testing.T) {
	for _, c := range []struct{ body, fault string }{
		{``, "the body is not JSON: unexpected end of JSON input at byte 0"},
		{`{"version":"4"} x`, "the body is not JSON: invalid character 'x' after top-level value at byte 17"},
		{`[]`, "the body is of type array, which is not understood"},
		{`{"alerts":[]}`, "version is missing"},
		{`{"version":"3","alerts":[]}`, `version is "3", want "4"`},
		{`{"version":4,"alerts":[]}`, "version is of type number, which is not understood"},
		{`{"version":"4"}`, "alerts is missing"},
		{`{"version":"4","alerts":null}`, "alerts is missing"},
		{`{"version":"4","alerts":{}}`, "alerts is of type object, which is not understood"},
		{webhook(whole, whole, `{"status":"firing","labels":{"alertname":"A"}}`), "alerts[2].fingerprint is missing"},
		{webhook(`{"fingerprint":"f","labels":{"alertname":"A"}}`), "alerts[0].status is missing"},
		{webhook(whole, `{"status":"odd","fingerprint":"f","labels":{"alertname":"A"}}`), `alerts[1].status is "odd", want firing or resolved`},
		{webhook(`{"status":"firing","fingerprint":"f"}`), "alerts[0].labels.alertname is missing"},
		{webhook(whole, `{"status":"firing","fingerprint":7}`), "alerts[1].fingerprint is of type number, which is not understood"},
		{webhook(`"x"`), "alerts[0] is of type string, which is not understood"},
		{webhook(`{"status":"firing","fingerprint":"f","startsAt":"yesterday","labels":{"alertname":"A"}}`),
			`alerts[0].startsAt is "yesterday", want a time such as 2026-11-24T09:00:00Z`},
		{webhook(`{"status":"firing","fingerprint":"` + strings.Repeat("f", 201) + `","labels":{"alertname":"A"}}`),
			"alerts[0].fingerprint is longer than 200 bytes"},
		{"{\"version\":\"\xff\"}", "the body is not UTF-8"},
	} {
		got, err := read(t, Source{}, c.body)
		if err == nil || err.Error() != c.fault || got != nil {
			t.Errorf("%.80s\n gives the fault %v\n want %s", c.body, err, c.fault)
		}
	}
}

func TestTheWordsForSeverity(t *testing.T) {
	s := Source{Severities: map[string]incident.Severity{"Disaster": 1, "warning": 2, "odd": 9}}
	for word, want := range map[string]incident.Severity{
		"critical": 1, "page": 1, "CRITICAL": 1, "error": 2, "high": 2, "info": 4, "warning": 2, " disaster ": 1, "odd": 2, "": 2,
	} {
		if got := s.severity(word); got != want {
			t.Errorf("%q is %s, want %s", word, got, want)
		}
	}
	if got := (Source{}).severity("warning"); got != 3 {
		t.Errorf("a warning is %s unless the crew says otherwise", got)
	}
	if got := (Source{Severity: 4}).severity("odd"); got != 4 {
		t.Errorf("an unknown word is %s, want the sender's default", got)
	}
}

func TestTheAppOfAnAlert(t *testing.T) {
	team := func(labels map[string]string) string { return labels["team"] }
	for _, c := range []struct {
		source Source
		labels map[string]string
		want   string
	}{
		{Source{}, map[string]string{"job": "j", "service": "s", "app": "a"}, "a"},
		{Source{}, map[string]string{"job": "j", "service": "s"}, "s"},
		{Source{}, map[string]string{"job": "j"}, "j"},
		{Source{DefaultApp: "d"}, nil, "d"},
		{Source{App: team, DefaultApp: "d"}, map[string]string{"app": "a", "team": "t"}, "t"},
		{Source{App: team}, map[string]string{"app": "a"}, ""},
	} {
		if got := c.source.app(c.labels); got != c.want {
			t.Errorf("labels %v are about %q, want %q", c.labels, got, c.want)
		}
	}
}

func TestOnlyAnAbsoluteLinkIsKept(t *testing.T) {
	for _, c := range []struct{ generator, external, want string }{
		{"https://p.example/g", "https://am.example", "https://p.example/g"},
		{"/alerting/1", "https://am.example", "https://am.example"},
		{"javascript:alert(1)", "file:///etc/passwd", ""},
		{"//p.example/g", "", ""},
		{"https://p.example/" + strings.Repeat("x", linkLimit), "", ""},
	} {
		if got := link(c.generator, "", "", c.external); got != c.want {
			t.Errorf("of %.40s and %s the link is %s, want %s", c.generator, c.external, got, c.want)
		}
	}
}

func TestGrafanaSpeaksTheSame(t *testing.T) {
	sent := `{"version":"1","orgId":1,"title":"[FIRING:1]","state":"alerting","message":"…","externalURL":"https://grafana.example/",
		"alerts":[{"status":"firing","labels":{"alertname":"Slow","app":"api","severity":"critical"},"annotations":{},"valueString":"[ v=1 ]",
		"startsAt":"2026-11-24T09:00:00+01:00","generatorURL":"/alerting/grafana/1/view","fingerprint":"f9","panelURL":"https://grafana.example/d/1?viewPanel=2"}]}`
	got, err := read(t, Source{Called: "grafana"}, sent)
	if err != nil || len(got) != 1 || got[0].Source != "grafana" || got[0].Link != "https://grafana.example/d/1?viewPanel=2" || !got[0].Started.Equal(time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)) {
		t.Errorf("Grafana's alert is read as %+v, %v", got, err)
	}
}

func TestSizesAreBounded(t *testing.T) {
	long := `{"status":"firing","fingerprint":"f","labels":{"alertname":"` + strings.Repeat("é\\n", 5000) + `","app":"` + strings.Repeat("a", 5000) + `"}}`
	got, err := read(t, Source{}, webhook(long))
	if err != nil || utf8.RuneCountInString(got[0].Title) > titleLimit || len(got[0].App) > nameLimit+3 || strings.Contains(got[0].Title, "\n") {
		t.Errorf("a long alert is read as %+v, %v", got, err)
	}
	many := strings.TrimSuffix(strings.Repeat(whole+",", alertLimit+1), ",")
	if _, err := read(t, Source{}, webhook(many)); err == nil || !strings.HasPrefix(err.Error(), "alerts has 10001 entries") {
		t.Errorf("too many alerts are told as %v", err)
	}
	deep := `{"version":"4","alerts":` + strings.Repeat("[", 400_000)
	if _, err := read(t, Source{}, deep); err == nil {
		t.Error("a deep body is taken")
	}
}

func FuzzABodyNeverPanicsAndIsBounded(f *testing.F) {
	f.Add([]byte(webhook(whole)))
	f.Add([]byte(`{"version":"4","truncatedAlerts":9,"alerts":[{"status":"resolved"}]}`))
	f.Fuzz(func(t *testing.T, sent []byte) {
		got, err := read(t, Source{}, string(sent))
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
