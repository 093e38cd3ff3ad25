package codeforge_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-github/v57/github"

	"vigie/demo/codeforge"
	"vigie/demo/pretend"
)

func TestOfAFollowUpItsWholeLifeIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, gh := forge(codeforge.Options{})
		ctx, issues := t.Context(), gh.Issues
		number := s.OpenPull("1024pix/follow-ups", codeforge.Pull{Title: "First", Head: "fix"})
		check(t, "the pull request", number, 1)
		made, _, err := issues.Create(ctx, "1024pix", "follow-ups", &github.IssueRequest{
			Title: github.String("Fix INC-42 for good"), Body: github.String("due 2026-12-08"), Labels: &[]string{"captains"}, Assignees: &[]string{"ana"},
		})
		if err != nil {
			t.Fatal(err)
		}
		check(t, "numbers are shared with pull requests", made.GetNumber(), 2)
		check(t, "author", made.GetUser().GetLogin(), "vigie")
		time.Sleep(time.Hour)
		_, _, err = issues.CreateComment(ctx, "1024pix", "follow-ups", 2, &github.IssueComment{Body: github.String("day 5")})
		check(t, "comment", err, nil)
		_, _, err = issues.AddLabelsToIssue(ctx, "1024pix", "follow-ups", 2, []string{"late"})
		check(t, "label", err, nil)
		_, err = issues.RemoveLabelForIssue(ctx, "1024pix", "follow-ups", 2, "captains")
		check(t, "unlabel", err, nil)
		both, _, err := issues.AddAssignees(ctx, "1024pix", "follow-ups", 2, []string{"bob", "nobody"})
		check(t, "assign", err, nil)
		check(t, "assignees", len(both.Assignees), 2)
		_, _, err = issues.RemoveAssignees(ctx, "1024pix", "follow-ups", 2, []string{"ana"})
		check(t, "unassign", err, nil)
		closed, _, err := issues.Edit(ctx, "1024pix", "follow-ups", 2, &github.IssueRequest{State: github.String("closed"), StateReason: github.String("completed")})
		check(t, "close", err, nil)
		check(t, "closed at", closed.GetClosedAt().Format(time.RFC3339), "2000-01-01T01:00:00Z")
		want := codeforge.Issue{Number: 2, Title: "Fix INC-42 for good", Body: "due 2026-12-08", Author: "vigie", State: "closed", Reason: "completed",
			Labels: []string{"late"}, Assignees: []string{"bob"}, Comments: []string{"day 5"},
			Created: time.Now().Add(-time.Hour), Closed: time.Now()}
		if diff := cmp.Diff(want, s.Issues("1024pix/follow-ups")[1]); diff != "" {
			t.Error(diff)
		}
		comments, _, _ := issues.ListComments(ctx, "1024pix", "follow-ups", 2, nil)
		check(t, "comments", comments[0].GetBody(), "day 5")
		_, _, err = issues.EditComment(ctx, "1024pix", "follow-ups", comments[0].GetID(), &github.IssueComment{Body: github.String("day 6")})
		check(t, "edit a comment", err, nil)
	})
}

func TestOfAWrongIssueTheFieldIsNamed(t *testing.T) {
	s, gh := forge(codeforge.Options{})
	for name, c := range map[string]struct {
		request github.IssueRequest
		field   string
	}{
		"no title":         {github.IssueRequest{Body: github.String("x")}, "title"},
		"unknown assignee": {github.IssueRequest{Title: github.String("x"), Assignees: &[]string{"nobody"}}, "assignees"},
		"unknown state":    {github.IssueRequest{Title: github.String("x"), State: github.String("done")}, "state"},
	} {
		_, _, err := gh.Issues.Create(t.Context(), "1024pix", "pix", &c.request)
		refused, ok := err.(*github.ErrorResponse)
		if !ok || refused.Response.StatusCode != 422 || len(refused.Errors) != 1 || refused.Errors[0].Field != c.field {
			t.Errorf("%s: got %v", name, err)
		}
	}
	check(t, "issues", len(s.Issues(pix)), 0)
	if _, _, err := gh.Issues.Get(t.Context(), "1024pix", "pix", 7); status(err) != http.StatusNotFound {
		t.Errorf("unknown issue: got %v", err)
	}
	if _, _, err := gh.Issues.CreateLabel(t.Context(), "1024pix", "pix", &github.Label{Name: github.String("Bug")}); status(err) != 422 {
		t.Errorf("a label twice: got %v", err)
	}
	assignable, _, err := gh.Issues.IsAssignee(t.Context(), "1024pix", "pix", "bob")
	check(t, "bob can be assigned", assignable, true)
	check(t, "bob, error", err, nil)
	s.LoseAnswer("/repos/1024pix/pix/issues")
	if _, _, err := gh.Issues.Create(t.Context(), "1024pix", "pix", &github.IssueRequest{Title: github.String("once")}); err == nil {
		t.Error("the answer arrived")
	}
	check(t, "issues after a lost answer", len(s.Issues(pix)), 1)
}

