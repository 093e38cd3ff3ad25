package github

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/go-github/v57/github"

	"vigie/production"
)

// Released gives the releases of all repositories in a span, newest first. If
// a repository cannot be read, what the others have is given with the error.
func (g *GitHub) Released(ctx context.Context, from, to time.Time) ([]production.Release, error) {
	found := make([][]production.Release, len(g.options.Repos))
	errs := make([]error, len(g.options.Repos))
	hands := make(chan struct{}, side)
	var all sync.WaitGroup
	for i, full := range g.options.Repos {
		all.Go(func() {
			hands <- struct{}{}
			defer func() { <-hands }()
			found[i], errs[i] = g.released(ctx, full, from, to)
		})
	}
	all.Wait()
	list := slices.Concat(found...)
	slices.SortStableFunc(list, func(a, b production.Release) int { return b.At.Compare(a.At) })
	return list, errors.Join(errs...)
}

// late is how long after its commit a version may be published and still be found: GitHub
// lists releases by the time of their commits.
const late = 30 * 24 * time.Hour

// released reads the releases of one repository, page after page, until they are older
// than the span.
func (g *GitHub) released(ctx context.Context, full string, from, to time.Time) ([]production.Release, error) {
	owner, name, _ := strings.Cut(full, "/")
	var list []production.Release
	for page := 1; page != 0; {
		releases, response, err := patient(ctx, func() ([]*github.RepositoryRelease, *github.Response, error) {
			return g.client.Repositories.ListReleases(ctx, owner, name, &github.ListOptions{Page: page, PerPage: perPage})
		})
		if err != nil {
			return nil, worded("read the releases of "+full, err)
		}
		page = response.NextPage
		for _, r := range releases {
			if at := r.GetPublishedAt().Time; !r.GetDraft() && !at.Before(from) && at.Before(to) {
				list = append(list, said(name, r))
			}
			if r.GetCreatedAt().Before(from.Add(-late)) {
				page = 0
			}
		}
	}
	return list, nil
}

// said is a release in production's words.
func said(repo string, r *github.RepositoryRelease) production.Release {
	return production.Release{
		Repo: repo, Tag: r.GetTagName(), Title: cmp.Or(r.GetName(), r.GetTagName()), URL: r.GetHTMLURL(),
		By: r.GetAuthor().GetLogin(), At: r.GetPublishedAt().Time,
	}
}
