package codeforge_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-github/v57/github"

	"vigie/demo/codeforge"
	"vigie/demo/pretend"
)

const (
	secret = "ghp_secret"
	pix    = "1024pix/pix"
)

func forge(opts codeforge.Options) (*codeforge.Service, *github.Client) {
	opts.Token = secret
	opts.People = []string{"ana", "bob"}
	opts.Repos = []codeforge.Repo{{Owner: "1024pix", Name: "pix", Branch: "dev", Labels: []string{"bug"}}, {Owner: "1024pix", Name: "follow-ups"}, {Owner: "other", Name: "repo"}}
	s := codeforge.New(opts)
	return s, client(s, secret)
}

func client(s http.Handler, token string) *github.Client {
	return github.NewClient(&http.Client{Transport: pretend.Network{"api.github.com": s}}).WithAuthToken(token)
}

func check(t *testing.T, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// status is that of an error answer, 0 without one.
func status(err error) int {
	var e *github.ErrorResponse
	if errors.As(err, &e) {
		return e.Response.StatusCode
	}
	return 0
}

func TestOfReleasesTheNewestIsLatest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, gh := forge(codeforge.Options{})
		if _, _, err := gh.Repositories.GetLatestRelease(t.Context(), "1024pix", "pix"); status(err) != 404 {
			t.Errorf("without release: got %v", err)
		}
		for i := range 70 {
			s.Publish(pix, codeforge.Release{Tag: fmt.Sprintf("v1.%d.0", i), Body: "changes"})
			time.Sleep(time.Minute)
		}
		s.Publish(pix, codeforge.Release{Tag: "v2.0.0-rc1", Prerelease: true})
		s.Publish(pix, codeforge.Release{Tag: "v3.0.0", Draft: true})
		latest, _, err := gh.Repositories.GetLatestRelease(t.Context(), "1024pix", "pix")
		if err != nil {
			t.Fatal(err)
		}
		check(t, "latest", latest.GetTagName(), "v1.69.0")
		check(t, "published", latest.GetPublishedAt().Format(time.RFC3339), "2000-01-01T01:09:00Z")
		tags, pages := releases(t, gh)
		check(t, "pages", pages, 3)
		check(t, "releases", len(tags), 71)
		check(t, "first", tags[0], "v2.0.0-rc1")
		byTag, _, err := gh.Repositories.GetReleaseByTag(t.Context(), "1024pix", "pix", "v1.3.0")
		check(t, "by tag", byTag.GetName(), "v1.3.0")
		check(t, "by tag, error", err, nil)
		list, _, _ := gh.Repositories.ListTags(t.Context(), "1024pix", "pix", nil)
		check(t, "newest tag", list[0].GetName(), "v3.0.0")
	})
}

// releases follows the links from page to page.
func releases(t *testing.T, gh *github.Client) (tags []string, pages int) {
	t.Helper()
	opts := &github.ListOptions{PerPage: 30}
	for {
		list, resp, err := gh.Repositories.ListReleases(t.Context(), "1024pix", "pix", opts)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			tags = append(tags, r.GetTagName())
		}
		pages++
		if opts.Page = resp.NextPage; opts.Page == 0 {
			return tags, pages
		}
		check(t, "last page", resp.LastPage, 3)
	}
}

func TestOfAWrongTokenNothingIsShown(t *testing.T) {
	s, _ := forge(codeforge.Options{})
	for _, token := range []string{"ghp_wrong", ""} {
		_, _, err := client(s, token).Repositories.Get(t.Context(), "1024pix", "pix")
		if status(err) != http.StatusUnauthorized || !strings.Contains(err.Error(), "Bad credentials") {
			t.Errorf("with %q: got %v", token, err)
		}
	}
	anonymous := github.NewClient(&http.Client{Transport: pretend.Network{"api.github.com": s}})
	if _, _, err := anonymous.Repositories.Get(t.Context(), "1024pix", "pix"); status(err) != http.StatusUnauthorized {
		t.Errorf("without token: got %v", err)
	}
	_, gh := forge(codeforge.Options{})
	if _, _, err := gh.Repositories.Get(t.Context(), "1024pix", "nothing"); status(err) != http.StatusNotFound {
		t.Errorf("unknown repository: got %v", err)
	}
	req, _ := http.NewRequest("GET", "https://api.github.com/user", nil)
	req.Header.Set("User-Agent", "")
	resp, err := (&http.Client{Transport: pretend.Network{"api.github.com": s}}).Do(req)
	if err != nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("without user agent: got %v %v", resp, err)
	}
}

