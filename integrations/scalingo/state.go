package scalingo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"vigie/production"
)

// Lists are read by the page, newest first, 50 at a time; pageLimit bounds how far back.
const (
	pageSize  = 50
	pageLimit = 40
)

// longest is how long a deployment may take: those that began longer before a span did
// not end in it.
const longest = 3 * time.Hour

// State gives the app's status, its containers, its newest deployment and where to look.
func (h *Host) State(ctx context.Context, a production.App) (production.State, error) {
	r, err := h.of(a)
	if err != nil {
		return production.State{}, err
	}
	s, err := r.state(ctx, a)
	if err != nil {
		return production.State{}, fmt.Errorf("scalingo: state of %s: %w", a.Name, err)
	}
	return s, nil
}

func (r *region) state(ctx context.Context, a production.App) (production.State, error) {
	var got struct {
		App struct {
			Name         string `json:"name"`
			Region       string `json:"region"`
			Status       string `json:"status"`
			DeploymentID string `json:"last_deployment_id"`
		} `json:"app"`
	}
	if err := r.get(ctx, path(a), nil, &got); err != nil {
		return production.State{}, err
	}
	s := production.State{Status: got.App.Status, Dashboard: r.dashboard(got.App.Region, got.App.Name)}
	var err error
	if s.Containers, err = r.containers(ctx, a); err != nil {
		return production.State{}, err
	}
	if got.App.DeploymentID != "" {
		s.Deployed, err = r.deployment(ctx, a, got.App.DeploymentID)
	}
	return s, err
}

// dashboard is where a person looks at an app. The host's name of the region counts more
// than ours.
func (r *region) dashboard(region, app string) string {
	if region == "" {
		region = r.name
	}
	return "https://dashboard.scalingo.com/apps/" + url.PathEscape(region) + "/" + url.PathEscape(app)
}

func (r *region) containers(ctx context.Context, a production.App) ([]production.Container, error) {
	var got struct {
		Containers []struct {
			Type  string `json:"type"`
			State string `json:"state"`
		} `json:"containers"`
	}
	if err := r.get(ctx, path(a, "ps"), nil, &got); err != nil {
		return nil, err
	}
	var all []production.Container
	for _, c := range got.Containers {
		all = append(all, production.Container{Type: c.Type, State: c.State})
	}
	return all, nil
}

// deployment is a deployment as the API gives it.
type deployment struct {
	ID       string     `json:"id"`
	Ref      string     `json:"git_ref"`
	Status   string     `json:"status"`
	Created  time.Time  `json:"created_at"`
	Finished *time.Time `json:"finished_at"`
	Pusher   struct {
		Username string `json:"username"`
	} `json:"pusher"`
}

// ended tells whether the deployment is over, well or not.
func (d deployment) ended() bool {
	switch d.Status {
	case "queued", "building", "pushing", "starting", "":
		return false
	}
	return true
}

// said is the deployment in production's words; its time is when it ended, as far as known.
func (d deployment) said() production.Deployment {
	at := d.Created
	if d.Finished != nil && !d.Finished.IsZero() {
		at = *d.Finished
	}
	return production.Deployment{ID: d.ID, Ref: d.Ref, Status: d.Status, By: d.Pusher.Username, At: at}
}

// deployment gives one; one that is gone is none.
func (r *region) deployment(ctx context.Context, a production.App, id string) (production.Deployment, error) {
	var got struct {
		Deployment deployment `json:"deployment"`
	}
	err := r.get(ctx, path(a, "deployments", id), nil, &got)
	if no, ok := errors.AsType[production.RefusedError](err); ok && no.Why == missing+"deployment" {
		return production.Deployment{}, nil
	}
	return got.Deployment.said(), err
}

// Deployments gives those that ended from a moment until before another, newest first,
// the failed ones too.
func (h *Host) Deployments(ctx context.Context, a production.App, from, to time.Time) ([]production.Deployment, error) {
	r, err := h.of(a)
	if err != nil {
		return nil, err
	}
	var all []production.Deployment
	err = pages(ctx, r, path(a, "deployments"), func(p struct {
		Deployments []deployment `json:"deployments"`
	}) (more bool) {
		for _, d := range p.Deployments {
			if d.Created.Before(from.Add(-longest)) {
				return false
			}
			if at := d.said().At; d.ended() && !at.Before(from) && at.Before(to) {
				all = append(all, d.said())
			}
		}
		return true
	})
	if err != nil {
		return nil, fmt.Errorf("scalingo: deployments of %s: %w", a.Name, err)
	}
	return all, nil
}

// pages reads a list page after page until look has seen enough.
func pages[T any](ctx context.Context, r *region, path string, look func(T) (more bool)) error {
	for page := 1; page <= pageLimit; {
		var got json.RawMessage
		query := url.Values{"page": {strconv.Itoa(page)}, "per_page": {strconv.Itoa(pageSize)}}
		if err := r.get(ctx, path, query, &got); err != nil {
			return err
		}
		var rows T
		var meta struct {
			Meta struct {
				Pagination struct {
					Next *int `json:"next_page"`
				} `json:"pagination"`
			} `json:"meta"`
		}
		if err := errors.Join(json.Unmarshal(got, &rows), json.Unmarshal(got, &meta)); err != nil {
			return fmt.Errorf("%w: its answer cannot be read: %w", production.ErrHostDown, err)
		}
		next := meta.Meta.Pagination.Next
		if !look(rows) || next == nil || *next <= page {
			return nil
		}
		page = *next
	}
	return fmt.Errorf("more than %d pages; ask for a shorter span", pageLimit)
}
