package codeforge

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// object is a JSON object of the API.
type object = map[string]any

// endpoint answers a request about one repository; the service is locked.
type endpoint func(w http.ResponseWriter, r *http.Request, in *repo)

func (s *Service) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /app/installations/{id}/access_tokens", s.installationToken)
	mux.HandleFunc("GET /rate_limit", s.showLimits)
	mux.HandleFunc("GET /user", s.showUser)
	mux.HandleFunc("GET /orgs/{owner}/repos", s.listRepos)
	mux.HandleFunc("GET /search/issues", s.searchIssues)
	for pattern, serve := range s.endpoints() {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" /repos/{owner}/{repo}"+path, s.ofRepo(serve))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound, "Not Found") })
	return mux
}

func (s *Service) endpoints() map[string]endpoint {
	return map[string]endpoint{
		"GET ":                                 s.showRepo,
		"GET /releases":                        s.listReleases,
		"GET /releases/latest":                 s.latestRelease,
		"GET /releases/tags/{tag}":             s.releaseByTag,
		"GET /releases/{id}":                   s.showRelease,
		"GET /tags":                            s.listTags,
		"GET /commits":                         s.listCommits,
		"GET /commits/{ref}":                   s.showCommit,
		"GET /commits/{ref}/check-runs":        s.listChecks,
		"GET /commits/{ref}/status":            s.showStatus,
		"GET /compare/{range}":                 s.compare,
		"GET /pulls":                           s.listPulls,
		"GET /pulls/{number}":                  s.ofIssue(s.showPull),
		"GET /issues":                          s.listIssues,
		"POST /issues":                         s.createIssue,
		"GET /issues/{number}":                 s.ofIssue(s.showIssue),
		"PATCH /issues/{number}":               s.ofIssue(s.editIssue),
		"GET /issues/{number}/comments":        s.ofIssue(s.listComments),
		"POST /issues/{number}/comments":       s.ofIssue(s.addComment),
		"PATCH /issues/comments/{id}":          s.editComment,
		"GET /issues/{number}/labels":          s.ofIssue(s.listIssueLabels),
		"POST /issues/{number}/labels":         s.ofIssue(s.addIssueLabels),
		"PUT /issues/{number}/labels":          s.ofIssue(s.replaceIssueLabels),
		"DELETE /issues/{number}/labels/{tag}": s.ofIssue(s.removeIssueLabel),
		"POST /issues/{number}/assignees":      s.ofIssue(s.addAssignees),
		"DELETE /issues/{number}/assignees":    s.ofIssue(s.removeAssignees),
		"GET /labels":                          s.listLabels,
		"POST /labels":                         s.createLabel,
		"GET /assignees":                       s.listAssignees,
		"GET /assignees/{login}":               s.checkAssignee,
	}
}

// ofRepo finds the repository of the path among those the token may see; GitHub hides the others behind a 404.
func (s *Service) ofRepo(serve endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		in := s.find(r.PathValue("owner") + "/" + r.PathValue("repo"))
		if in == nil || !granted(r).sees(in) {
			refuse(w, http.StatusNotFound, "Not Found")
			return
		}
		serve(w, r, in)
	}
}

// refuse answers an error as GitHub words it.
func refuse(w http.ResponseWriter, status int, message string) {
	pretend.JSON(w, status, object{"message": message, "documentation_url": "https://docs.github.com/rest", "status": strconv.Itoa(status)})
}

// invalid refuses one field: code is "missing_field", "invalid", "already_exists"…
func invalid(w http.ResponseWriter, resource, field, code string) {
	pretend.JSON(w, http.StatusUnprocessableEntity, object{
		"message": "Validation Failed", "documentation_url": "https://docs.github.com/rest", "status": "422",
		"errors": []object{{"resource": resource, "field": field, "code": code}},
	})
}

// decode reads the payload into v, or answers 400 and returns false.
func decode(w http.ResponseWriter, r *http.Request, v any) bool {
	if err := json.NewDecoder(r.Body).Decode(v); err != nil {
		refuse(w, http.StatusBadRequest, "Problems parsing JSON")
		return false
	}
	return true
}

const (
	pageSize    = 30
	pageSizeMax = 100
)

// page cuts the page that was asked for and links the others, as documented for every list.
func page[T any](w http.ResponseWriter, r *http.Request, all []T) []T {
	return cut(w, r, all, min(positive(r, "per_page", pageSize), pageSizeMax))
}

func cut[T any](w http.ResponseWriter, r *http.Request, all []T, size int) []T {
	number := positive(r, "page", 1)
	last := max((len(all)+size-1)/size, 1)
	var links []string
	link := func(rel string, to int) {
		query := r.URL.Query()
		query.Set("page", strconv.Itoa(to))
		links = append(links, fmt.Sprintf(`<%s%s?%s>; rel="%s"`, pretend.Base(r), r.URL.EscapedPath(), query.Encode(), rel))
	}
	if number > 1 {
		link("prev", min(number-1, last))
		link("first", 1)
	}
	if number < last {
		link("next", number+1)
		link("last", last)
	}
	if len(links) > 0 {
		w.Header().Set("Link", strings.Join(links, ", "))
	}
	from := min((number-1)*size, len(all))
	return all[from:min(from+size, len(all))]
}

func positive(r *http.Request, name string, otherwise int) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil || n < 1 || n > 1<<20 {
		return otherwise
	}
	return n
}

// list answers a page of a list, each entry as view shows it.
func list[T any](w http.ResponseWriter, r *http.Request, all []T, view func(T) object) {
	views := []object{}
	for _, entry := range page(w, r, all) {
		views = append(views, view(entry))
	}
	pretend.JSON(w, http.StatusOK, views)
}

// stamp writes a time as the API does; the zero time is null.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}
