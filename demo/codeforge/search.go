package codeforge

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"vigie/demo/pretend"
)

const (
	searchLength = 256  // characters of a query, documented
	searchMax    = 1000 // results that can be reached, documented
)

// term is one part of a search: a qualifier ("label", "bug"), or words (empty key).
type term struct {
	key, value string
	not        bool
}

// terms splits a query at spaces that are not within double quotes.
func terms(query string) []term {
	var found []term
	quoted := false
	for _, word := range strings.FieldsFunc(query, func(c rune) bool {
		if c == '"' {
			quoted = !quoted
		}
		return c == ' ' && !quoted
	}) {
		t := term{}
		word, t.not = strings.CutPrefix(word, "-")
		if key, value, ok := strings.Cut(word, ":"); ok && !strings.HasPrefix(key, `"`) {
			t.key, word = strings.ToLower(key), value
		}
		t.value = strings.ReplaceAll(word, `"`, "")
		found = append(found, t)
	}
	return found
}

func (s *Service) searchIssues(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	q := terms(query.Get("q"))
	if why := s.faulty(r, query.Get("q"), q); why != "" {
		pretend.JSON(w, http.StatusUnprocessableEntity, object{
			"message": "Validation Failed", "documentation_url": "https://docs.github.com/v3/search/", "status": "422",
			"errors": []object{{"message": why, "resource": "Search", "field": "q", "code": "invalid"}},
		})
		return
	}
	found := []*issue{}
	for _, in := range s.repos {
		for _, i := range in.issues {
			if granted(r).sees(in) && !slices.ContainsFunc(q, func(t term) bool { return i.matches(t) == t.not }) {
				found = append(found, i)
			}
		}
	}
	order(found, query.Get("sort"), query.Get("order"))
	items := []object{}
	for _, i := range page(w, r, found[:min(len(found), searchMax)]) {
		v := i.view()
		v["score"] = 1.0
		items = append(items, v)
	}
	pretend.JSON(w, http.StatusOK, object{"total_count": len(found), "incomplete_results": false, "items": items})
}

// faulty returns why a query is refused, empty when it is good.
func (s *Service) faulty(r *http.Request, text string, q []term) string {
	has := func(key string, ok func(string) bool) bool {
		return slices.ContainsFunc(q, func(t term) bool { return t.key == key && ok(t.value) })
	}
	hidden := func(name string) bool { in := s.find(name); return in == nil || !granted(r).sees(in) }
	kind := func(value string) bool { return value == "issue" || value == "pr" || value == "pull-request" }
	size, number := min(positive(r, "per_page", pageSize), pageSizeMax), positive(r, "page", 1)
	switch {
	case strings.TrimSpace(text) == "":
		return "q is missing"
	case len([]rune(text)) > searchLength:
		return "The search is longer than 256 characters."
	case has("repo", hidden):
		return "The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them."
	case !has("is", kind) && !has("type", kind):
		return "Query must include 'is:issue' or 'is:pull-request'"
	case (number-1)*size >= searchMax:
		return "Only the first 1000 search results are available"
	}
	return ""
}

func (i *issue) matches(t term) bool {
	switch t.key {
	case "is", "type", "state":
		return i.is(t.value)
	case "draft":
		return i.pull != nil && i.pull.Draft == (t.value == "true")
	case "repo":
		return strings.EqualFold(i.in.Owner+"/"+i.in.Name, t.value)
	case "org", "user", "owner":
		return strings.EqualFold(i.in.Owner, t.value)
	case "label":
		return slices.ContainsFunc(strings.Split(t.value, ","), func(l string) bool { return holds(i.labels, l) })
	case "author":
		return strings.EqualFold(i.author, t.value)
	case "assignee":
		return holds(i.assignees, t.value)
	case "no":
		return (t.value == "assignee" && len(i.assignees) == 0) || (t.value == "label" && len(i.labels) == 0)
	case "base":
		return i.pull != nil && i.pull.Base == t.value
	case "head":
		return i.pull != nil && strings.HasPrefix(i.pull.Head, t.value)
	case "in":
		return true
	}
	return i.matchesTime(t)
}

func (i *issue) is(what string) bool {
	switch what {
	case "issue":
		return i.pull == nil
	case "pr", "pull-request":
		return i.pull != nil
	case "open", "closed":
		return i.state == what
	case "merged", "unmerged":
		return i.pull != nil && i.pull.merged.IsZero() == (what == "unmerged")
	case "draft":
		return i.pull != nil && i.pull.Draft
	}
	return false
}

func (i *issue) matchesTime(t term) bool {
	switch t.key {
	case "created":
		return within(i.created, t.value)
	case "updated":
		return within(i.updated, t.value)
	case "closed":
		return within(i.closed, t.value)
	case "merged":
		return i.pull != nil && within(i.pull.merged, t.value)
	}
	words := t.value
	if t.key != "" {
		words = t.key + ":" + words
	}
	return strings.Contains(strings.ToLower(i.title+"\n"+i.body), strings.ToLower(words))
}

// within tells whether a time is in a range: ">=A", ">A", "<=A", "<A", "A..B", "A..*" or the day "A".
func within(at time.Time, span string) bool {
	if at.IsZero() {
		return false
	}
	if from, to, ok := strings.Cut(span, ".."); ok {
		return (from == "*" || within(at, ">="+from)) && (to == "*" || within(at, "<="+to))
	}
	sign := span[:len(span)-len(strings.TrimLeft(span, "<>="))]
	begin, end, ok := moment(strings.TrimLeft(span, "<>="))
	switch {
	case !ok:
		return false
	case sign == ">":
		return at.After(begin) && !at.Before(end)
	case sign == ">=":
		return !at.Before(begin)
	case sign == "<":
		return at.Before(begin)
	case sign == "<=":
		return at.Before(end)
	}
	return !at.Before(begin) && at.Before(end)
}

// moment reads a day or a time, and returns the whole day or the whole second.
func moment(text string) (begin, end time.Time, ok bool) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, day.AddDate(0, 0, 1), true
	}
	at, err := time.Parse(time.RFC3339, text)
	return at, at.Add(time.Second), err == nil
}
