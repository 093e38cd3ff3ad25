package codeforge_test

import (
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
			Title: new("Fix INC-42 for good"), Body: new("due 2026-12-08"), Labels: &[]string{"captains"}, Assignees: &[]string{"ana"},
		})
		if err != nil {
			t.Fatal(err)
		}
		check(t, "numbers are shared with pull requests", made.GetNumber(), 2)
		check(t, "author", made.GetUser().GetLogin(), "vigie")
		time.Sleep(time.Hour)
		tend(t, gh, 2)
		closed, _, err := issues.Edit(ctx, "1024pix", "follow-ups", 2, &github.IssueRequest{State: new("closed"), StateReason: new("completed")})
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
		_, _, err = issues.EditComment(ctx, "1024pix", "follow-ups", comments[0].GetID(), &github.IssueComment{Body: new("day 6")})
		check(t, "edit a comment", err, nil)
	})
}

// tend comments, labels and assigns the follow-up.
func tend(t *testing.T, gh *github.Client, number int) {
	t.Helper()
	ctx, issues := t.Context(), gh.Issues
	_, _, err := issues.CreateComment(ctx, "1024pix", "follow-ups", number, &github.IssueComment{Body: new("day 5")})
	check(t, "comment", err, nil)
	_, _, err = issues.AddLabelsToIssue(ctx, "1024pix", "follow-ups", number, []string{"late"})
	check(t, "label", err, nil)
	_, err = issues.RemoveLabelForIssue(ctx, "1024pix", "follow-ups", number, "captains")
	check(t, "unlabel", err, nil)
	both, _, err := issues.AddAssignees(ctx, "1024pix", "follow-ups", number, []string{"bob", "nobody"})
	check(t, "assign", err, nil)
	check(t, "assignees", len(both.Assignees), 2)
	_, _, err = issues.RemoveAssignees(ctx, "1024pix", "follow-ups", number, []string{"ana"})
	check(t, "unassign", err, nil)
}

func TestOfAWrongIssueTheFieldIsNamed(t *testing.T) {
	s, gh := forge(codeforge.Options{})
	for name, c := range map[string]struct {
		request github.IssueRequest
		field   string
	}{
		"no title":         {github.IssueRequest{Body: new("x")}, "title"},
		"unknown assignee": {github.IssueRequest{Title: new("x"), Assignees: &[]string{"nobody"}}, "assignees"},
		"unknown state":    {github.IssueRequest{Title: new("x"), State: new("done")}, "state"},
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
	if _, _, err := gh.Issues.CreateLabel(t.Context(), "1024pix", "pix", &github.Label{Name: new("Bug")}); status(err) != 422 {
		t.Errorf("a label twice: got %v", err)
	}
	assignable, _, err := gh.Issues.IsAssignee(t.Context(), "1024pix", "pix", "bob")
	check(t, "bob can be assigned", assignable, true)
	check(t, "bob, error", err, nil)
	s.LoseAnswer("/repos/1024pix/pix/issues")
	if _, _, err := gh.Issues.Create(t.Context(), "1024pix", "pix", &github.IssueRequest{Title: new("once")}); err == nil {
		t.Error("the answer arrived")
	}
	check(t, "issues after a lost answer", len(s.Issues(pix)), 1)
}

// busy is a forge with two issues and two pull requests of three days; it returns the commit of the merge.
func busy() (*github.Client, string) {
	s, gh := forge(codeforge.Options{})
	s.OpenIssue(pix, "ana", "API is slow", "bug", "team-captains")
	time.Sleep(24 * time.Hour)
	s.OpenIssue(pix, "bob", "Login fails", "bug")
	s.CloseIssue(pix, 2, "bob")
	merged := s.OpenPull(pix, codeforge.Pull{Title: "Mend login", Author: "bob", Head: "mend", Labels: []string{"team-captains"}})
	sha := s.Merge(pix, merged, "ana")
	time.Sleep(24 * time.Hour)
	s.OpenPull(pix, codeforge.Pull{Title: "Draft of a thing", Head: "thing", Draft: true})
	return gh, sha
}

func TestOfIssuesAndPullsTheListsAreNarrowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gh, sha := busy()
		open, _, err := gh.Issues.ListByRepo(t.Context(), "1024pix", "pix", &github.IssueListByRepoOptions{Labels: []string{"bug"}})
		if err != nil || len(open) != 1 || open[0].GetNumber() != 1 || open[0].IsPullRequest() {
			t.Errorf("open bugs: got %v %v", open, err)
		}
		pulls, _, err := gh.PullRequests.List(t.Context(), "1024pix", "pix", &github.PullRequestListOptions{State: "closed"})
		if err != nil || len(pulls) != 1 || pulls[0].GetMergeCommitSHA() != sha || pulls[0].GetBase().GetRef() != "dev" {
			t.Errorf("closed pull requests: got %v %v", pulls, err)
		}
		for who, want := range map[string]int{"*": 0, "none": 4, "ana": 0} {
			all, _, err := gh.Issues.ListByRepo(t.Context(), "1024pix", "pix", &github.IssueListByRepoOptions{State: "all", Assignee: who, Sort: "updated", Direction: "asc"})
			check(t, "assigned to "+who+", error", err, nil)
			check(t, "assigned to "+who, len(all), want)
		}
		pull, _, err := gh.PullRequests.Get(t.Context(), "1024pix", "pix", 3)
		check(t, "merged", pull.GetMerged(), true)
		check(t, "merged, error", err, nil)
		_, _, err = gh.PullRequests.Get(t.Context(), "1024pix", "pix", 1)
		check(t, "an issue is no pull request", status(err), http.StatusNotFound)
	})
}

func TestOfASearchEveryQualifierCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gh, _ := busy()
		for query, want := range map[string]string{
			"repo:1024pix/pix is:issue":                                            "2 1",
			"org:1024pix is:pr is:open draft:true":                                 "4",
			"org:1024pix is:pr is:merged merged:>=2000-01-02":                      "3",
			"is:issue label:bug state:closed":                                      "2",
			`is:issue "api is" -label:other`:                                       "1",
			`is:pr label:"team-captains" author:bob`:                               "3",
			"is:issue created:2000-01-01..2000-01-01":                              "1",
			"is:pr created:>2000-01-02":                                            "4",
			"is:issue closed:>=2000-01-02T00:00:00Z closed:<=2000-01-02T00:00:00Z": "2",
			"is:issue no:assignee login":                                           "2",
			"is:issue assignee:ana":                                                "",
			"org:other is:issue":                                                   "",
			"repo:1024pix/pix is:pr -is:draft closed:<=2000-01-02":                 "3",
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
			i, _, _ := gh.Issues.Create(t.Context(), "1024pix", "pix", &github.IssueRequest{Title: new("x")})
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
