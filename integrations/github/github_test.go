package github_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vigie/config"
	"vigie/demo/codeforge"
	"vigie/demo/pretend"
	"vigie/integrations/github"
	"vigie/production"
	"vigie/work"
)

const token = "ghp_secret"

// forge is a pretend GitHub with two repositories, and Vigie's way to it.
func forge(t *testing.T, o codeforge.Options) (*codeforge.Service, *github.GitHub) {
	t.Helper()
	o.Token, o.People = token, []string{"ana-silva"}
	o.Repos = []codeforge.Repo{{Owner: "org", Name: "api"}, {Owner: "org", Name: "fixes"}}
	service := codeforge.New(o)
	g, err := github.New(github.Options{
		APIURL: "https://github.test/", Token: token, Repos: []string{"org/api"}, FollowUpRepo: "org/fixes", Label: "incident",
	}, pretend.Network{"github.test": service})
	if err != nil {
		t.Fatal(err)
	}
	return service, g
}

func TestReleasesOfASpanAreReadOverAllPages(t *testing.T) {
	service, g := forge(t, codeforge.Options{})
	day := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	for n := range 120 {
		service.Publish("org/api", codeforge.Release{Tag: "v" + string(rune('a'+n%26)) + strings.Repeat("x", n), At: day.Add(time.Duration(n) * time.Hour)})
	}
	service.Publish("org/api", codeforge.Release{Tag: "draft", Draft: true, At: day.Add(50 * time.Hour)})
	got, err := g.Released(t.Context(), day.Add(10*time.Hour), day.Add(110*time.Hour))
	if err != nil || len(got) != 100 {
		t.Fatalf("%d releases, want 100 (%v)", len(got), err)
	}
	if !got[0].At.After(got[99].At) {
		t.Error("they are not newest first")
	}
}

func TestAnUnchangedAnswerCostsNothingOfTheQuota(t *testing.T) {
	service, g := forge(t, codeforge.Options{})
	now := time.Now()
	service.Publish("org/api", codeforge.Release{Tag: "v1", At: now.Add(-time.Hour)})
	read := func() int {
		list, err := g.Released(t.Context(), now.Add(-2*time.Hour), now)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	read()
	left := service.Left()
	if n := read(); n != 1 || service.Left() != left {
		t.Errorf("the second reading gives %d releases and costs %d of the quota", n, left-service.Left())
	}
	service.Publish("org/api", codeforge.Release{Tag: "v2", At: now.Add(-time.Minute)})
	if n := read(); n != 2 {
		t.Errorf("after a new release %d are read", n)
	}
}

func TestAnIncidentHasOneFollowUp(t *testing.T) {
	service, g := forge(t, codeforge.Options{})
	draft := production.FollowUpDraft{Ref: "INC-4", Title: "Lasting fix", Body: "why", Assignee: "ana-silva"}
	service.LoseAnswer("/repos/org/fixes/issues")
	_, _, _ = g.OpenFollowUp(t.Context(), draft) // the answer to the reading is lost
	first, url, err := g.OpenFollowUp(t.Context(), draft)
	if err != nil || first == 0 || url == "" {
		t.Fatal(first, url, err)
	}
	again, _, err := g.OpenFollowUp(t.Context(), draft)
	issues := service.Issues("org/fixes")
	if err != nil || again != first || len(issues) != 1 {
		t.Fatalf("the second time gives #%d of %d issues, %v", again, len(issues), err)
	}
	if i := issues[0]; len(i.Labels) != 1 || i.Labels[0] != "incident" || len(i.Assignees) != 1 {
		t.Errorf("it has labels %v and assignees %v", i.Labels, i.Assignees)
	}
}

func TestSomebodyWhoHasLeftDoesNotPreventTheFollowUp(t *testing.T) {
	service, g := forge(t, codeforge.Options{})
	number, _, err := g.OpenFollowUp(t.Context(), production.FollowUpDraft{Ref: "INC-1", Title: "x", Assignee: "who-left"})
	if err != nil || number == 0 || len(service.Issues("org/fixes")) != 1 {
		t.Errorf("#%d, %v", number, err)
	}
}

func TestAUsedUpQuotaSaysWhenToComeBack(t *testing.T) {
	service, g := forge(t, codeforge.Options{})
	service.UseUp()
	_, err := g.Released(t.Context(), time.Now().Add(-time.Hour), time.Now())
	if pause := work.Pause(1, err); err == nil || pause < 2*time.Second {
		t.Errorf("come back after %s: %v", pause, err)
	}
}

func TestNoErrorShowsTheToken(t *testing.T) {
	service, _ := forge(t, codeforge.Options{})
	g, err := github.New(github.Options{APIURL: "https://github.test/", Token: "ghp_wrong", Repos: []string{"org/api"}}, pretend.Network{"github.test": service})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Check(t.Context()); err == nil || strings.Contains(err.Error(), "ghp_") || !strings.Contains(err.Error(), "GITHUB_TOKEN") {
		t.Errorf("a wrong token is told as %v", err)
	}
}

// heard is a Listener that remembers.
type heard struct {
	repo   string
	number int
	err    error
}

func (h *heard) IssueClosed(_ context.Context, repo string, number int, _ time.Time) error {
	h.repo, h.number = repo, number
	return h.err
}

func TestTheWebhookTakesOnlyWhatIsSigned(t *testing.T) {
	for _, c := range []struct {
		name         string
		secret, sent string
		err          error
		status       int
		number       int
	}{
		{name: "signed", secret: "s", sent: "s", status: http.StatusAccepted, number: 1},
		{name: "signed by another", secret: "s", sent: "t", status: http.StatusUnauthorized},
		{name: "unsigned", secret: "s", status: http.StatusUnauthorized},
		{name: "without a secret of ours", sent: "s", status: http.StatusUnauthorized},
		{name: "not kept", secret: "s", sent: "s", err: errors.New("store down"), status: http.StatusServiceUnavailable, number: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			service, _ := forge(t, codeforge.Options{})
			number := service.OpenIssue("org/fixes", "ana-silva", "fix", "incident")
			service.CloseIssue("org/fixes", number, "ana-silva")
			listener := &heard{err: c.err}
			hook := &github.Hook{Secret: config.Secret(c.secret), Listener: listener}
			client := &http.Client{Transport: pretend.Network{"vigie.test": hook}}
			delivery := service.IssueEvent(codeforge.Hook{URL: "https://vigie.test/github/webhook", Secret: c.sent, Client: client}, "org/fixes", number, "closed")
			status, err := delivery.Send(t.Context())
			if err != nil || status != c.status || listener.number != c.number {
				t.Errorf("answered %d, heard of #%d, %v; want %d and #%d", status, listener.number, err, c.status, c.number)
			}
		})
	}
}

func TestALongDeliveryIsRefused(t *testing.T) {
	hook := &github.Hook{Secret: "s", Listener: &heard{}}
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/github/webhook", strings.NewReader(strings.Repeat("x", 2<<20)))
	r.Header.Set("Content-Type", "application/json")
	hook.ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("answered %d", w.Code)
	}
}