func TestOfIssuesAndPullsTheListsAreNarrowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, gh := forge(codeforge.Options{})
		s.OpenIssue(pix, "ana", "API is slow", "bug", "team-captains")
		time.Sleep(24 * time.Hour)
		s.OpenIssue(pix, "bob", "Login fails", "bug")
		s.CloseIssue(pix, 2, "bob")
		merged := s.OpenPull(pix, codeforge.Pull{Title: "Mend login", Author: "bob", Head: "mend", Labels: []string{"team-captains"}})
		sha := s.Merge(pix, merged, "ana")
		time.Sleep(24 * time.Hour)
		s.OpenPull(pix, codeforge.Pull{Title: "Draft of a thing", Head: "thing", Draft: true})
		open, _, err := gh.Issues.ListByRepo(t.Context(), "1024pix", "pix", &github.IssueListByRepoOptions{Labels: []string{"bug"}})
		if err != nil || len(open) != 1 || open[0].GetNumber() != 1 || open[0].IsPullRequest() {
			t.Errorf("open bugs: got %v %v", open, err)
		}
		pulls, _, err := gh.PullRequests.List(t.Context(), "1024pix", "pix", &github.PullRequestListOptions{State: "closed"})
		if err != nil || len(pulls) != 1 || pulls[0].GetMergeCommitSHA() != sha || pulls[0].GetBase().GetRef() != "dev" {
			t.Errorf("closed pull requests: got %v %v", pulls, err)
		}
		for query, want := range map[string]string{
			"repo:1024pix/pix is:issue":                            "2 1",
			"org:1024pix is:pr is:open draft:true":                 "4",
			"org:1024pix is:pr is:merged merged:>=2000-01-02":      "3",
			"is:issue label:bug state:closed":                      "2",
			`is:issue "api is" -label:other`:                       "1",
			`is:pr label:"team-captains" author:bob`:               "3",
			"is:issue created:2000-01-01..2000-01-01":              "1",
			"is:pr created:>2000-01-02":                            "4",
			"is:issue assignee:ana":                                "",
			"org:other is:issue":                                   "",
			"repo:1024pix/pix is:pr -is:draft closed:<=2000-01-02": "3",
		} {
			found, _, err := gh.Search.Issues(t.Context(), query, nil)
			if err != nil {
				t.Fatalf("%s: %v", query, err)
			}
			var numbers []string
			for _, i := range found.Issues {
				numbers = append(numbers, fmt.Sprint(i.GetNumber()))
			}
			check(t, query, strings.Join(numbers, " "), want)
		}
		for _, wrong := range []string{" ", "repo:1024pix/none is:issue", "label:bug", "is:issue " + strings.Repeat("x", 250)} {
			if _, _, err := gh.Search.Issues(t.Context(), wrong, nil); status(err) != 422 {
				t.Errorf("%q: got %v", wrong, err)
			}
		}
	})
}

func TestOfAnAppTheTokenLastsAnHour(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s, _ := forge(codeforge.Options{App: &codeforge.App{ID: 7, Key: &key.PublicKey, Installations: map[int64]string{99: "1024pix"}}})
		trade := func(jwt string, installation int64) (string, error) {
			token, _, err := client(s, jwt).Apps.CreateInstallationToken(t.Context(), installation, nil)
			return token.GetToken(), err
		}
		now := time.Now().Unix()
		for name, c := range map[string]struct {
			claims       string
			installation int64
			want         int
		}{
			"another app":          {fmt.Sprintf(`{"iss":8,"iat":%d,"exp":%d}`, now, now+600), 99, 401},
			"too long":             {fmt.Sprintf(`{"iss":7,"iat":%d,"exp":%d}`, now, now+601), 99, 401},
			"over":                 {fmt.Sprintf(`{"iss":7,"iat":%d,"exp":%d}`, now-60, now), 99, 401},
			"from the future":      {fmt.Sprintf(`{"iss":7,"iat":%d,"exp":%d}`, now+90, now+500), 99, 401},
			"unknown installation": {fmt.Sprintf(`{"iss":"7","iat":%d,"exp":%d}`, now, now+600), 98, 404},
		} {
			if _, err := trade(sign(t, key, c.claims), c.installation); status(err) != c.want {
				t.Errorf("%s: got %v, want %d", name, err, c.want)
			}
		}
		if _, err := trade("not.a.jwt", 99); status(err) != 401 {
			t.Errorf("not a JWT: got %v", err)
		}
		token, err := trade(sign(t, key, fmt.Sprintf(`{"iss":"7","iat":%d,"exp":%d}`, now-60, now+540)), 99)
		if err != nil || !strings.HasPrefix(token, "ghs_") {
			t.Fatalf("got %q %v", token, err)
		}
		gh := client(s, token)
		_, _, err = gh.Repositories.Get(t.Context(), "1024pix", "pix")
		check(t, "its organisation", err, nil)
		_, _, err = gh.Repositories.Get(t.Context(), "other", "repo")
		check(t, "another one", status(err), 404)
		made, _, _ := gh.Issues.Create(t.Context(), "1024pix", "pix", &github.IssueRequest{Title: github.String("x")})
		check(t, "author", made.GetUser().GetLogin(), "vigie[bot]")
		time.Sleep(time.Hour)
		_, _, err = gh.Repositories.Get(t.Context(), "1024pix", "pix")
		check(t, "an hour later", status(err), 401)
	})
}