func TestOfAnOrganisationItsRepositoriesAreListed(t *testing.T) {
	s, gh := forge(codeforge.Options{})
	repos, _, err := gh.Repositories.ListByOrg(t.Context(), "1024pix", nil)
	if err != nil || len(repos) != 2 || repos[0].GetFullName() != "1024pix/pix" || repos[0].GetDefaultBranch() != "dev" {
		t.Errorf("got %v %v", repos, err)
	}
	if _, _, err := gh.Repositories.ListByOrg(t.Context(), "nobody", nil); status(err) != http.StatusNotFound {
		t.Errorf("unknown organisation: got %v", err)
	}
	check(t, "left", s.Left(), 4998)
	private := github.NewClient(&http.Client{Transport: pretend.Network{"git.example": s}}).WithAuthToken(secret)
	private, err = private.WithEnterpriseURLs("https://git.example/", "https://git.example/")
	if err != nil {
		t.Fatal(err)
	}
	me, _, err := private.Users.Get(t.Context(), "")
	check(t, "under /api/v3", me.GetLogin(), "vigie")
	check(t, "under /api/v3, error", err, nil)
	check(t, "its path", s.Calls()[2].Path, "/api/v3/user")
}

func TestOfAComparisonBothSidesAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, gh := forge(codeforge.Options{})
		s.Tag(pix, "v1.0.0", "dev")
		first := s.Commit(pix, "dev", codeforge.Commit{Message: "Fix login", Author: "ana", Files: []string{"api/login.js"}})
		s.Commit(pix, "dev", codeforge.Commit{Message: "Add a key", Author: "bob", Files: []string{"api/src/config.js", "api/login.js"}})
		s.Tag(pix, "v1.1.0", "dev")
		s.Commit(pix, "fix/other", codeforge.Commit{Message: "Elsewhere"})
		s.Commit(pix, "dev", codeforge.Commit{Message: "Later"})
		for _, c := range []struct {
			base, head, status string
			ahead, behind      int
		}{
			{"v1.0.0", "v1.1.0", "ahead", 2, 0}, {"v1.1.0", "v1.0.0", "behind", 0, 2}, {"v1.1.0", "v1.1.0", "identical", 0, 0},
			{"fix/other", "dev", "diverged", 1, 1}, {first[:8], "v1.1.0", "ahead", 1, 0},
		} {
			got, _, err := gh.Repositories.CompareCommits(t.Context(), "1024pix", "pix", c.base, c.head, nil)
			if err != nil {
				t.Fatalf("%s...%s: %v", c.base, c.head, err)
			}
			if got.GetStatus() != c.status || got.GetAheadBy() != c.ahead || got.GetBehindBy() != c.behind || len(got.Commits) != c.ahead {
				t.Errorf("%s...%s: got %s, %d ahead, %d behind, %d commits", c.base, c.head, got.GetStatus(), got.GetAheadBy(), got.GetBehindBy(), len(got.Commits))
			}
		}
		got, _, _ := gh.Repositories.CompareCommits(t.Context(), "1024pix", "pix", "v1.0.0", "v1.1.0", nil)
		check(t, "oldest first", got.Commits[0].GetCommit().GetMessage(), "Fix login")
		check(t, "author", got.Commits[0].GetAuthor().GetLogin(), "ana")
		check(t, "files", len(got.Files), 2)
		if _, _, err := gh.Repositories.CompareCommits(t.Context(), "1024pix", "pix", "v0", "dev", nil); status(err) != http.StatusNotFound {
			t.Errorf("unknown base: got %v", err)
		}
		commits, _, _ := gh.Repositories.ListCommits(t.Context(), "1024pix", "pix", &github.CommitsListOptions{Path: "api/src"})
		check(t, "commits of a path", len(commits), 1)
		sha, ok := s.Resolve(pix, "v1.1.0")
		check(t, "resolved", ok && sha == commits[0].GetSHA(), true)
		if _, _, err := gh.Repositories.GetCommit(t.Context(), "1024pix", "pix", "nope", nil); status(err) != http.StatusUnprocessableEntity {
			t.Errorf("unknown commit: got %v", err)
		}
	})
}

func TestOfChecksTheLatestRunCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, gh := forge(codeforge.Options{})
		s.Check(pix, "dev", codeforge.Check{Name: "api", Conclusion: "failure", Completed: time.Now()})
		s.Check(pix, "dev", codeforge.Check{Name: "api", Completed: time.Now().Add(time.Minute)})
		runs := func() string {
			list, _, err := gh.Checks.ListCheckRunsForRef(t.Context(), "1024pix", "pix", "dev", nil)
			if err != nil || list.GetTotal() != 1 {
				t.Fatalf("got %v %v", list, err)
			}
			return list.CheckRuns[0].GetStatus() + " " + list.CheckRuns[0].GetConclusion()
		}
		check(t, "at first", runs(), "in_progress ")
		time.Sleep(time.Minute)
		check(t, "a minute later", runs(), "completed success")
		combined := func() string {
			c, _, err := gh.Repositories.GetCombinedStatus(t.Context(), "1024pix", "pix", "dev", nil)
			check(t, "error", err, nil)
			return c.GetState()
		}
		check(t, "no status", combined(), "pending")
		s.Status(pix, "dev", "ci/lint", "error")
		check(t, "one error", combined(), "failure")
		s.Status(pix, "dev", "ci/lint", "success")
		check(t, "mended", combined(), "success")
	})
}
