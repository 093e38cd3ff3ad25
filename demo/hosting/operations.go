package hosting

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// operation is a restart or a scale under way or past.
type operation struct {
	id, kind       string
	created, begun time.Time // pending until begun
	end            time.Time
	scope          []string
	after          []Process // formation once a scale is done
	failure        string
	settled        bool
}

func (o *operation) status(now time.Time) string {
	switch {
	case now.Before(o.begun):
		return "pending"
	case now.Before(o.end):
		return "running"
	case o.failure != "":
		return "error"
	}
	return "done"
}

// running returns the operation that has not ended, or nil. There is at most one.
func (a *app) running() *operation {
	if last := len(a.operations) - 1; last >= 0 && !a.operations[last].settled {
		return a.operations[last]
	}
	return nil
}

// settle applies what operations and deployments have brought about by now, in their order.
func (s *Service) settle(a *app, now time.Time) {
	if o := a.running(); o != nil && !now.Before(o.end) {
		o.settled = true
		a.updated = o.end
		if o.failure == "" {
			s.complete(a, o)
		} else {
			a.log(o.end, "manager", fmt.Sprintf("%s failed: %s", o.kind, o.failure))
		}
	}
	for _, d := range a.deployments {
		if !d.settled && !now.Before(d.end) {
			s.finish(a, d)
		}
	}
}

// complete makes the new containers run. Those of a broken app work again if a restart is its cure and reached the web.
func (s *Service) complete(a *app, o *operation) {
	if o.kind == "scale" {
		a.Processes = o.after
		s.renew(a, o.end, []string{})
	} else {
		s.renew(a, o.end, o.scope)
		if a.cure == ByRestart && inScope(o.scope, "web", 1) {
			a.broken = false
		}
	}
	a.log(o.end, "manager", o.kind+" done")
}

// inScope tells whether a container is meant by a restart; a nil scope means all, an empty one none.
func inScope(scope []string, kind string, index int) bool {
	return scope == nil || slices.Contains(scope, kind) || slices.Contains(scope, kind+"-"+strconv.Itoa(index))
}

// refuse answers an operation that cannot begin now and returns true.
func (s *Service) refuse(w http.ResponseWriter, a *app) bool {
	why := ""
	if o := a.running(); o != nil {
		why = fmt.Sprintf("a %s operation is already running", o.kind)
	} else if slices.ContainsFunc(a.deployments, func(d *deployment) bool { return !d.settled }) {
		why = "a deployment is in progress"
	}
	switch {
	case why == "":
		return false
	case s.opts.BusyStatus == http.StatusConflict:
		pretend.JSON(w, http.StatusConflict, object{"error": why})
	default:
		invalid(w, "app", why)
	}
	return true
}

func (s *Service) restart(w http.ResponseWriter, r *http.Request, a *app) {
	var payload struct {
		Scope []string `json:"scope"`
	}
	if !decode(w, r, &payload) {
		return
	}
	for _, name := range payload.Scope {
		if !a.has(name) {
			invalid(w, "scope", fmt.Sprintf("'%s' → no such process type", name))
			return
		}
	}
	if a.current == nil {
		invalid(w, "app", "has never been deployed")
		return
	}
	if s.refuse(w, a) {
		return
	}
	if len(payload.Scope) == 0 {
		payload.Scope = nil
	}
	s.begin(w, r, a, &operation{kind: "restart", scope: payload.Scope})
	s.record(a, time.Now(), "restart", object{"scope": payload.Scope})
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusAccepted)
}

// has tells whether a scope names a container type ("web") or one container ("web-1") of the app.
func (a *app) has(scope string) bool {
	for _, p := range a.Processes {
		if scope == p.Name {
			return true
		}
		if number, ok := strings.CutPrefix(scope, p.Name+"-"); ok {
			if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= p.Amount {
				return true
			}
		}
	}
	return false
}

// begin starts an operation and sets the Location where it can be followed.
func (s *Service) begin(w http.ResponseWriter, r *http.Request, a *app, o *operation) {
	now := time.Now()
	o.id, o.created, o.begun, o.end = s.id(), now, now.Add(s.opts.Pending), now.Add(s.opts.Operation)
	o.failure, a.upset = a.upset, ""
	a.operations = append(a.operations, o)
	a.log(now, "manager", o.kind+" requested by "+s.opts.User.Username)
	w.Header().Set("Location", fmt.Sprintf("%s/v1/apps/%s/operations/%s", pretend.Base(r), a.Name, o.id))
}

func (s *Service) showOperation(w http.ResponseWriter, r *http.Request, a *app) {
	now := time.Now()
	for _, o := range a.operations {
		if o.id == r.PathValue("id") {
			view := object{"id": o.id, "app_id": a.id, "type": o.kind, "status": o.status(now), "created_at": stamp(o.created), "finished_at": nil, "error": nil}
			if o.settled {
				view["finished_at"] = stamp(o.end)
			}
			if o.status(now) == "error" {
				view["error"] = o.failure
			}
			pretend.JSON(w, http.StatusOK, object{"operation": view})
			return
		}
	}
	missing(w, "operation")
}
