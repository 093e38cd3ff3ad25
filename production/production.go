// Package production knows the apps that the public uses: their state, what is done to
// them, what was released, and what the digest says of them.
package production

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// App is an app of the catalogue, as configured.
type App struct {
	// Name is what the crew calls it, and Aliases are other names for it.
	Name    string
	Aliases []string
	// HostName is its name at the hosting provider.
	HostName string
	Region   string
	// Processes are the kinds of containers that a restart may name; empty for any.
	Processes []string
	Repo      string
	// Health is the address that answers 200 when the app is well; may be empty.
	Health   string
	Critical bool
	Tags     []string
}

// State is what the host says of an app at a moment.
type State struct {
	// Status is the host's word: "running", "stopped", "restarting"…
	Status     string
	Containers []Container
	// Deployed is the newest deployment; zero if there was none.
	Deployed Deployment
	// Dashboard is where a person looks at the app.
	Dashboard string
}

// Known is the state of one app among several, or why it is not known.
type Known struct {
	State State
	Err   error
}

// Container is a running process of an app.
type Container struct {
	Type  string
	State string
}

// Deployment is one version put on one app.
type Deployment struct {
	ID     string
	Ref    string
	Status string
	By     string
	At     time.Time
}

// Health is what an app's own address says.
type Health struct {
	OK      bool
	Status  int
	Latency time.Duration
	// Why is set when there was no answer.
	Why string
}

// Unwell tells whether the app answered badly or not at all: an app without an address is
// not unwell.
func (h Health) Unwell() bool { return !h.OK && (h.Status != 0 || h.Why != "") }

// Host is the hosting provider of apps.
type Host interface {
	// State gives the state of an app, or ErrNoApp.
	State(ctx context.Context, a App) (State, error)
	// States gives what can be told cheaply of many apps, in their order: their status and
	// when they were deployed last, but no containers. It counts as one request or few.
	States(ctx context.Context, apps []App) []Known
	// Restart asks for a restart of the app's processes, all if none is named. It asks at
	// most once: ErrUnknownOutcome says that the host may or may not have heard; any
	// other error says that nothing was started.
	Restart(ctx context.Context, a App, process string) (ref string, err error)
	// Progress tells how far what Restart began has come.
	Progress(ctx context.Context, a App, ref string) (Progress, error)
	// Restarted looks for a restart of the app that began since a moment, for when the
	// outcome of asking is unknown.
	Restarted(ctx context.Context, a App, since time.Time) (bool, error)
	// Deployments gives those of an app that finished in a span, newest first.
	Deployments(ctx context.Context, a App, from, to time.Time) ([]Deployment, error)
}

// Prober asks an app's own address how it is.
type Prober interface {
	Health(ctx context.Context, a App) Health
}

// Progress is how far an operation has come at the host.
type Progress struct {
	// Done is true once the host is finished, whatever came of it.
	Done bool
	// Failed says that it came to nothing, Why in the host's words.
	Failed bool
	Why    string
}

// The errors of the package.
var (
	// ErrNoApp says that the host knows no such app.
	ErrNoApp = errors.New("no such app at the host")
	// ErrUnknownOutcome says that nobody knows whether the host has heard.
	ErrUnknownOutcome = errors.New("unknown outcome")
	// ErrTryLater says that the host heard, did nothing, and may do it soon.
	ErrTryLater = errors.New("the host asks to try again later")
	// ErrHostDown says that the host could not be reached or cannot serve now; trying
	// again later may help.
	ErrHostDown = errors.New("the host does not answer")
)

// RefusedError is a host's no: it heard, and did nothing.
type RefusedError struct{ Why string }

// Error is the host's reason.
func (e RefusedError) Error() string { return "the host refuses: " + e.Why }

// UnknownAppError is the answer to a name that is not in the catalogue.
type UnknownAppError struct {
	Name string
	// Near are the catalogue's most similar names, the nearest first.
	Near []string
}

// Error names the app.
func (e UnknownAppError) Error() string {
	return fmt.Sprintf("no such app: %q (near: %s)", e.Name, strings.Join(e.Near, ", "))
}

// Catalogue is the apps of production.
type Catalogue []App

// Names lists the apps in the catalogue's order.
func (c Catalogue) Names() []string {
	names := make([]string, len(c))
	for i, a := range c {
		names[i] = a.Name
	}
	return names
}

// Find gives the app of a name, alias or name at the host, by its letters alone: case,
// accents and punctuation are ignored. A miss is an UnknownAppError with near names from near.
func (c Catalogue) Find(name string, near func(name string, among []string) []string) (App, error) {
	want := Fold(name)
	for _, a := range c {
		if want == "" {
			break
		}
		if Fold(a.Name) == want || Fold(a.HostName) == want ||
			slices.ContainsFunc(a.Aliases, func(s string) bool { return Fold(s) == want }) {
			return a, nil
		}
	}
	return App{}, UnknownAppError{Name: name, Near: near(name, c.Names())}
}
