package hosting

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// deployment is a deployment under way or past. Its phases are shares of the time from start to end.
type deployment struct {
	id, ref, kind, pusher string
	previous              string
	created, start, end   time.Time // queued until start
	outcome               string    // "success" or one of the documented failures
	settled               bool
}

// phases are the statuses a deployment goes through, each until that share of its time.
var phases = []struct {
	status string
	until  float64
}{{"building", 0.6}, {"pushing", 0.8}, {"starting", 1}}

// outcomes are the statuses a deployment can end in, and the share of its time at which it does.
var outcomes = map[string]float64{"success": 1, "build-error": 0.6, "aborted": 0.8, "crashed-error": 1, "timeout-error": 1, "hook-error": 1}

func (d *deployment) status(now time.Time) string {
	switch {
	case !now.Before(d.end):
		return d.outcome
	case now.Before(d.start):
		return "queued"
	}
	whole := float64(d.end.Sub(d.start)) / outcomes[d.outcome]
	share := float64(now.Sub(d.start)) / whole
	for _, p := range phases {
		if share < p.until {
			return p.status
		}
	}
	return d.outcome
}

// enqueue adds a deployment; it waits for those before it, as there are never two at once for an app.
func (s *Service) enqueue(a *app, kind, ref string) *deployment {
	now := time.Now()
	d := &deployment{id: s.uuid(), ref: ref, kind: kind, pusher: s.opts.User.Username, created: now, start: now, outcome: "success"}
	if a.misdeploy != "" {
		d.outcome, a.misdeploy = a.misdeploy, ""
	}
	if a.current != nil {
		d.previous = a.current.ref
	}
	if last := len(a.deployments) - 1; last >= 0 && a.deployments[last].end.After(now) {
		d.start = a.deployments[last].end
	}
	d.end = d.start.Add(time.Duration(float64(s.opts.Deployment) * outcomes[d.outcome]))
	a.deployments = append(a.deployments, d)
	return d
}

// finish applies the outcome of a deployment: new containers, or none if it failed.
func (s *Service) finish(a *app, d *deployment) {
	d.settled, a.updated = true, d.end
	if d.outcome == "success" {
		a.current = d
		s.renew(a, d.end, nil)
		if a.cure != ByHand {
			a.broken = false
		}
	}
	a.log(d.end, "manager", fmt.Sprintf("deployment of %s: %s", d.ref, d.outcome))
	s.record(a, d.end, "deployment", object{
		"deployment_id": d.id, "deployment_type": d.kind, "pusher": d.pusher, "git_ref": d.ref, "git_ref_url": a.refURL(d.ref),
		"status": d.outcome, "stack": "scalingo-22", "duration": int(d.end.Sub(d.start).Seconds()), "finished_at": stamp(d.end),
		"last_commits": object{"commits": []string{}, "remaining": 0},
	})
}

func (a *app) refURL(ref string) string {
	if a.Repo == "" {
		return ""
	}
	return "https://github.com/" + a.Repo + "/commit/" + ref
}

func (s *Service) deploy(w http.ResponseWriter, r *http.Request, a *app) {
	var payload struct {
		Deployment *struct {
			Ref    string `json:"git_ref"`
			Source string `json:"source_url"`
		} `json:"deployment"`
	}
	if !decode(w, r, &payload) {
		return
	}
	switch d := payload.Deployment; {
	case d == nil:
		invalid(w, "deployment", "missing field")
	case !strings.HasPrefix(d.Source, "http://") && !strings.HasPrefix(d.Source, "https://"):
		invalid(w, "source_url", "should be the URL of an archive")
	case a.running() != nil && s.refuse(w, a):
	default:
		pretend.JSON(w, http.StatusOK, object{"deployment": s.viewDeployment(r, a, s.enqueue(a, "archive", d.Ref))})
	}
}

func (s *Service) viewDeployment(r *http.Request, a *app, d *deployment) object {
	now := time.Now()
	o := object{
		"id": d.id, "app_id": a.id, "created_at": stamp(d.created), "finished_at": nil, "status": d.status(now), "type": d.kind,
		"git_ref": d.ref, "previous_git_ref": d.previous, "duration": int(max(min(now.Sub(d.start), d.end.Sub(d.start)), 0).Seconds()),
		"image_size": 104857600, "pusher": User{ID: s.opts.User.ID, Username: d.pusher, Email: s.opts.User.Email},
		"links": object{"output": fmt.Sprintf("%s/v1/apps/%s/deployments/%s/output", pretend.Base(r), a.Name, d.id)},
	}
	if d.settled {
		o["finished_at"] = stamp(d.end)
	}
	return o
}

func (s *Service) listDeployments(w http.ResponseWriter, r *http.Request, a *app) {
	newest := slices.Clone(a.deployments)
	slices.Reverse(newest)
	rows, meta := page(r, newest)
	views := []object{}
	for _, d := range rows {
		views = append(views, s.viewDeployment(r, a, d))
	}
	pretend.JSON(w, http.StatusOK, object{"deployments": views, "meta": meta})
}

func (s *Service) showDeployment(w http.ResponseWriter, r *http.Request, a *app) {
	if d := a.deployment(r.PathValue("id")); d != nil {
		pretend.JSON(w, http.StatusOK, object{"deployment": s.viewDeployment(r, a, d)})
		return
	}
	missing(w, "deployment")
}

func (a *app) deployment(id string) *deployment {
	for _, d := range a.deployments {
		if d.id == id {
			return d
		}
	}
	return nil
}

func (s *Service) deploymentOutput(w http.ResponseWriter, r *http.Request, a *app) {
	d := a.deployment(r.PathValue("id"))
	if d == nil {
		missing(w, "deployment")
		return
	}
	var b strings.Builder
	words := map[string]string{"building": "-----> Building " + d.ref, "pushing": "-----> Pushing the image", "starting": "-----> Starting the containers"}
	status := d.status(time.Now())
	for _, p := range phases {
		if status == "queued" || (d.settled && outcomes[d.outcome] < p.until) {
			break
		}
		fmt.Fprintln(&b, words[p.status])
		if p.status == status {
			break
		}
	}
	if d.settled {
		fmt.Fprintln(&b, "-----> "+d.outcome)
	}
	pretend.Text(w, http.StatusOK, b.String())
}

// uuid gives out an identifier in the form of a UUID.
func (s *Service) uuid() string {
	s.count++
	return fmt.Sprintf("%08x-0000-4000-8000-%012x", uint32(time.Now().Unix()), s.count)
}
