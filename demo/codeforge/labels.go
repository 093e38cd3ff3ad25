package codeforge

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// holds ignores case, as logins and labels do.
func holds(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}

func without(names []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return strings.EqualFold(n, name) })
}

func viewLabels(names []string) []object {
	views := []object{}
	for _, n := range names {
		views = append(views, viewLabel(n))
	}
	return views
}

func viewLabel(name string) object { return object{"name": name, "color": "ededed", "default": false} }

// label adds labels; one that the repository does not have is created.
func (i *issue) label(names []string) {
	for _, n := range names {
		if !holds(i.in.labels, n) {
			i.in.labels = append(i.in.labels, n)
		}
		if !holds(i.labels, n) {
			i.labels = append(i.labels, n)
		}
	}
	i.updated = time.Now()
}

func (s *Service) listLabels(w http.ResponseWriter, r *http.Request, in *repo) {
	list(w, r, in.labels, viewLabel)
}

func (s *Service) createLabel(w http.ResponseWriter, r *http.Request, in *repo) {
	var q struct {
		Name string `json:"name"`
	}
	switch {
	case !decode(w, r, &q):
	case q.Name == "":
		invalid(w, "Label", "name", "missing_field")
	case holds(in.labels, q.Name):
		invalid(w, "Label", "name", "already_exists")
	default:
		in.labels = append(in.labels, q.Name)
		pretend.JSON(w, http.StatusCreated, viewLabel(q.Name))
	}
}

func (s *Service) listIssueLabels(w http.ResponseWriter, r *http.Request, i *issue) {
	list(w, r, i.labels, viewLabel)
}

func (s *Service) addIssueLabels(w http.ResponseWriter, r *http.Request, i *issue) {
	var names []string
	if decode(w, r, &names) {
		i.label(names)
		pretend.JSON(w, http.StatusOK, viewLabels(i.labels))
	}
}

func (s *Service) replaceIssueLabels(w http.ResponseWriter, r *http.Request, i *issue) {
	var names []string
	if decode(w, r, &names) {
		i.labels = nil
		i.label(names)
		pretend.JSON(w, http.StatusOK, viewLabels(i.labels))
	}
}

func (s *Service) removeIssueLabel(w http.ResponseWriter, r *http.Request, i *issue) {
	if !holds(i.labels, r.PathValue("tag")) {
		refuse(w, http.StatusNotFound, "Label does not exist")
		return
	}
	i.labels = without(i.labels, r.PathValue("tag"))
	pretend.JSON(w, http.StatusOK, viewLabels(i.labels))
}

type assigneesRequest struct {
	Assignees []string `json:"assignees"`
}

// addAssignees ignores those who cannot be assigned, as documented.
func (s *Service) addAssignees(w http.ResponseWriter, r *http.Request, i *issue) {
	var q assigneesRequest
	if !decode(w, r, &q) {
		return
	}
	for _, login := range q.Assignees {
		if holds(s.opts.People, login) && !holds(i.assignees, login) {
			i.assignees = append(i.assignees, login)
		}
	}
	i.updated = time.Now()
	pretend.JSON(w, http.StatusCreated, i.view())
}

func (s *Service) removeAssignees(w http.ResponseWriter, r *http.Request, i *issue) {
	var q assigneesRequest
	if !decode(w, r, &q) {
		return
	}
	for _, login := range q.Assignees {
		i.assignees = without(i.assignees, login)
	}
	i.updated = time.Now()
	pretend.JSON(w, http.StatusOK, i.view())
}

func (s *Service) listAssignees(w http.ResponseWriter, r *http.Request, _ *repo) {
	list(w, r, s.opts.People, user)
}

func (s *Service) checkAssignee(w http.ResponseWriter, r *http.Request, _ *repo) {
	if holds(s.opts.People, r.PathValue("login")) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	refuse(w, http.StatusNotFound, "Not Found")
}

func (i *issue) viewComment(c *comment) object {
	number := strconv.Itoa(i.number)
	return object{
		"id": c.id, "body": c.body, "user": user(c.author), "created_at": stamp(c.created), "updated_at": stamp(c.updated),
		"issue_url": i.in.api("/issues/" + number), "url": i.in.api("/issues/comments/" + strconv.FormatInt(c.id, 10)),
		"html_url": "https://github.com/" + i.in.Owner + "/" + i.in.Name + "/issues/" + number + "#issuecomment-" + strconv.FormatInt(c.id, 10),
	}
}

func (s *Service) listComments(w http.ResponseWriter, r *http.Request, i *issue) {
	since, _ := time.Parse(time.RFC3339, r.URL.Query().Get("since"))
	recent := slices.DeleteFunc(slices.Clone(i.comments), func(c *comment) bool { return c.updated.Before(since) })
	list(w, r, recent, i.viewComment)
}

type commentRequest struct {
	Body string `json:"body"`
}

func (s *Service) addComment(w http.ResponseWriter, r *http.Request, i *issue) {
	var q commentRequest
	if !decode(w, r, &q) {
		return
	}
	if strings.TrimSpace(q.Body) == "" {
		invalid(w, "IssueComment", "body", "missing_field")
		return
	}
	c := s.comment(i, granted(r).login, q.Body)
	pretend.JSON(w, http.StatusCreated, i.viewComment(c))
}

func (s *Service) comment(i *issue, author, body string) *comment {
	now := time.Now()
	c := &comment{s.id(), author, body, now, now}
	i.comments, i.updated = append(i.comments, c), now
	return c
}

func (s *Service) editComment(w http.ResponseWriter, r *http.Request, in *repo) {
	var q commentRequest
	for _, i := range in.issues {
		for _, c := range i.comments {
			if strconv.FormatInt(c.id, 10) != r.PathValue("id") {
				continue
			}
			if decode(w, r, &q) {
				c.body, c.updated = q.Body, time.Now()
				pretend.JSON(w, http.StatusOK, i.viewComment(c))
			}
			return
		}
	}
	refuse(w, http.StatusNotFound, "Not Found")
}
