// Package hosting is a pretend Scalingo: the platform API, its token exchange and the health addresses of its apps,
// in memory. Paths, payloads and refusals are those of developers.scalingo.com; what that leaves open is said where it
// is decided. Operations and deployments advance with time.Now, nothing runs in the background.
package hosting

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"time"

	"vigie/demo/pretend"
)

// User is who acts on the platform: the owner of the API token.
type User struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Email    string `json:"email"`
}

// Options describe a pretend platform. Only Token has no default.
type Options struct {
	Token string // the API token that POST /v1/tokens/exchange accepts, "tk-us-…"
	User  User   // who the token belongs to; default "captain"
	Apps  []App

	Pending    time.Duration // an operation is pending this long; default 1 s
	Operation  time.Duration // a restart or a scale takes this long, pending included; default 12 s
	Deployment time.Duration // a deployment takes this long once it left the queue; default 40 s
	Latency    time.Duration // every answer waits this long; default none

	RequestsPerMinute int // per region, 60 as documented when 0; negative is without limit

	// BusyStatus is how an operation is refused while another one runs: 422 (default) or 409. The documentation says
	// only that no other operation is possible; both are bodies that the official client understands.
	BusyStatus int

	// Resolve turns a branch or tag of "owner/repo" into a commit for deployments through the SCM link; ok is false for
	// an unknown one. Nil accepts every name and keeps it as the git reference.
	Resolve func(repo, ref string) (sha string, ok bool)
}

// Service is the platform: an http.Handler for all its hosts. Requests to api.REGION.scalingo.com see the apps of that
// region, requests to any other host see all apps. It is safe for concurrent use.
type Service struct {
	opts Options
	door pretend.Door
	mux  *http.ServeMux
	key  []byte // signs the bearer tokens and the log addresses

	mu        sync.Mutex
	apps      []*app
	windows   map[string]*pretend.Window // by region
	count     int                        // of identifiers given out
	expired   int                        // bearer tokens up to this serial number are refused
	delivered map[string]bool            // events already sent to a notifier, "notifier event"
}

// New returns a platform with its apps in place: those with a Ref are deployed and run.
func New(opts Options) *Service {
	if opts.User.Username == "" {
		opts.User = User{ID: "us-0e6d8e46-5cd0-42a4-acba-372b2be605ac", Username: "captain", Email: "captain@example.org"}
	}
	defaults(&opts)
	s := &Service{opts: opts, key: make([]byte, 32), windows: map[string]*pretend.Window{}, delivered: map[string]bool{}}
	_, _ = rand.Read(s.key)
	s.door.SetLatency(opts.Latency)
	s.mux = s.routes()
	for _, a := range opts.Apps {
		s.Add(a)
	}
	return s
}

func defaults(o *Options) {
	orDefault(&o.Operation, 12*time.Second)
	orDefault(&o.Deployment, 40*time.Second)
	orDefault(&o.Pending, time.Second)
	if o.Pending >= o.Operation {
		o.Pending = o.Operation / 4
	}
	if o.RequestsPerMinute == 0 {
		o.RequestsPerMinute = 60
	}
	if o.BusyStatus != http.StatusConflict {
		o.BusyStatus = http.StatusUnprocessableEntity
	}
}

func orDefault(d *time.Duration, value time.Duration) {
	if *d <= 0 {
		*d = value
	}
}

type regionKey struct{}

// Region returns the API of one region, for a platform served under addresses that do not name it.
func (s *Service) Region(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), regionKey{}, name)))
	})
}

// ServeHTTP answers one request of the API, of the authentication service or of the log service.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.door.Serve(w, r, s.serve) }

func (s *Service) serve(w *pretend.Answer, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if !s.window(region(r)).Take(now) {
		pretend.Text(w, http.StatusTooManyRequests, "Retry later\n")
		return
	}
	for _, a := range s.apps {
		s.settle(a, now)
	}
	s.mux.ServeHTTP(w, r)
}

// window counts the requests of one region. Its minutes are those of the wall clock.
func (s *Service) window(region string) *pretend.Window {
	w := s.windows[region]
	if w == nil {
		w = &pretend.Window{Limit: s.opts.RequestsPerMinute, Length: time.Minute, Aligned: true}
		s.windows[region] = w
	}
	return w
}

// region returns the region a request is limited to; empty is all.
func region(r *http.Request) string {
	if name, ok := r.Context().Value(regionKey{}).(string); ok {
		return name
	}
	if name, ok := strings.CutPrefix(r.Host, "api."); ok {
		if name, ok = strings.CutSuffix(name, ".scalingo.com"); ok {
			return name
		}
	}
	return ""
}
