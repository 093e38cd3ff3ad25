// Package helpdesk is a pretend Freshdesk: searching, listing and opening tickets of its API v2, with its query
// language, its limits and its refusals, in memory. Behaviour is that of developers.freshdesk.com/api; nothing runs in
// the background and time is time.Now.
package helpdesk

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"vigie/demo/pretend"
)

// Options describe a pretend helpdesk. Only Key has no default.
type Options struct {
	Key        string        // the API key: user name of Basic authentication
	PerMinute  int           // requests per minute of the account; 0 is 100 (plan Growth), negative is without limit
	IndexDelay time.Duration // a new or changed ticket is found by searches only after this long; default at once
	Latency    time.Duration // every answer waits this long; default none
}

// Status of a ticket.
const (
	Open     = 2
	Pending  = 3
	Resolved = 4
	Closed   = 5
)

// Ticket is a request for help.
type Ticket struct {
	ID          int64
	Subject     string
	Description string
	Email       string // of who asks
	Tags        []string
	Status      int // Open when 0
	Priority    int // 1 (low, also when 0) to 4 (urgent)
	Type        string
	Created     time.Time // now when zero
	Updated     time.Time // Created when zero
}

// Service is the helpdesk: an http.Handler. It is safe for concurrent use.
type Service struct {
	opts Options
	door pretend.Door
	mux  *http.ServeMux

	mu      sync.Mutex
	window  pretend.Window
	tickets []*Ticket
}

// New returns a helpdesk without tickets.
func New(opts Options) *Service {
	if opts.PerMinute == 0 {
		opts.PerMinute = 100
	}
	s := &Service{opts: opts, window: pretend.Window{Limit: opts.PerMinute, Length: time.Minute}}
	s.door.SetLatency(opts.Latency)
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("GET /api/v2/tickets", s.list)
	s.mux.HandleFunc("POST /api/v2/tickets", s.create)
	s.mux.HandleFunc("GET /api/v2/tickets/{id}", s.show)
	s.mux.HandleFunc("PUT /api/v2/tickets/{id}", s.update)
	s.mux.HandleFunc("GET /api/v2/search/tickets", s.search)
	s.mux.HandleFunc("/api/v2/tickets", notAllowed("GET, POST"))
	s.mux.HandleFunc("/api/v2/tickets/{id}", notAllowed("GET, PUT"))
	s.mux.HandleFunc("/api/v2/search/tickets", notAllowed("GET"))
	s.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	return s
}

// ServeHTTP answers one request of the API.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.door.Serve(w, r, s.serve) }

func (s *Service) serve(w *pretend.Answer, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	h := w.Header()
	h.Set("X-Freshdesk-API-Version", "latest=v2; requested=v2")
	within := s.window.Take(now) // wrong requests count too
	if s.opts.PerMinute > 0 {
		h.Set("X-RateLimit-Total", strconv.Itoa(s.opts.PerMinute))
		h.Set("X-RateLimit-Remaining", strconv.Itoa(s.window.Left(now)))
		h.Set("X-RateLimit-Used-CurrentRequest", "1")
	}
	key, password, ok := r.BasicAuth()
	switch {
	case !within:
		wait := s.window.Reset(now).Sub(now)
		h.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
		pretend.JSON(w, http.StatusTooManyRequests, object{"message": "You have exceeded the limit of requests per minute"})
	case !ok || password == "" || s.opts.Key == "" || subtle.ConstantTimeCompare([]byte(key), []byte(s.opts.Key)) != 1:
		pretend.JSON(w, http.StatusUnauthorized, object{"code": "invalid_credentials", "message": "You have to be logged in to perform this action."})
	default:
		s.mux.ServeHTTP(w, r)
	}
}

func notAllowed(methods string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", methods)
		pretend.JSON(w, http.StatusMethodNotAllowed, object{"message": fmt.Sprintf("%s method is not allowed. It should be one of these method(s): %s", r.Method, methods)})
	}
}

// Open adds n open tickets with a tag, as people asking for help now would, and returns their numbers.
func (s *Service) Open(n int, tag string) []int64 {
	var ids []int64
	for i := range n {
		ids = append(ids, s.Add(Ticket{
			Subject: fmt.Sprintf("Cannot log in (%d)", i+1), Description: "The page stays blank.",
			Email: fmt.Sprintf("person%d@example.org", i+1), Tags: []string{tag},
		}))
	}
	return ids
}

// Add adds a ticket and returns its number; its ID is ignored.
func (s *Service) Add(t Ticket) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.add(t).ID
}

func (s *Service) add(t Ticket) *Ticket {
	t.ID, t.Tags = int64(len(s.tickets)+1), slices.Clone(t.Tags)
	if t.Created.IsZero() {
		t.Created = time.Now()
	}
	if t.Updated.IsZero() {
		t.Updated = t.Created
	}
	if t.Status == 0 {
		t.Status = Open
	}
	if t.Priority == 0 {
		t.Priority = 1
	}
	s.tickets = append(s.tickets, &t)
	return &t
}

// Settle gives tickets a status, as an agent of the helpdesk would. Unknown numbers panic.
func (s *Service) Settle(status int, ids ...int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		t := s.find(strconv.FormatInt(id, 10))
		if t == nil {
			panic(fmt.Sprintf("helpdesk: there is no ticket %d", id))
		}
		t.Status, t.Updated = status, time.Now()
	}
}

// Tickets returns all tickets, oldest first.
func (s *Service) Tickets() []Ticket {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Ticket, len(s.tickets))
	for i, t := range s.tickets {
		all[i] = *t
		all[i].Tags = slices.Clone(t.Tags)
	}
	return all
}

func (s *Service) find(id string) *Ticket {
	for _, t := range s.tickets {
		if strconv.FormatInt(t.ID, 10) == id {
			return t
		}
	}
	return nil
}

// UseUp leaves no request for the rest of the minute.
func (s *Service) UseUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.window.UseUp(time.Now())
}

// Fail answers the next requests with a status and does nothing else. Times is as in pretend.Fault.
func (s *Service) Fail(status, times int) {
	s.door.Add(pretend.Fault{Status: status, Times: times, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		Body: fmt.Sprintf(`{"code":"%s","message":"The helpdesk failed."}`, strings.ReplaceAll(strings.ToLower(http.StatusText(status)), " ", "_"))})
}

// Hang leaves the next requests without answer until the caller gives up.
func (s *Service) Hang(times int) { s.door.Add(pretend.Fault{Hang: true, Times: times}) }

// SetLatency changes how long every answer waits.
func (s *Service) SetLatency(d time.Duration) { s.door.SetLatency(d) }

// Calm removes the faults that were not met yet.
func (s *Service) Calm() { s.door.Clear() }

// Calls returns the latest requests received, oldest first.
func (s *Service) Calls() []pretend.Call { return s.door.Calls() }