func sign(t *testing.T, key *rsa.PrivateKey, claims string) string {
	t.Helper()
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func TestOfAWebhookTheSignatureHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := forge(codeforge.Options{})
		s.Publish(pix, codeforge.Release{Tag: "v5.0.0", Author: "ana"})
		s.OpenIssue(pix, "ana", "Mend it")
		s.CloseIssue(pix, 1, "bob")
		var got []any
		var ids []string
		receiver := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := github.ValidatePayload(r, []byte("s3cret"))
			if err != nil {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			event, err := github.ParseWebHook(github.WebHookType(r), body)
			check(t, "parsing", err, nil)
			got, ids = append(got, event), append(ids, github.DeliveryID(r))
			w.WriteHeader(http.StatusAccepted)
		})
		hook := codeforge.Hook{URL: "https://vigie.example/github/webhook", Secret: "s3cret", Client: &http.Client{Transport: pretend.Network{"vigie.example": receiver}}}
		published := s.ReleaseEvent(hook, pix, "v5.0.0", "published")
		for _, d := range []*codeforge.Delivery{s.Ping(hook), published, s.IssueEvent(hook, pix, 1, "closed"), published} {
			code, err := d.Send(t.Context())
			check(t, d.Event+", error", err, nil)
			check(t, d.Event, code, http.StatusAccepted)
		}
		check(t, "the redelivery keeps its identifier", ids[1], ids[3])
		release, issue := got[1].(*github.ReleaseEvent), got[2].(*github.IssuesEvent)
		check(t, "release", release.GetAction()+" "+release.GetRelease().GetTagName()+" "+release.GetRepo().GetFullName(), "published v5.0.0 1024pix/pix")
		check(t, "issue", issue.GetAction()+" "+issue.GetIssue().GetState()+" "+issue.GetSender().GetLogin(), "closed closed bob")
		hook.Secret = "wrong"
		code, _ := s.Ping(hook).Send(t.Context())
		check(t, "another secret", code, http.StatusUnauthorized)
		hook.Client = &http.Client{Transport: pretend.Network{"vigie.example": http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })}}
		start := time.Now()
		if _, err := s.Ping(hook).Send(t.Context()); err == nil || time.Since(start) != 10*time.Second {
			t.Errorf("a slow receiver: got %v after %v", err, time.Since(start))
		}
	})
}

func TestOfFaultsTheForgeIsCalmAfterwards(t *testing.T) {
	s, gh := forge(codeforge.Options{})
	s.Fail("/repos/1024pix", 502, pretend.Forever)
	for range 2 {
		if _, _, err := gh.Repositories.Get(t.Context(), "1024pix", "pix"); status(err) != 502 {
			t.Errorf("got %v", err)
		}
	}
	s.Calm()
	_, _, err := gh.Repositories.Get(t.Context(), "1024pix", "pix")
	check(t, "calm", err, nil)
	check(t, "calls", len(s.Calls()), 3)
}

func TestOfManyWritersEveryIssueHasItsNumber(t *testing.T) {
	s, gh := forge(codeforge.Options{})
	done := make(chan int, 20)
	for range cap(done) {
		go func() {
			i, _, _ := gh.Issues.Create(t.Context(), "1024pix", "pix", &github.IssueRequest{Title: github.String("x")})
			s.Issues(pix)
			done <- i.GetNumber()
		}()
	}
	seen := map[int]bool{}
	for range cap(done) {
		seen[<-done] = true
	}
	check(t, "numbers", len(seen), 20)
}
