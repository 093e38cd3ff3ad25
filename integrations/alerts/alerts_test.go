package alerts

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/incident"
)

type secret string

func (s secret) Reveal() string { return string(s) }
func (secret) String() string   { return "***" }

// listed is a source whose alerts are the words of the body.
type listed string

func (l listed) Name() string { return string(l) }

func (l listed) Alerts(r *http.Request) ([]incident.Alert, error) {
	var all []incident.Alert
	var word string
	for {
		if n, _ := fmt.Fscan(r.Body, &word); n == 0 {
			return all, nil
		}
		if word == "bad" {
			return nil, errors.New("alerts[0].key is missing")
		}
		all = append(all, incident.Alert{Source: string(l), Key: word})
	}
}

// post is one delivery: what was answered, what was kept and what was told of a refusal.
type post struct {
	Status int
	Body   string
	Kept   []string
	Told   string
}

func send(d *Door, r *http.Request) post {
	var p post
	keep := d.Ingest
	d.Ingest = func(ctx context.Context, all []incident.Alert) error {
		for _, a := range all {
			p.Kept = append(p.Kept, a.Key)
		}
		if keep != nil {
			return keep(ctx, all)
		}
		return nil
	}
	d.Refused = func(status int, reason, source string) { p.Told = fmt.Sprintf("%d %s (%s)", status, reason, source) }
	w := httptest.NewRecorder()
	d.Handler().ServeHTTP(w, r)
	d.Ingest = keep
	p.Status, p.Body = w.Code, strings.TrimSpace(w.Body.String())
	return p
}

func request(path, body string, auth ...string) *http.Request {
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	switch len(auth) {
	case 1:
		r.Header.Set("Authorization", auth[0])
	case 2:
		r.SetBasicAuth(auth[0], auth[1])
	}
	return r
}

func door() *Door {
	return &Door{
		Sources: []incident.Source{listed("alertmanager"), listed("generic")},
		Token:   secret("common"), Tokens: map[string]Secret{"generic": secret("own"), "alertmanager": secret("")},
	}
}

func TestWhoShowsTheSecretIsLetIn(t *testing.T) {
	for name, r := range map[string]*http.Request{
		"bearer":         request("/alerts/alertmanager", "a b", "Bearer common"),
		"bearer, small":  request("/alerts/alertmanager", "a b", "bearer common"),
		"password":       request("/alerts/alertmanager", "a b", "anybody", "common"),
		"address":        request("/alerts/alertmanager/common", "a b"),
		"own, bearer":    request("/alerts/generic", "a b", "Bearer own"),
		"own, address":   request("/alerts/generic/own", "a b"),
		"wrong and good": request("/alerts/generic/own", "a b", "Bearer wrong"),
	} {
		want := post{Status: 200, Body: `{"alerts":2}`, Kept: []string{"a", "b"}}
		if diff := cmp.Diff(want, send(door(), r)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhoDoesNotIsRefused(t *testing.T) {
	for name, r := range map[string]*http.Request{
		"nothing":                request("/alerts/generic", "a"),
		"wrong bearer":           request("/alerts/generic", "a", "Bearer common"),
		"wrong password":         request("/alerts/generic", "a", "own", "common"),
		"wrong address":          request("/alerts/generic/common", "a"),
		"empty bearer":           request("/alerts/generic", "a", "Bearer "),
		"other scheme":           request("/alerts/generic", "a", "Digest own"),
		"a prefix of the secret": request("/alerts/generic", "a", "Bearer ow"),
		"token in the query":     request("/alerts/generic?token=own", "a"),
		"own is not for others":  request("/alerts/generic", "a", "Bearer common"),
	} {
		want := post{Status: 401, Body: `{"error":"the token is missing or wrong"}`, Told: "401 the token is missing or wrong (generic)"}
		if diff := cmp.Diff(want, send(door(), r)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWithoutASecretNobodyIsLetIn(t *testing.T) {
	for name, r := range map[string]*http.Request{
		"nothing":      request("/alerts/generic", "a"),
		"empty bearer": request("/alerts/generic", "a", "Bearer "),
		"empty basic":  request("/alerts/generic", "a", "", ""),
		"something":    request("/alerts/generic/x", "a", "Bearer x"),
	} {
		for _, d := range []*Door{{Sources: door().Sources}, {Sources: door().Sources, Token: secret("")}} {
			if got := send(d, r); got.Status != 401 || got.Kept != nil {
				t.Errorf("%s is let in: %+v", name, got)
			}
		}
	}
	if got := send(&Door{}, request("/alerts/generic", "a")); got.Status != 404 {
		t.Errorf("a door without sources answers %+v", got)
	}
}

func TestWhatIsWrongWithADelivery(t *testing.T) {
	full := errors.New("the store is full")
	for _, c := range []struct {
		request *http.Request
		ingest  error
		want    post
	}{
		{request("/alerts/nagios/own", "a"), nil, post{Status: 404, Body: `{"error":"no such source of alerts"}`, Told: "404 no such source of alerts ()"}},
		{request("/alerts/generic/own", "bad"), nil, post{Status: 400, Body: `{"error":"alerts[0].key is missing"}`, Told: "400 alerts[0].key is missing (generic)"}},
		{request("/alerts/generic/own", strings.Repeat("x", bodyLimit+1)), nil, post{Status: 413, Body: `{"error":"the body is longer than 1 MiB"}`, Told: "413 the body is longer than 1 MiB (generic)"}},
		{request("/alerts/generic/own", "a"), full, post{Status: 503, Body: `{"error":"the alerts could not be kept; send them again"}`, Kept: []string{"a"}, Told: "503 the store is full (generic)"}},
		{request("/alerts/generic/own", ""), full, post{Status: 200, Body: `{"alerts":0}`}},
		{request("/alerts/generic/own", strings.Repeat(" ", bodyLimit-1)+"a"), nil, post{Status: 200, Body: `{"alerts":1}`, Kept: []string{"a"}}},
	} {
		d := door()
		if c.ingest != nil {
			d.Ingest = func(context.Context, []incident.Alert) error { return c.ingest }
		}
		if diff := cmp.Diff(c.want, send(d, c.request)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.request.URL.Path, diff)
		}
	}
}

func TestOnlyPostIsTaken(t *testing.T) {
	r := httptest.NewRequest("GET", "/alerts/generic/own", nil)
	if got := send(door(), r); got.Status != 405 || got.Kept != nil {
		t.Errorf("GET is answered %+v", got)
	}
}

func TestASenderWhoHangsUpDoesNotLoseItsAlert(t *testing.T) {
	d := door()
	d.Ingest = func(ctx context.Context, _ []incident.Alert) error {
		if end, ok := ctx.Deadline(); !ok || time.Until(end) > keepLimit {
			t.Error("keeping has no end")
		}
		return ctx.Err()
	}
	ctx, hangUp := context.WithCancel(t.Context())
	hangUp()
	if got := send(d, request("/alerts/generic/own", "a").WithContext(ctx)); got.Status != 200 {
		t.Errorf("the alert is lost: %+v", got)
	}
}
