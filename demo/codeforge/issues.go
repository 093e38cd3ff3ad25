package codeforge

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// issue is an issue or, with pull set, a pull request: they share their numbers and their lists.
type issue struct {
	in                       *repo
	id                       int64
	number                   int
	title, body, author      string
	state, reason            string
	labels, assignees        []string
	created, updated, closed time.Time
	closedBy                 string
	comments                 []*comment
	pull                     *pull
}

type comment struct {
	id               int64
	author, body     string
	created, updated time.Time
}

// ofIssue finds the issue of the path.
func (s *Service) ofIssue(serve func(http.ResponseWriter, *http.Request, *issue)) endpoint {
	return func(w http.ResponseWriter, r *http.Request, in *repo) {
		number, _ := strconv.Atoi(r.PathValue("number"))
		if i := in.issue(number); i != nil {
			serve(w, r, i)
			return
		}
		refuse(w, http.StatusNotFound, "Not Found")
	}
}

func (in *repo) issue(number int) *issue {
	if number < 1 || number > len(in.issues) {
		return nil
	}
	return in.issues[number-1]
}

func (s *Service) newIssue(in *repo, author, title string) *issue {
	now := time.Now()
	i := &issue{in: in, id: s.id(), number: len(in.issues) + 1, title: title, author: author, state: "open", created: now, updated: now}
	in.issues = append(in.issues, i)
	return i
}

func (i *issue) view() object {
	kind, path := "issues", "/issues/"+strconv.Itoa(i.number)
	if i.pull != nil {
		kind = "pull"
	}
	v := object{
		"id": i.id, "number": i.number, "title": i.title, "body": i.body, "state": i.state, "state_reason": nil, "user": user(i.author),
		"labels": viewLabels(i.labels), "assignee": nil, "assignees": users(i.assignees), "comments": len(i.comments), "locked": false,
		"created_at": stamp(i.created), "updated_at": stamp(i.updated), "closed_at": stamp(i.closed), "closed_by": nil,
		"url": i.in.api(path), "comments_url": i.in.api(path + "/comments"), "repository_url": i.in.api(""),
		"html_url": "https://github.com/" + i.in.Owner + "/" + i.in.Name + "/" + kind + "/" + strconv.Itoa(i.number),
	}
	if len(i.assignees) > 0 {
		v["assignee"] = user(i.assignees[0])
	}
	if i.reason != "" {
		v["state_reason"] = i.reason
	}
	if i.closedBy != "" {
		v["closed_by"] = user(i.closedBy)
	}
	if i.pull != nil {
		v["draft"] = i.pull.Draft
		v["pull_request"] = object{"url": i.in.api("/pulls/" + strconv.Itoa(i.number)), "html_url": v["html_url"], "merged_at": stamp(i.pull.merged)}
	}
	return v
}

func (s *Service) listIssues(w http.ResponseWriter, r *http.Request, in *repo) {
	query := r.URL.Query()
	state := query.Get("state")
	if state == "" {
		state = "open"
	}
	since, _ := time.Parse(time.RFC3339, query.Get("since"))
	found := []*issue{}
	for _, i := range in.issues {
		if (state == "all" || i.state == state) && !i.updated.Before(since) && assigned(i, query.Get("assignee")) &&
			wanted(query.Get("creator"), i.author) && i.hasAll(query.Get("labels")) {
			found = append(found, i)
		}
	}
	order(found, query.Get("sort"), query.Get("direction"))
	list(w, r, found, (*issue).view)
}

func assigned(i *issue, who string) bool {
	switch who {
	case "", "*":
		return who == "" || len(i.assignees) > 0
	case "none":
		return len(i.assignees) == 0
	}
	return holds(i.assignees, who)
}

func (i *issue) hasAll(labels string) bool {
	for label := range strings.SplitSeq(labels, ",") {
		if label != "" && !holds(i.labels, label) {
			return false
		}
	}
	return true
}

