package hosting

import (
	"fmt"
	"net/http"
	"time"

	"vigie/demo/pretend"
)

// Cure is what makes a broken app work again.
type Cure int

const (
	// ByRestart is a restart that reaches the web containers, or a successful deployment.
	ByRestart Cure = iota
	// ByDeployment is a successful deployment only.
	ByDeployment
	// ByHand is Mend only.
	ByHand
)

// Break makes the health address of an app answer 503 until its cure. Its containers go on running. An unknown app panics.
func (s *Service) Break(name string, cure Cure) {
	s.with(name, func(a *app, now time.Time) {
		a.broken, a.cure = true, cure
		a.log(now, "web-1", "error: request failed with status 500")
	})
}

// Crash is Break, and the platform records that a web container crashed.
func (s *Service) Crash(name string, cure Cure) {
	s.Break(name, cure)
	s.with(name, func(a *app, now time.Time) {
		a.log(now, "web-1", "exited with status 1")
		s.record(a, now, "crash", object{"container_type": "web", "crash_logs": "exited with status 1"})
	})
}

// Mend makes the app work again, whatever its cure. An unknown app panics.
func (s *Service) Mend(name string) {
	s.with(name, func(a *app, _ time.Time) { a.broken = false })
}

// Healthy tells whether the health address of an app answers 200 now. An unknown app panics.
func (s *Service) Healthy(name string) (ok bool) {
	s.with(name, func(a *app, now time.Time) { ok = a.healthy() })
	return ok
}

func (a *app) healthy() bool {
	for _, c := range a.containers {
		if c.kind == "web" {
			return !a.broken
		}
	}
	return false
}

// Health returns the app itself as its visitors see it: 200 while it works, 503 while it is broken or has no web
// container. It needs no token and counts in no limit. An unknown app panics when asked.
func (s *Service) Health(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if s.Healthy(name) {
			pretend.JSON(w, http.StatusOK, object{"status": "ok", "app": name})
			return
		}
		pretend.JSON(w, http.StatusServiceUnavailable, object{"status": "unavailable", "app": name})
	})
}

// Fail answers the next requests about an app, or all requests when app is empty, with a status and does nothing else.
// Times is as in pretend.Fault. 429 carries the platform's plain text, other statuses its JSON.
func (s *Service) Fail(app string, status, times int) {
	f := pretend.Fault{Prefix: prefix(app), Status: status, Times: times, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}}
	f.Body = fmt.Sprintf(`{"error":"%s"}`, http.StatusText(status))
	if status == http.StatusTooManyRequests {
		f.Header, f.Body = http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, "Retry later\n"
	}
	s.door.Add(f)
}

// Hang leaves the next requests about an app, or all requests when app is empty, without answer until the caller gives up.
func (s *Service) Hang(app string, times int) {
	s.door.Add(pretend.Fault{Prefix: prefix(app), Hang: true, Times: times})
}

// LoseAnswer does what the next POST about an app asks and breaks the connection before answering.
func (s *Service) LoseAnswer(app string) {
	s.door.Add(pretend.Fault{Prefix: prefix(app), Lose: true, Method: http.MethodPost})
}

// FailNextOperation lets the next restart or scale of an app be accepted and end in error with that text.
func (s *Service) FailNextOperation(name, text string) {
	s.with(name, func(a *app, _ time.Time) { a.upset = text })
}

// FailNextDeployment lets the next deployment of an app end with that status: build-error, aborted, crashed-error,
// timeout-error or hook-error; another one panics.
func (s *Service) FailNextDeployment(name, status string) {
	if outcomes[status] == 0 {
		panic("hosting: deployments do not end in " + status)
	}
	s.with(name, func(a *app, _ time.Time) { a.misdeploy = status })
}

// ExpireBearers refuses from now on every bearer token issued so far, an hour before its time.
func (s *Service) ExpireBearers() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expired = s.count
}

// SetLatency changes how long every answer waits.
func (s *Service) SetLatency(d time.Duration) { s.door.SetLatency(d) }

// Calm removes the faults asked for by Fail, Hang and LoseAnswer that were not met yet.
func (s *Service) Calm() { s.door.Clear() }

// Calls returns the latest requests received, oldest first; the health addresses are not among them.
func (s *Service) Calls() []pretend.Call { return s.door.Calls() }

// Restarts returns how many restarts of an app were accepted, whatever became of them. An unknown app panics.
func (s *Service) Restarts(name string) (n int) {
	s.with(name, func(a *app, _ time.Time) {
		for _, o := range a.operations {
			if o.kind == "restart" {
				n++
			}
		}
	})
	return n
}

// Deployments returns the git references of the deployments of an app that were accepted, oldest first, the one it
// joined with included. An unknown app panics.
func (s *Service) Deployments(name string) (refs []string) {
	s.with(name, func(a *app, _ time.Time) {
		for _, d := range a.deployments {
			refs = append(refs, d.ref)
		}
	})
	return refs
}

func prefix(app string) string {
	if app == "" {
		return ""
	}
	return "/v1/apps/" + app
}

// with runs f on a settled app under the lock.
func (s *Service) with(name string, f func(*app, time.Time)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.find(name, "")
	if a == nil {
		panic("hosting: there is no app " + name)
	}
	now := time.Now()
	s.settle(a, now)
	f(a, now)
}
