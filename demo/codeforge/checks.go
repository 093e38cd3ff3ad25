package codeforge

import (
	"net/http"
	"slices"
	"time"

	"vigie/demo/pretend"
)

// Check is a run of continuous integration on a commit. It is in progress until Completed; zero Completed is for ever.
type Check struct {
	Name       string
	Conclusion string // "success", "failure", "cancelled", "skipped", "timed_out"…; default "success"
	Started    time.Time
	Completed  time.Time

	id int64
}

func (c Check) status(now time.Time) string {
	if c.Completed.IsZero() || now.Before(c.Completed) {
		return "in_progress"
	}
	return "completed"
}

// statusLine is a commit status of the older kind.
type statusLine struct {
	id             int64
	context, state string
	at             time.Time
}

// Check adds a check run to the commit that ref names; a new run of the same name takes the place of the old one in
// what is listed. An unknown ref panics. Zero Started is now.
func (s *Service) Check(full, ref string, c Check) {
	s.with(full, func(in *repo) {
		c.id = s.id()
		if c.Started.IsZero() {
			c.Started = time.Now()
		}
		if c.Conclusion == "" {
			c.Conclusion = "success"
		}
		sha := in.must(ref).sha
		in.checks[sha] = append(in.checks[sha], c)
	})
}

// Status sets a commit status ("pending", "success", "failure", "error") on the commit that ref names; an unknown one panics.
func (s *Service) Status(full, ref, context, state string) {
	s.with(full, func(in *repo) {
		sha := in.must(ref).sha
		in.statuses[sha] = append(in.statuses[sha], statusLine{s.id(), context, state, time.Now()})
	})
}

func (s *Service) listChecks(w http.ResponseWriter, r *http.Request, in *repo) {
	at := in.ofCommit(w, r)
	if at == nil {
		return
	}
	now := time.Now()
	query := r.URL.Query()
	runs := []Check{}
	for i, c := range in.checks[at.sha] {
		newer := slices.ContainsFunc(in.checks[at.sha][i+1:], func(d Check) bool { return d.Name == c.Name })
		if (newer && query.Get("filter") != "all") || !wanted(query.Get("check_name"), c.Name) || !wanted(query.Get("status"), c.status(now)) {
			continue
		}
		runs = append(runs, c)
	}
	views := []object{}
	for _, c := range page(w, r, runs) {
		views = append(views, in.viewCheck(at, c, now))
	}
	pretend.JSON(w, http.StatusOK, object{"total_count": len(runs), "check_runs": views})
}

func wanted(filter, value string) bool { return filter == "" || filter == value }

func (in *repo) viewCheck(at *commit, c Check, now time.Time) object {
	view := object{
		"id": c.id, "name": c.Name, "head_sha": at.sha, "status": c.status(now), "conclusion": nil,
		"started_at": stamp(c.Started), "completed_at": nil, "app": object{"slug": "github-actions", "name": "GitHub Actions"},
		"html_url": "https://github.com/" + in.Owner + "/" + in.Name + "/runs/" + c.Name,
	}
	if c.status(now) == "completed" {
		view["conclusion"], view["completed_at"] = c.Conclusion, stamp(c.Completed)
	}
	return view
}

// showStatus combines the latest status of each context: one failure is a failure, none at all is pending.
func (s *Service) showStatus(w http.ResponseWriter, r *http.Request, in *repo) {
	at := in.ofCommit(w, r)
	if at == nil {
		return
	}
	views := []object{}
	states := map[string]bool{}
	lines := in.statuses[at.sha]
	for i, l := range lines {
		if slices.ContainsFunc(lines[i+1:], func(later statusLine) bool { return later.context == l.context }) {
			continue
		}
		states[l.state] = true
		views = append(views, object{"id": l.id, "context": l.context, "state": l.state, "created_at": stamp(l.at), "updated_at": stamp(l.at)})
	}
	state := "success"
	switch {
	case states["failure"] || states["error"]:
		state = "failure"
	case states["pending"] || len(views) == 0:
		state = "pending"
	}
	pretend.JSON(w, http.StatusOK, object{"state": state, "sha": at.sha, "total_count": len(views), "statuses": views, "repository": in.view()})
}