// order sorts as asked: by created (default), updated or comments, descending unless the direction is "asc".
func order(issues []*issue, by, direction string) {
	compare := func(a, b *issue) int {
		switch by {
		case "updated":
			return a.updated.Compare(b.updated)
		case "comments":
			return len(a.comments) - len(b.comments)
		}
		return a.created.Compare(b.created)
	}
	slices.SortStableFunc(issues, func(a, b *issue) int {
		c := compare(a, b)
		if c == 0 {
			c = int(a.id - b.id)
		}
		if direction != "asc" {
			c = -c
		}
		return c
	})
}

func (s *Service) showIssue(w http.ResponseWriter, _ *http.Request, i *issue) {
	pretend.JSON(w, http.StatusOK, i.view())
}

// issueRequest is the payload that creates or changes an issue; an absent field stays as it is.
type issueRequest struct {
	Title     *string   `json:"title"`
	Body      *string   `json:"body"`
	State     *string   `json:"state"`
	Reason    *string   `json:"state_reason"`
	Labels    *[]string `json:"labels"`
	Assignee  *string   `json:"assignee"`
	Assignees *[]string `json:"assignees"`
}

func (s *Service) createIssue(w http.ResponseWriter, r *http.Request, in *repo) {
	var q issueRequest
	if !decode(w, r, &q) || !s.acceptable(w, q) {
		return
	}
	if q.Title == nil {
		invalid(w, "Issue", "title", "missing_field")
		return
	}
	i := s.newIssue(in, granted(r).login, *q.Title)
	q.State = nil
	s.apply(i, q, granted(r).login)
	w.Header().Set("Location", in.api("/issues/"+strconv.Itoa(i.number)))
	pretend.JSON(w, http.StatusCreated, i.view())
}

func (s *Service) editIssue(w http.ResponseWriter, r *http.Request, i *issue) {
	var q issueRequest
	if !decode(w, r, &q) || !s.acceptable(w, q) {
		return
	}
	s.apply(i, q, granted(r).login)
	pretend.JSON(w, http.StatusOK, i.view())
}

// acceptable answers 422 for a field that cannot be taken.
func (s *Service) acceptable(w http.ResponseWriter, q issueRequest) bool {
	people := slices.Clone(deref(q.Assignees))
	if who := deref(q.Assignee); who != "" {
		people = append(people, who)
	}
	unknown := func(login string) bool { return !holds(s.opts.People, login) }
	switch state, reason := deref(q.State), deref(q.Reason); {
	case q.Title != nil && strings.TrimSpace(*q.Title) == "":
		invalid(w, "Issue", "title", "missing_field")
	case q.State != nil && state != "open" && state != "closed":
		invalid(w, "Issue", "state", "invalid")
	case q.Reason != nil && reason != "completed" && reason != "not_planned" && reason != "reopened" && reason != "duplicate":
		invalid(w, "Issue", "state_reason", "invalid")
	case slices.ContainsFunc(people, unknown):
		invalid(w, "Issue", "assignees", "invalid")
	default:
		return true
	}
	return false
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func (s *Service) apply(i *issue, q issueRequest, by string) {
	i.updated = time.Now()
	if q.Title != nil {
		i.title = *q.Title
	}
	if q.Body != nil {
		i.body = *q.Body
	}
	if q.Labels != nil {
		i.labels = nil
		i.label(*q.Labels)
	}
	if q.Assignee != nil {
		i.assignees = slices.DeleteFunc([]string{*q.Assignee}, func(login string) bool { return login == "" })
	}
	if q.Assignees != nil {
		i.assignees = slices.Clone(*q.Assignees)
	}
	switch {
	case deref(q.State) == "closed" && i.state == "open":
		i.close(by, deref(q.Reason))
	case deref(q.State) == "open" && i.state == "closed":
		i.state, i.reason, i.closed, i.closedBy = "open", "reopened", time.Time{}, ""
	}
}

func (i *issue) close(by, reason string) {
	if reason == "" {
		reason = "completed"
	}
	i.state, i.reason, i.closed, i.closedBy, i.updated = "closed", reason, time.Now(), by, time.Now()
}
