package pretend

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// journalLimit is how many of the latest calls a Door remembers; a demonstration may run for weeks.
const journalLimit = 5000

// Call is one request a pretend service received.
type Call struct {
	At     time.Time
	Method string
	Host   string
	Path   string // as sent, still escaped
	Query  string
	Body   string
	Status int // what was answered; 0 when the caller got no answer
}

// Forever is the Fault.Times that keeps a fault until Clear.
const Forever = -1

// Fault is something that goes wrong with the requests it matches. The zero value matches every request, once, and
// answers nothing unusual: set one of Status, Hang or Lose.
type Fault struct {
	Method string        // empty matches all
	Prefix string        // path prefix that ends at a "/" or at the end of the path; empty matches all
	Times  int           // how many requests; 0 is 1, Forever is until Clear
	Delay  time.Duration // waited first
	Status int           // answered in place of the service, which does nothing
	Header http.Header
	Body   string
	Hang   bool // no answer until the caller gives up; the service does nothing
	Lose   bool // the service does its work, then the connection breaks before the answer
}

func (f Fault) matches(r *http.Request) bool {
	if f.Method != "" && f.Method != r.Method {
		return false
	}
	rest, ok := strings.CutPrefix(r.URL.Path, f.Prefix)
	return ok && (f.Prefix == "" || rest == "" || rest[0] == '/' || strings.HasSuffix(f.Prefix, "/"))
}

// Door is the way into a pretend service: every request passes through it, is written down, waits for the latency
// of the network and meets the faults. The zero value is an open door without latency. It is safe for concurrent use.
type Door struct {
	mu      sync.Mutex
	latency time.Duration
	faults  []*Fault
	calls   []*Call
}

// SetLatency makes every request wait d before it is served.
func (d *Door) SetLatency(latency time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.latency = latency
}

// Add makes the requests that match f go wrong. Faults are met in the order they were added, one per request.
func (d *Door) Add(f Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	d.faults = append(d.faults, &f)
}

// Clear removes all faults.
func (d *Door) Clear() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults = nil
}

// Calls returns the latest calls, oldest first (at most 5000).
func (d *Door) Calls() []Call {
	d.mu.Lock()
	defer d.mu.Unlock()
	calls := make([]Call, len(d.calls))
	for i, c := range d.calls {
		calls[i] = *c
	}
	return calls
}

// Serve passes one request to the service and sends its answer, unless a fault decides otherwise.
// The service writes into memory: it may hold its own lock meanwhile, a slow caller never holds it back.
func (d *Door) Serve(w http.ResponseWriter, r *http.Request, service func(*Answer, *http.Request)) {
	body, err := io.ReadAll(io.LimitReader(r.Body, BodyLimit+1))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	call, wait := d.note(r, body)
	if !sleep(r.Context(), wait) {
		panic(http.ErrAbortHandler)
	}
	answer := &Answer{}
	switch fault := d.meet(r); {
	case len(body) > BodyLimit:
		Text(answer, http.StatusRequestEntityTooLarge, "request body too large")
	case fault == nil:
		service(answer, r)
	default:
		fault.commit(answer, r, service)
	}
	d.mu.Lock()
	call.Status = max(answer.Status, http.StatusOK)
	d.mu.Unlock()
	answer.Send(w)
}

func (f *Fault) commit(answer *Answer, r *http.Request, service func(*Answer, *http.Request)) {
	if !sleep(r.Context(), f.Delay) {
		panic(http.ErrAbortHandler)
	}
	switch {
	case f.Hang:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case f.Lose:
		service(&Answer{}, r)
		panic(http.ErrAbortHandler)
	case f.Status != 0:
		maps.Copy(answer.Header(), f.Header)
		answer.WriteHeader(f.Status)
		answer.Body.WriteString(f.Body)
	default:
		service(answer, r)
	}
}

func (d *Door) note(r *http.Request, body []byte) (*Call, time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	call := &Call{At: time.Now(), Method: r.Method, Host: r.Host, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Body: string(body)}
	if len(d.calls) >= journalLimit {
		d.calls = slices.Delete(d.calls, 0, journalLimit/10)
	}
	d.calls = append(d.calls, call)
	return call, d.latency
}

// meet returns the first fault that matches, used up by one, or nil.
func (d *Door) meet(r *http.Request) *Fault {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, f := range d.faults {
		if !f.matches(r) {
			continue
		}
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				d.faults = slices.Delete(d.faults, i, i+1)
			}
		}
		met := *f
		return &met
	}
	return nil
}

// sleep waits, and reports false when the caller gave up first.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
