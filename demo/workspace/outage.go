package workspace

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Kind is a way Slack can fail.
type Kind string

// The ways Slack can fail. Refuse to LoseAnswer concern what the app calls,
// Duplicates and Twins what it is sent.
const (
	Refuse      Kind = "refuse"       // the connection breaks, nothing is done
	ServerError Kind = "server_error" // 500, nothing is done
	RateLimit   Kind = "rate_limit"   // 429 with Retry-After
	Stall       Kind = "stall"        // no answer until the caller gives up
	LoseAnswer  Kind = "lose_answer"  // it is done, but the connection breaks before the answer
	Duplicates  Kind = "duplicates"   // each event comes twice at once, with one event_id
	Twins       Kind = "twins"        // each event comes twice, with different event_ids
)

// Outage is a fault of Slack that lasts until it is mended.
type Outage struct {
	Kind       Kind
	Method     string        // only this method, such as "chat.postMessage"; empty means everything
	RetryAfter time.Duration // for RateLimit; zero means 30 s
	Times      int           // how many calls it spoils; zero means all
}

// Break starts an outage; mend ends it, and may be called twice.
func (w *Workspace) Break(o Outage) (mend func()) {
	w.lock()
	defer w.unlock()
	broken := &o
	w.outages = append(w.outages, broken)
	return func() {
		w.lock()
		defer w.unlock()
		w.outages = slices.DeleteFunc(w.outages, func(o *Outage) bool { return o == broken })
	}
}

// DropSockets closes every Socket Mode connection at once, without a warning.
func (w *Workspace) DropSockets() {
	w.lock()
	sockets := slices.Clone(w.sockets)
	w.unlock()
	for _, s := range sockets {
		s.close()
	}
}

// RefreshSockets asks every Socket Mode connection to make way for a new one.
func (w *Workspace) RefreshSockets() {
	w.lock()
	sockets := slices.Clone(w.sockets)
	w.unlock()
	for _, s := range sockets {
		s.retire()
	}
}

// outage finds a running outage and counts it as used once.
func (w *Workspace) outage(match func(*Outage) bool) *Outage {
	i := slices.IndexFunc(w.outages, match)
	if i < 0 {
		return nil
	}
	o := w.outages[i]
	if o.Times > 0 {
		if o.Times--; o.Times == 0 {
			w.outages = slices.Delete(slices.Clone(w.outages), i, i+1)
		}
	}
	return o
}

// troubled lets outages have their way with what the app calls.
func (w *Workspace) troubled(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		method, _ := strings.CutPrefix(r.URL.Path, "/api/")
		w.lock()
		o := w.outage(func(o *Outage) bool {
			return o.Kind != Duplicates && o.Kind != Twins && (o.Method == "" || o.Method == method)
		})
		w.unlock()
		if o == nil {
			next.ServeHTTP(rw, r)
			return
		}
		w.suffer(*o, next, rw, r)
	})
}

func (w *Workspace) suffer(o Outage, next http.Handler, rw http.ResponseWriter, r *http.Request) {
	switch o.Kind {
	case ServerError:
		http.Error(rw, "internal server error", http.StatusInternalServerError)
	case RateLimit:
		if o.RetryAfter == 0 {
			o.RetryAfter = 30 * time.Second
		}
		rateLimited(rw, o.RetryAfter)
	case Stall:
		select {
		case <-r.Context().Done():
		case <-w.ctx.Done():
		}
		panic(http.ErrAbortHandler)
	case LoseAnswer:
		next.ServeHTTP(&recorder{header: http.Header{}}, r)
		panic(http.ErrAbortHandler)
	default:
		panic(http.ErrAbortHandler)
	}
}

// recorder keeps an answer in memory.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(p)
}
