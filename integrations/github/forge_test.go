package github_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/demo/codeforge"
	"vigie/demo/pretend"
	"vigie/integrations/github"
	"vigie/production"
	"vigie/work"
)

// script answers requests by "METHOD PATH", and remembers what it was asked.
type script struct {
	answers map[string]string
	status  map[string]int
	asked   []string
	bodies  []string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	key := r.Method + " " + r.URL.Path
	body := ""
	if r.Body != nil {
		b, _ := io.ReadAll(r.Body)
		body = string(b)
	}
	s.asked, s.bodies = append(s.asked, key+" "+r.URL.Host+" "+r.Header.Get("Authorization")), append(s.bodies, body)
	status := s.status[key]
	if status == 0 {
		status = http.StatusOK
	}
	header := http.Header{}
	if status == http.StatusTemporaryRedirect {
		header.Set("Location", "https://elsewhere.example/moved")
	}
	return &http.Response{StatusCode: status, Header: header, Request: r, Body: io.NopCloser(strings.NewReader(s.answers[key]))}, nil
}

func scripted(t *testing.T, s *script) *github.GitHub {
	t.Helper()
	g, err := github.New(github.Options{Token: token, Repos: []string{"org/api"}, FollowUpRepo: "org/fixes", Label: "incident"}, s)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestTheTokenIsShownToTheAPIAlone(t *testing.T) {
	s := &script{status: map[string]int{"GET /repos/org/api/releases": 307}, answers: map[string]string{"GET /moved": "[]"}}
	if _, err := scripted(t, s).Released(t.Context(), time.Now(), time.Now()); err != nil {
		t.Fatal(err)
	}
	want := []string{"GET /repos/org/api/releases api.github.com Bearer " + token, "GET /moved elsewhere.example "}
	if diff := cmp.Diff(want, s.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestTheLabelIsMadeBeforeTheIssue(t *testing.T) {
	s := &script{
		status:  map[string]int{"GET /repos/org/fixes/labels/incident": 404, "POST /repos/org/fixes/labels": 201, "POST /repos/org/fixes/issues": 201},
		answers: map[string]string{"GET /repos/org/fixes/issues": "[]", "POST /repos/org/fixes/labels": "{}", "POST /repos/org/fixes/issues": `{"number":9,"html_url":"https://github.com/9"}`},
	}
	number, _, err := scripted(t, s).OpenFollowUp(t.Context(), production.FollowUpDraft{Ref: "INC-4", Title: "t", Body: "see <!-- vigie:INC-5 -->"})
	if err != nil || number != 9 {
		t.Fatalf("#%d, %v", number, err)
	}
	if got := s.asked[2]; !strings.HasPrefix(got, "POST /repos/org/fixes/labels ") || !strings.HasPrefix(s.asked[3], "POST /repos/org/fixes/issues ") {
		t.Errorf("asked %v", s.asked)
	}
	if body := s.bodies[3]; strings.Count(body, "<!--") != 1 || !strings.Contains(body, "<!-- vigie:INC-4 -->") {
		t.Errorf("the issue says %s; want one mark, of INC-4", body)
	}
}

func TestAPullRequestIsNoFollowUp(t *testing.T) {
	s := &script{
		status: map[string]int{"POST /repos/org/fixes/issues": 201},
		answers: map[string]string{
			"GET /repos/org/fixes/labels/incident": "{}", "POST /repos/org/fixes/issues": `{"number":9}`,
			"GET /repos/org/fixes/issues": `[{"number":3,"pull_request":{"url":"x"},"body":"<!-- vigie:INC-4 -->"},{"number":2,"body":"<!-- vigie:INC-42 -->"}]`,
		},
	}
	if number, _, err := scripted(t, s).OpenFollowUp(t.Context(), production.FollowUpDraft{Ref: "INC-4"}); number != 9 || err != nil {
		t.Errorf("the follow-up is #%d, %v; want a new one", number, err)
	}
}

func TestAVersionPublishedLongAfterItsCommitIsFound(t *testing.T) {
	s := &script{answers: map[string]string{"GET /repos/org/api/releases": `[
		{"tag_name":"v3","created_at":"2026-11-20T00:00:00Z","published_at":"2026-11-20T00:00:00Z"},
		{"tag_name":"v2","name":"Two","created_at":"2026-11-10T00:00:00Z","published_at":"2026-11-10T00:00:00Z"},
		{"tag_name":"v1","name":"One","created_at":"2026-11-01T00:00:00Z","published_at":"2026-11-21T00:00:00Z","author":{"login":"ana"}}]`}}
	from := time.Date(2026, 11, 15, 0, 0, 0, 0, time.UTC)
	got, err := scripted(t, s).Released(t.Context(), from, from.AddDate(0, 0, 10))
	want := []production.Release{
		{Repo: "api", Tag: "v1", Title: "One", By: "ana", At: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)},
		{Repo: "api", Tag: "v3", Title: "v3", At: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("released (-want +got):\n%s%v", diff, err)
	}
}

func TestGitHubMayAskForALittlePatience(t *testing.T) {
	for _, c := range []struct {
		asks, caller time.Duration
		after        time.Duration // 0: it is given up, and comes back after asks
	}{{20 * time.Second, time.Hour, 20 * time.Second}, {20 * time.Second, 5 * time.Second, 0}, {5 * time.Minute, time.Hour, 0}} {
		synctest.Test(t, func(t *testing.T) {
			service, g := forge(t, codeforge.Options{})
			service.SlowDown(c.asks, 1)
			ctx, cancel := context.WithTimeout(t.Context(), c.caller)
			defer cancel()
			began := time.Now()
			_, err := g.Released(ctx, began.Add(-time.Hour), began)
			waited := time.Since(began)
			if c.after == 0 && (err == nil || work.Pause(1, err) != c.asks || waited > c.caller) || c.after > 0 && (err != nil || waited < c.after) {
				t.Errorf("asked to wait %s, a caller of %s came back after %s with %v", c.asks, c.caller, waited, err)
			}
			time.Sleep(time.Minute) // the client's own timers end
		})
	}
}

func TestTheAddressOfTheAPI(t *testing.T) {
	for address, good := range map[string]bool{
		"": true, "http://127.0.0.1:9": true, "https://ghe.example/api/v3/": true, "https://ghe.example/api/v3": true,
		"ghe.example": false, "ftp://ghe.example": false, "https://user:" + token + "@ghe.example/": false, "https://%zz": false,
	} {
		_, err := github.New(github.Options{APIURL: address}, nil)
		if (err == nil) != good || err != nil && strings.Contains(err.Error(), token) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestCheckTellsEveryRepositoryThatIsNotSeen(t *testing.T) {
	service, _ := forge(t, codeforge.Options{})
	g, err := github.New(github.Options{APIURL: "https://github.test", Token: token, Repos: []string{"org/a", "org/api"}, FollowUpRepo: "org/b"}, pretend.Network{"github.test": service})
	if err != nil {
		t.Fatal(err)
	}
	err = g.Check(t.Context())
	if err == nil || !strings.Contains(err.Error(), "read org/a:") || !strings.Contains(err.Error(), "read org/b:") || strings.Contains(err.Error(), "org/api") {
		t.Errorf("told as %v", err)
	}
	wrong, err := github.New(github.Options{APIURL: "https://github.test", Token: "ghp_wrong"}, pretend.Network{"github.test": service})
	if err != nil {
		t.Fatal(err)
	}
	if err := wrong.Check(t.Context()); err == nil {
		t.Error("a wrong token passes when no repository is configured")
	}
}

// published is a Listener that hears of releases too.
type published struct {
	heard
	release production.Release
}

func (p *published) Published(_ context.Context, r production.Release) error {
	p.release = r
	return nil
}

func TestTheWebhookPassesOnWhatIsAskedForAndAcceptsTheRest(t *testing.T) {
	service, _ := forge(t, codeforge.Options{})
	service.Publish("org/api", codeforge.Release{Tag: "v9", Author: "ana-silva"})
	number := service.OpenIssue("org/fixes", "ana-silva", "fix")
	listener := &published{}
	hook := &github.Hook{Secret: "s", Listener: listener}
	to := codeforge.Hook{URL: "https://vigie.test/github/webhook", Secret: "s", Client: &http.Client{Transport: pretend.Network{"vigie.test": hook}}}
	unknown := service.Ping(to)
	unknown.Event = "of_the_future"
	for _, d := range []*codeforge.Delivery{service.Ping(to), unknown, service.IssueEvent(to, "org/fixes", number, "opened"), service.ReleaseEvent(to, "org/api", "v9", "released")} {
		if status, err := d.Send(t.Context()); status != http.StatusAccepted || err != nil || listener.number != 0 || listener.release.Tag != "" {
			t.Errorf("%s is answered %d, %v; heard %+v", d.Event, status, err, listener)
		}
	}
	status, err := service.ReleaseEvent(to, "org/api", "v9", "published").Send(t.Context())
	if r := listener.release; status != http.StatusAccepted || err != nil || r.Repo != "org/api" || r.Tag != "v9" || r.By != "ana-silva" || r.At.IsZero() {
		t.Errorf("answered %d, %v; heard %+v", status, err, r)
	}
}

func TestTheOldSignatureIsRefused(t *testing.T) {
	body := `{"action":"closed","issue":{"number":1},"repository":{"full_name":"org/fixes"}}`
	mac := hmac.New(sha1.New, []byte("s"))
	mac.Write([]byte(body))
	old := "sha1=" + hex.EncodeToString(mac.Sum(nil))
	for _, header := range []string{"X-Hub-Signature", "X-Hub-Signature-256"} {
		listener := &heard{}
		r := httptest.NewRequest(http.MethodPost, "/github/webhook", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-GitHub-Event", "issues")
		r.Header.Set(header, old)
		w := httptest.NewRecorder()
		(&github.Hook{Secret: "s", Listener: listener}).ServeHTTP(w, r)
		if w.Code != http.StatusUnauthorized || listener.number != 0 {
			t.Errorf("%s of SHA-1 is answered %d", header, w.Code)
		}
	}
}
