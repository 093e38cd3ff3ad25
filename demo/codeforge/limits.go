package codeforge

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// limit is one of the rate limits of a token.
type limit struct {
	resource string
	window   pretend.Window
}

func (s *Service) grant(login, owner string, expires time.Time) *grant {
	return &grant{
		login: login, owner: owner, expires: expires,
		core:   &limit{"core", pretend.Window{Limit: s.opts.Limit, Length: time.Hour}},
		search: &limit{"search", pretend.Window{Limit: s.opts.SearchLimit, Length: time.Minute}},
	}
}

// limit returns the limit that a request counts in.
func (g *grant) limit(path string) *limit {
	if strings.HasPrefix(path, "/search/") {
		return g.search
	}
	return g.core
}

// figures are the limit, what is left, what is used and when it begins again, in seconds since 1970.
func (l *limit) figures(now time.Time) (whole, left, used int, reset int64) {
	if l.window.Limit <= 0 {
		return 1 << 20, 1 << 20, 0, now.Add(l.window.Length).Unix()
	}
	left = l.window.Left(now)
	end := l.window.Reset(now)
	return l.window.Limit, left, l.window.Limit - left, end.Add(time.Second - 1).Unix()
}

func (l *limit) headers(h http.Header, now time.Time) {
	whole, left, used, reset := l.figures(now)
	h.Set("X-RateLimit-Limit", strconv.Itoa(whole))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-RateLimit-Used", strconv.Itoa(used))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(reset, 10))
	h.Set("X-RateLimit-Resource", l.resource)
}

func (s *Service) overLimit(w http.ResponseWriter, g *grant, l *limit, now time.Time) {
	l.headers(w.Header(), now)
	pretend.JSON(w, s.opts.LimitStatus, object{
		"message":           "API rate limit exceeded for " + g.login + ".",
		"documentation_url": "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api", "status": strconv.Itoa(s.opts.LimitStatus),
	})
}

func (s *Service) showLimits(w http.ResponseWriter, r *http.Request) {
	resources := object{}
	for _, l := range []*limit{granted(r).core, granted(r).search} {
		whole, left, used, reset := l.figures(time.Now())
		resources[l.resource] = object{"limit": whole, "remaining": left, "used": used, "reset": reset}
	}
	pretend.JSON(w, http.StatusOK, object{"resources": resources, "rate": resources["core"]})
}

// UseUp leaves the personal token without any request until its limit begins again.
func (s *Service) UseUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g := s.tokens[s.opts.Token]; g != nil {
		g.core.window.UseUp(time.Now())
		g.search.window.UseUp(time.Now())
	}
}

// Left returns how many requests of the hour the personal token still has.
func (s *Service) Left() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, left, _, _ := s.tokens[s.opts.Token].core.figures(time.Now())
	return left
}

// SlowDown refuses the next requests as GitHub does to a caller that goes too fast: the secondary limit, 403 with a
// Retry-After of whole seconds. Times is as in pretend.Fault.
func (s *Service) SlowDown(retryAfter time.Duration, times int) {
	s.door.Add(pretend.Fault{
		Status: http.StatusForbidden, Times: times,
		Header: http.Header{
			"Content-Type": {"application/json; charset=utf-8"},
			"Retry-After":  {strconv.Itoa(int((retryAfter + time.Second - 1) / time.Second))},
		},
		Body: `{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",` +
			`"documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"}`,
	})
}
