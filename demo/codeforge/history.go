package codeforge

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"vigie/demo/pretend"
)

func (in *repo) viewCommit(c *commit) object {
	by := object{"name": c.author, "email": c.author + "@users.noreply.github.com", "date": stamp(c.at)}
	parents := []object{}
	for _, p := range c.parents {
		parents = append(parents, object{"sha": p.sha, "url": in.api("/commits/" + p.sha)})
	}
	return object{
		"sha": c.sha, "url": in.api("/commits/" + c.sha), "html_url": "https://github.com/" + in.Owner + "/" + in.Name + "/commit/" + c.sha,
		"commit": object{"message": c.message, "author": by, "committer": by}, "author": user(c.author), "committer": user(c.author), "parents": parents,
	}
}

func files(commits []*commit) []object {
	seen := map[string]bool{}
	views := []object{}
	for _, c := range commits {
		for _, f := range c.files {
			if !seen[f] {
				seen[f] = true
				views = append(views, object{"filename": f, "status": "modified", "additions": 1, "deletions": 0, "changes": 1})
			}
		}
	}
	return views
}

func (s *Service) listTags(w http.ResponseWriter, r *http.Request, in *repo) {
	newest := slices.Clone(in.tags)
	slices.Reverse(newest)
	list(w, r, newest, func(t tag) object {
		return object{
			"name": t.name, "commit": object{"sha": t.at.sha, "url": in.api("/commits/" + t.at.sha)},
			"zipball_url": in.api("/zipball/refs/tags/" + t.name), "tarball_url": in.api("/tarball/refs/tags/" + t.name),
		}
	})
}

// listCommits is the history of a branch, tag or hash ("sha", default the default branch), narrowed by path and dates.
func (s *Service) listCommits(w http.ResponseWriter, r *http.Request, in *repo) {
	query := r.URL.Query()
	ref := query.Get("sha")
	if ref == "" {
		ref = in.Branch
	}
	head := in.resolve(ref)
	if head == nil {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	since, _ := time.Parse(time.RFC3339, query.Get("since"))
	until, _ := time.Parse(time.RFC3339, query.Get("until"))
	path := query.Get("path")
	commits := slices.DeleteFunc(history(head), func(c *commit) bool {
		touches := path == "" || slices.ContainsFunc(c.files, func(f string) bool { return f == path || strings.HasPrefix(f, path+"/") })
		return !touches || c.at.Before(since) || (!until.IsZero() && c.at.After(until))
	})
	list(w, r, commits, in.viewCommit)
}

// ofCommit finds the commit of the path; GitHub answers 422 when a name stands for none.
func (in *repo) ofCommit(w http.ResponseWriter, r *http.Request) *commit {
	c := in.resolve(r.PathValue("ref"))
	if c == nil {
		refuse(w, http.StatusUnprocessableEntity, "No commit found for SHA: "+r.PathValue("ref"))
	}
	return c
}

func (s *Service) showCommit(w http.ResponseWriter, r *http.Request, in *repo) {
	if c := in.ofCommit(w, r); c != nil {
		view := in.viewCommit(c)
		view["files"] = files([]*commit{c})
		pretend.JSON(w, http.StatusOK, view)
	}
}

// compareMax is how many commits a comparison shows at once.
const compareMax = 250

// compare tells what head has that base has not, oldest first.
func (s *Service) compare(w http.ResponseWriter, r *http.Request, in *repo) {
	from, to, ok := strings.Cut(r.PathValue("range"), "...")
	base, head := in.resolve(from), in.resolve(to)
	if !ok || base == nil || head == nil {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	ahead, behind := beyond(head, base), beyond(base, head)
	status := "identical"
	switch {
	case len(ahead) > 0 && len(behind) > 0:
		status = "diverged"
	case len(ahead) > 0:
		status = "ahead"
	case len(behind) > 0:
		status = "behind"
	}
	slices.Reverse(ahead)
	commits := []object{}
	for _, c := range cut(w, r, ahead, min(positive(r, "per_page", compareMax), compareMax)) {
		commits = append(commits, in.viewCommit(c))
	}
	view := object{
		"status": status, "ahead_by": len(ahead), "behind_by": len(behind), "total_commits": len(ahead), "commits": commits,
		"files": files(ahead), "base_commit": in.viewCommit(base), "url": in.api("/compare/" + from + "..." + to),
		"html_url": "https://github.com/" + in.Owner + "/" + in.Name + "/compare/" + from + "..." + to,
	}
	if common := mergeBase(base, head); common != nil {
		view["merge_base_commit"] = in.viewCommit(common)
	}
	pretend.JSON(w, http.StatusOK, view)
}

// beyond returns the commits that head reaches and base does not, newest first.
func beyond(head, base *commit) []*commit {
	known := map[*commit]bool{}
	for _, c := range history(base) {
		known[c] = true
	}
	return slices.DeleteFunc(history(head), func(c *commit) bool { return known[c] })
}

// mergeBase returns the newest commit that both reach, or nil.
func mergeBase(a, b *commit) *commit {
	known := map[*commit]bool{}
	for _, c := range history(a) {
		known[c] = true
	}
	for _, c := range history(b) {
		if known[c] {
			return c
		}
	}
	return nil
}
