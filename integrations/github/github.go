// Package github is where the code is: releases, the issues of lasting fixes, and what
// GitHub tells of them by itself.
package github

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
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

// callDeadline bounds one question, all its pages together; side is how many repositories are read at once: GitHub
// asks for no more than a few requests side by side.
const (
	callDeadline = 30 * time.Second
	side         = 4
	perPage      = 50
)

// Waits that GitHub asks of who goes too fast: unsaid is what its documentation says where
// its answer does not, and longestWait is as much as a reader is made to wait.
const (
	unsaid      = time.Minute
	longestWait = 30 * time.Second
)

// New gives GitHub behind a transport; nil is Go's own. An unchanged answer costs nothing
// of the hourly quota: it is asked for by its ETag.
func New(o Options, transport http.RoundTripper) (*GitHub, error) {
	if transport == nil {
		transport = http.DefaultTransport
	}
	signed := &signing{next: transport, token: o.Token}
	client := github.NewClient(&http.Client{Transport: &remembering{next: signed}})
	if o.APIURL != "" {
		base, err := url.Parse(strings.TrimSuffix(o.APIURL, "/") + "/")
		if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" || base.User != nil {
			return nil, errors.New("github: GITHUB_API_URL must be an address such as https://api.github.com/")
		}
		client.BaseURL = base
	}
	signed.scheme, signed.host = client.BaseURL.Scheme, client.BaseURL.Host
	return &GitHub{client: client, options: o}, nil
}

// signing shows the token to the API, and to no other host: GitHub may send a caller
// elsewhere, for instance after a repository has moved.
type signing struct {
	next         http.RoundTripper
	token        config.Secret
	scheme, host string
}

// RoundTrip implements http.RoundTripper.
func (s *signing) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme == s.scheme && r.URL.Host == s.host {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+s.token.Reveal())
	}
	return s.next.RoundTrip(r)
}

// Check asks GitHub whether the token is good and the repositories are seen, and tells all
// that are not.
func (g *GitHub) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	if _, _, err := g.client.RateLimit.Get(ctx); err != nil {
		return worded("show the token", err)
	}
	var errs []error
	for _, full := range append(slices.Clone(g.options.Repos), g.options.FollowUpRepo) {
		owner, name, ok := strings.Cut(full, "/")
		if !ok {
			continue
		}
		if _, _, err := g.client.Repositories.Get(ctx, owner, name); err != nil {
			errs = append(errs, worded("read "+full, err))
		}
	}
	return errors.Join(errs...)
}

// wordedIf is worded of an error, nil of none.
func wordedIf(what string, err error) error {
	if err == nil {
		return nil
	}
	return worded(what, err)
}

// worded is an error that says what was tried; one that passes by itself says when.
func worded(what string, err error) error {
	err = fmt.Errorf("github: %s: %w", what, err)
	if limit, ok := errors.AsType[*github.RateLimitError](err); ok {
		return work.After(time.Until(limit.Rate.Reset.Time)+time.Second, err)
	}
	if abuse, ok := errors.AsType[*github.AbuseRateLimitError](err); ok {
		return work.After(cmp.Or(abuse.GetRetryAfter(), unsaid), err)
	}
	if answer, ok := errors.AsType[*github.ErrorResponse](err); ok {
		switch answer.Response.StatusCode {
		case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
			return fmt.Errorf("%w; check GITHUB_TOKEN and that it sees the repository", err)
		}
	}
	return err
}

// patient reads, and reads again if GitHub asks to wait a little first.
func patient[T any](ctx context.Context, read func() (T, *github.Response, error)) (T, *github.Response, error) {
	got, response, err := read()
	abuse, ok := errors.AsType[*github.AbuseRateLimitError](err)
	if !ok || abuse.GetRetryAfter() <= 0 || abuse.GetRetryAfter() > longestWait {
		return got, response, err
	}
	wait := time.NewTimer(abuse.GetRetryAfter() + time.Second/10)
	defer wait.Stop()
	select {
	case <-ctx.Done():
		return got, response, err
	case <-wait.C:
		return read()
	}
}
