// Package scalingo asks Scalingo for the state of apps and has it restart them: a client of
// its own, since a restart must be asked for at most once and every call must end.
package scalingo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"vigie/production"
)

// What Scalingo allows and how long it is waited for. It counts 60 requests a minute
// (developers.scalingo.com, rate limiting); reads keep below that, whatever the minute.
const (
	callLimit = 10 * time.Second
	readEvery = time.Minute / 45
	readBurst = 15
	// answerLimit bounds an answer, in bytes.
	answerLimit = 8 << 20
)

// Secret is a text that prints as something else.
type Secret interface{ Reveal() string }

// Region is one installation of the host, with an account there.
type Region struct {
	// API is the region's address, "https://api.osc-fr1.scalingo.com"; Auth is where the
	// token is traded for a pass, "https://auth.scalingo.com".
	API, Auth string
	// Token is the account's API token, tk-us-…
	Token Secret
}

// Host is Scalingo, in one or several regions. It keeps production.Host.
type Host struct {
	regions map[string]*region
}

var _ production.Host = (*Host)(nil)

// region is one installation as it is called.
type region struct {
	name   string
	api    *url.URL
	client *http.Client
	passes *passes
	// pace holds reads back; restarts pass it by, but are counted.
	pace *rate.Limiter
}

// New gives the host of the regions, by their names at Scalingo ("osc-fr1"). Every fault
// of theirs is told. The client's transport is used, Go's own if there is none; redirects are never followed, so that
// no token reaches another host.
func New(regions map[string]Region, client *http.Client) (*Host, error) {
	own := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if client != nil {
		own.Transport = client.Transport
	}
	h := &Host{regions: map[string]*region{}}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(regions)) {
		r, err := newRegion(name, regions[name], own)
		if err != nil {
			faults = append(faults, fmt.Errorf("scalingo: region %s: %w", name, err))
			continue
		}
		h.regions[name] = r
	}
	return h, errors.Join(faults...)
}

func newRegion(name string, r Region, client *http.Client) (*region, error) {
	api, err := base(r.API)
	if err != nil {
		return nil, fmt.Errorf("its API address: %w", err)
	}
	auth, err := base(r.Auth)
	if err != nil {
		return nil, fmt.Errorf("its address for tokens: %w", err)
	}
	if r.Token == nil || r.Token.Reveal() == "" {
		return nil, errors.New("it has no API token; create one in Scalingo's dashboard and set its variable")
	}
	return &region{
		name: name, api: api, client: client,
		passes: newPasses(client, auth.JoinPath("tokens", "exchange").String(), r.Token),
		pace:   rate.NewLimiter(rate.Every(readEvery), readBurst),
	}, nil
}

// base reads an address and adds the version of the API to it.
func base(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("it is not an address such as https://api.osc-fr1.scalingo.com")
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("it must not hold a user, a query or a fragment")
	}
	if !strings.HasSuffix(u.Path, "/v1") {
		u.Path += "/v1"
	}
	return u, nil
}

// of is the region of an app. An app that names none is in the only one there is.
func (h *Host) of(a production.App) (*region, error) {
	if r, ok := h.regions[a.Region]; ok {
		return r, nil
	}
	if a.Region == "" && len(h.regions) == 1 {
		for _, r := range h.regions {
			return r, nil
		}
	}
	return nil, fmt.Errorf("scalingo: %s: region %q is not configured; configured are %s",
		a.Name, a.Region, strings.Join(slices.Sorted(maps.Keys(h.regions)), ", "))
}

// path is the path of an app, each part escaped.
func path(a production.App, more ...string) string {
	name := a.HostName
	if name == "" {
		name = a.Name
	}
	var p strings.Builder
	p.WriteString("/apps/" + url.PathEscape(name))
	for _, part := range more {
		p.WriteString("/" + url.PathEscape(part))
	}
	return p.String()
}

// Check calls every region once and tells all that is wrong with any.
func (h *Host) Check(ctx context.Context) error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(h.regions)) {
		var apps struct {
			Apps []struct{} `json:"apps"`
		}
		if err := h.regions[name].get(ctx, "/apps", nil, &apps); err != nil {
			faults = append(faults, fmt.Errorf("scalingo: region %s: %w", name, err))
		}
	}
	return errors.Join(faults...)
}
