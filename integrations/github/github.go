// Package github is where the code is: releases, the issues of lasting fixes, and what
// GitHub tells of them by itself.
package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/go-github/v57/github"

	"vigie/config"
	"vigie/production"
	"vigie/work"
)

// Options say where GitHub is and what is read there.
type Options struct {
	// APIURL ends with a slash; empty is https://api.github.com/.
	APIURL string
	Token  config.Secret
	// Repos are those whose releases are told, as owner/name.
	Repos []string
	// FollowUpRepo takes the issues of lasting fixes, with Label.
	FollowUpRepo, Label string
}

// GitHub keeps production.Releases and production.Tracker.
type GitHub struct {
	client  *github.Client
	options Options
}

var (
	_ production.Releases = (*GitHub)(nil)
	_ production.Tracker  = (*GitHub)(nil)
)

// callDeadline bounds one call; side is how many repositories are read at once: GitHub
// asks for no more than a few requests side by side.
const (
	callDeadline = 15 * time.Second
	side         = 4
	perPage      = 50
)

// New gives GitHub behind a transport; nil is Go's own. An unchanged answer costs nothing
// of the hourly quota: it is asked for by its ETag.
func New(o Options, transport http.RoundTripper) (*GitHub, error) {
	if transport == nil {
		transport = http.DefaultTransport
	}
	client := github.NewClient(&http.Client{Transport: &remembering{next: transport}, Timeout: callDeadline}).WithAuthToken(o.Token.Reveal())
	if o.APIURL != "" {
		base, err := url.Parse(o.APIURL)
		if err != nil || !strings.HasSuffix(o.APIURL, "/") {
			return nil, fmt.Errorf("github: GITHUB_API_URL must be a URL that ends with a slash")
		}
		client.BaseURL = base
	}
	return &GitHub{client: client, options: o}, nil
}

// Check asks GitHub whether the token is good and the repositories are seen.
func (g *GitHub) Check(ctx context.Context) error {
	for _, full := range append(slices.Clone(g.options.Repos), g.options.FollowUpRepo) {
		owner, name, ok := strings.Cut(full, "/")
		if !ok {
			continue
		}
		if _, _, err := g.client.Repositories.Get(ctx, owner, name); err != nil {
			return worded("read "+full, err)
		}
	}
	return nil
}

// Released gives the releases of all repositories in a span, newest first. One repository
// that cannot be read fails the whole, so that nothing is silently left out.
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

// released reads the releases of one repository, page after page, until they are older
// than the span.
func (g *GitHub) released(ctx context.Context, full string, from, to time.Time) ([]production.Release, error) {
	owner, name, _ := strings.Cut(full, "/")
	var list []production.Release
	for page := 1; page != 0; {
		releases, response, err := g.client.Repositories.ListReleases(ctx, owner, name, &github.ListOptions{Page: page, PerPage: perPage})
		if err != nil {
			return nil, worded("read the releases of "+full, err)
		}
		page = response.NextPage
		for _, r := range releases {
			switch at := r.GetPublishedAt().Time; {
			case r.GetDraft() || !at.Before(to):
			case at.Before(from):
				page = 0
			default:
				list = append(list, production.Release{
					Repo: name, Tag: r.GetTagName(), Title: r.GetName(), URL: r.GetHTMLURL(), By: r.GetAuthor().GetLogin(), At: at,
				})
			}
		}
	}
	return list, nil
}

// worded is an error that says what was tried; one that passes by itself says when.
func worded(what string, err error) error {
	err = fmt.Errorf("github: %s: %w", what, err)
	if limit, ok := errors.AsType[*github.RateLimitError](err); ok {
		return work.After(time.Until(limit.Rate.Reset.Time)+time.Second, err)
	}
	if abuse, ok := errors.AsType[*github.AbuseRateLimitError](err); ok {
		return work.After(abuse.GetRetryAfter(), err)
	}
	if answer, ok := errors.AsType[*github.ErrorResponse](err); ok {
		switch answer.Response.StatusCode {
		case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
			return fmt.Errorf("%w; check GITHUB_TOKEN and that it sees the repository", err)
		}
	}
	return err
}
