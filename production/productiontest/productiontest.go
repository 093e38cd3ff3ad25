// Package productiontest has a hosting provider and an app's own answers in memory, for the
// tests of whoever acts on production.
package productiontest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"vigie/production"
)

// Host is a hosting provider in memory; it keeps production.Host. The zero value has every
// app, all running, and finishes each restart at once. Set its fields before it is called.
type Host struct {
	// Names are the apps it has, by their name at the host; empty means every app.
	Names []string
	// RestartErrs are the answers to the first calls of Restart, in their order; later calls
	// succeed.
	RestartErrs []error
	// Heard tells that a call answered with an unknown outcome began a restart all the same.
	Heard bool
	// ProgressErr is the answer to Progress and State, if set; else Fate is.
	ProgressErr error
	// Fate is how far a restart has come; nil means finished.
	Fate *production.Progress
	// RestartedErr is the answer to Restarted, if set.
	RestartedErr error
	// Shipped are the deployments of all apps, newest first.
	Shipped []production.Deployment

	mu       sync.Mutex
	restarts []string
	begun    []time.Time
}

// Restarts lists the apps that Restart was called for, whatever came of it.
func (h *Host) Restarts() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.restarts)
}

// State says that the app runs.
func (h *Host) State(_ context.Context, a production.App) (production.State, error) {
	switch {
	case h.ProgressErr != nil:
		return production.State{}, h.ProgressErr
	case len(h.Names) > 0 && !slices.Contains(h.Names, a.HostName):
		return production.State{}, production.ErrNoApp
	case h.Fate != nil && !h.Fate.Done:
		return production.State{Status: "restarting"}, nil
	}
	return production.State{Status: "running"}, nil
}

// States gives the state of each app.
func (h *Host) States(ctx context.Context, apps []production.App) []production.Known {
	list := make([]production.Known, len(apps))
	for i, a := range apps {
		list[i].State, list[i].Err = h.State(ctx, a)
	}
	return list
}

// Restart notes the call and gives the next answer.
func (h *Host) Restart(_ context.Context, a production.App, _ string) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.restarts = append(h.restarts, a.Name)
	n := len(h.restarts)
	var err error
	if n <= len(h.RestartErrs) {
		err = h.RestartErrs[n-1]
	}
	if err == nil || h.Heard {
		h.begun = append(h.begun, time.Now())
	}
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("restart-%d", n), nil
}

// Progress tells the fate of every restart.
func (h *Host) Progress(context.Context, production.App, string) (production.Progress, error) {
	if h.ProgressErr != nil || h.Fate == nil {
		return production.Progress{Done: true}, h.ProgressErr
	}
	return *h.Fate, nil
}

// Restarted tells whether a restart began since a moment.
func (h *Host) Restarted(_ context.Context, _ production.App, since time.Time) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	seen := slices.ContainsFunc(h.begun, func(at time.Time) bool { return !at.Before(since) })
	return seen && h.RestartedErr == nil, h.RestartedErr
}

// Deployments gives those shipped in a span.
func (h *Host) Deployments(_ context.Context, _ production.App, from, to time.Time) ([]production.Deployment, error) {
	var list []production.Deployment
	for _, d := range h.Shipped {
		if !d.At.Before(from) && d.At.Before(to) {
			list = append(list, d)
		}
	}
	return list, nil
}

// Prober says of every app what it is told to say; the zero value says that it is well.
type Prober struct {
	// Why is what is wrong; empty if nothing is.
	Why string
}

// Health is 200 OK, or no answer and why.
func (p Prober) Health(context.Context, production.App) production.Health {
	if p.Why != "" {
		return production.Health{Why: p.Why}
	}
	return production.Health{OK: true, Status: 200, Latency: 20 * time.Millisecond}
}
