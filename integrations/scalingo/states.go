package scalingo

import (
	"context"
	"fmt"
	"time"

	"vigie/production"
)

// listed is an app in the list of all apps.
type listed struct {
	Name     string     `json:"name"`
	Region   string     `json:"region"`
	Status   string     `json:"status"`
	Deployed *time.Time `json:"last_deployed_at"`
}

// States gives what one call a region tells of apps: status, dashboard, and when each was
// deployed last. A region that does not answer leaves the apps of the others known.
func (h *Host) States(ctx context.Context, apps []production.App) []production.Known {
	type answer struct {
		apps map[string]listed
		err  error
	}
	answers := map[*region]answer{}
	known := make([]production.Known, len(apps))
	for i, a := range apps {
		r, err := h.of(a)
		if err != nil {
			known[i].Err = err
			continue
		}
		got, asked := answers[r]
		if !asked {
			got.apps, got.err = r.list(ctx)
			answers[r] = got
		}
		app, there := got.apps[a.HostName]
		switch {
		case got.err != nil:
			known[i].Err = fmt.Errorf("scalingo: apps of %s: %w", r.name, got.err)
		case !there:
			known[i].Err = fmt.Errorf("scalingo: %s: %w", a.HostName, production.ErrNoApp)
		default:
			known[i].State = app.said(r)
		}
	}
	return known
}

func (l listed) said(r *region) production.State {
	s := production.State{Status: l.Status, Dashboard: r.dashboard(l.Region, l.Name)}
	if l.Deployed != nil {
		s.Deployed.At = *l.Deployed
	}
	return s
}

// list reads all apps that the account sees.
func (r *region) list(ctx context.Context) (map[string]listed, error) {
	var got struct {
		Apps []listed `json:"apps"`
	}
	if err := r.get(ctx, "/apps", nil, &got); err != nil {
		return nil, err
	}
	all := make(map[string]listed, len(got.Apps))
	for _, a := range got.Apps {
		all[a.Name] = a
	}
	return all, nil
}
