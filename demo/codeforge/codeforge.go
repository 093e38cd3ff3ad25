// Package codeforge is a pretend GitHub: the part of its REST API v3 that releases, checks, pull requests and follow-up
// issues need, with its limits, conditional requests and signed webhooks, in memory. Shapes and refusals are those of
// docs.github.com; nothing runs in the background and time is time.Now.
package codeforge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"vigie/demo/pretend"
)

// Options describe a pretend forge. Without Token and App nobody can read it.
type Options struct {
	Token  string   // a personal access token that reads everything and writes issues
	Login  string   // who it belongs to; default "vigie"
	People []string // logins that issues can be assigned to, besides Login
	Repos  []Repo
	App    *App

	Limit       int // requests per hour and token, 5000 as documented when 0; negative is without limit
	SearchLimit int // searches per minute and token, 30 as documented when 0; negative is without limit
	LimitStatus int // how a request over the limit is refused: 403 (default) or 429, both are documented
	Latency     time.Duration
}

// Service is the forge: an http.Handler. It is safe for concurrent use.
type Service struct {
	opts Options
	door pretend.Door
	mux  *http.ServeMux

	mu     sync.Mutex
	repos  []*repo
	tokens map[string]*grant
	count  int64
}

// New returns a forge with its repositories in place, each with one first commit.
func New(opts Options) *Service {
	if opts.Login == "" {
		opts.Login = "vigie"
	}
	if opts.Limit == 0 {
		opts.Limit = 5000
	}
	if opts.SearchLimit == 0 {
		opts.SearchLimit = 30
	}
	if opts.LimitStatus != http.StatusTooManyRequests {
		opts.LimitStatus = http.StatusForbidden
	}
	opts.People = append([]string{opts.Login}, opts.People...)
	s := &Service{opts: opts, tokens: map[string]*grant{}}
	if opts.Token != "" {
		s.tokens[opts.Token] = s.grant(opts.Login, "", time.Time{})
	}
	s.door.SetLatency(opts.Latency)
	s.mux = s.routes()
	for _, r := range opts.Repos {
		s.AddRepo(r)
	}
	return s
}

// ServeHTTP answers one request of the API, under / or under /api/v3/ as on a private server.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.door.Serve(w, r, s.serve) }

type grantKey struct{}

func (s *Service) serve(w *pretend.Answer, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	w.Header().Set("X-GitHub-Request-Id", fmt.Sprintf("F00D:%04X", s.count))
	w.Header().Set("X-GitHub-Media-Type", "github.v3; format=json")
	if r.UserAgent() == "" {
		pretend.Text(w, http.StatusForbidden, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.")
		return
	}
	r = unprefixed(r)
	if strings.HasPrefix(r.URL.Path, "/app/") {
		s.mux.ServeHTTP(w, r)
		return
	}
	now := time.Now()
	g, why := s.bearer(r, now)
	if g == nil {
		refuse(w, http.StatusUnauthorized, why)
		return
	}
	limit := g.limit(r.URL.Path)
	counted := r.URL.Path != "/rate_limit"
	if counted && !limit.window.Take(now) {
		s.overLimit(w, g, limit, now)
		return
	}
	s.mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), grantKey{}, g)))
	if unchanged(w, r) && counted {
		limit.window.GiveBack()
	}
	limit.headers(w.Header(), now)
}

// unprefixed removes the /api/v3 that the API of a private server begins with.
func unprefixed(r *http.Request) *http.Request {
	if !strings.HasPrefix(r.URL.Path, "/api/v3/") {
		return r
	}
	short := r.Clone(r.Context())
	short.URL.Path = strings.TrimPrefix(short.URL.Path, "/api/v3")
	short.URL.RawPath = strings.TrimPrefix(short.URL.RawPath, "/api/v3")
	return short
}

// unchanged marks a good answer with its entity tag, and empties it when the caller already has it: such an answer
// is 304 and counts in no limit.
func unchanged(w *pretend.Answer, r *http.Request) bool {
	if r.Method != http.MethodGet || w.Status != http.StatusOK {
		return false
	}
	sum := sha256.Sum256(w.Body.Bytes())
	tag := `"` + hex.EncodeToString(sum[:]) + `"`
	w.Header().Set("ETag", "W/"+tag)
	w.Header().Set("Cache-Control", "private, max-age=60, s-maxage=60")
	for known := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(known), "W/") == tag {
			w.Status = http.StatusNotModified
			w.Body.Reset()
			w.Header().Del("Content-Type")
			return true
		}
	}
	return false
}

// id gives out a number, unlike those of other kinds of things.
func (s *Service) id() int64 {
	s.count++
	return 1_000_000 + s.count
}
