package hosting

import (
	"net/http"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// link is the tie between an app and a repository.
type link struct {
	ID         string `json:"id"`
	AppID      string `json:"app_id"`
	Linker     User   `json:"linker"`
	Owner      string `json:"owner"`
	Repo       string `json:"repo"`
	Branch     string `json:"branch"`
	SCM        string `json:"scm_type"`
	Created    any    `json:"created_at"`
	Updated    any    `json:"updated_at"`
	AutoDeploy bool   `json:"auto_deploy_enabled"`
	ReviewApps bool   `json:"deploy_review_apps_enabled"`
	LastAuto   any    `json:"last_auto_deploy_at"`
}

func (s *Service) newLink(a *app) *link {
	owner, repo, _ := strings.Cut(a.Repo, "/")
	return &link{ID: s.uuid(), AppID: a.id, Linker: s.opts.User, Owner: owner, Repo: repo, Branch: a.Branch, SCM: "github",
		Created: stamp(a.created), Updated: stamp(a.created)}
}

func (s *Service) showLink(w http.ResponseWriter, _ *http.Request, a *app) {
	if a.link == nil {
		missing(w, "scm_repo_link")
		return
	}
	pretend.JSON(w, http.StatusOK, object{"scm_repo_link": a.link})
}

func (s *Service) editLink(w http.ResponseWriter, r *http.Request, a *app) {
	if a.link == nil {
		missing(w, "scm_repo_link")
		return
	}
	changed := *a.link
	payload := struct {
		Link *link `json:"scm_repo_link"`
	}{&changed}
	if !decode(w, r, &payload) {
		return
	}
	a.link.Branch, a.link.AutoDeploy, a.link.ReviewApps = changed.Branch, changed.AutoDeploy, changed.ReviewApps
	a.link.Updated = stamp(time.Now())
	pretend.JSON(w, http.StatusOK, object{"scm_repo_link": a.link})
}

// manualDeploy deploys a branch or a tag of the linked repository.
func (s *Service) manualDeploy(w http.ResponseWriter, r *http.Request, a *app) {
	var payload struct {
		Branch string `json:"branch"`
	}
	if a.link == nil {
		missing(w, "scm_repo_link")
		return
	}
	if !decode(w, r, &payload) {
		return
	}
	if payload.Branch == "" {
		invalid(w, "branch", "missing field")
		return
	}
	ref := payload.Branch
	if s.opts.Resolve != nil {
		sha, ok := s.opts.Resolve(a.Repo, payload.Branch)
		if !ok {
			missing(w, "branch")
			return
		}
		ref = sha
	}
	if a.running() != nil && s.refuse(w, a) {
		return
	}
	pretend.JSON(w, http.StatusOK, object{"deployment": s.viewDeployment(r, a, s.enqueue(a, "deployment", ref))})
}
