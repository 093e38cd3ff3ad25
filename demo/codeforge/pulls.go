package codeforge

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// Pull is a pull request to open.
type Pull struct {
	Title, Body string
	Author      string // login; default the owner of the token
	Head        string // branch; made from the base if it does not exist
	Base        string // branch; default the default branch
	Labels      []string
	Draft       bool
}

type pull struct {
	Pull
	merged   time.Time
	mergedBy string
	sha      string // of the merge
}

// OpenPull opens a pull request and returns its number.
func (s *Service) OpenPull(full string, p Pull) (number int) {
	s.with(full, func(in *repo) {
		if p.Author == "" {
			p.Author = s.opts.Login
		}
		if p.Base == "" {
			p.Base = in.Branch
		}
		base := in.must(p.Base)
		if in.branches[p.Head] == nil {
			in.branches[p.Head] = s.commit(in, Commit{Message: p.Title, Author: p.Author}, base)
		}
		i := s.newIssue(in, p.Author, p.Title)
		i.body, i.pull = p.Body, &pull{Pull: p}
		i.label(p.Labels)
		number = i.number
	})
	return number
}

// Merge merges a pull request into its base and closes it. One that is unknown or closed panics.
func (s *Service) Merge(full string, number int, by string) (sha string) {
	s.with(full, func(in *repo) {
		i := in.issue(number)
		if i == nil || i.pull == nil || i.state != "open" {
			panic("codeforge: there is no such open pull request in " + full)
		}
		p := i.pull
		message := "Merge " + p.Head + " into " + p.Base + "\n\n" + i.title
		merge := s.commit(in, Commit{Message: message, Author: by}, in.branches[p.Base], in.branches[p.Head])
		in.branches[p.Base] = merge
		p.merged, p.mergedBy, p.sha = time.Now(), by, merge.sha
		i.close(by, "")
		i.reason = ""
		sha = merge.sha
	})
	return sha
}

func (i *issue) viewPull() object {
	v := i.view()
	p := i.pull
	delete(v, "pull_request")
	delete(v, "state_reason")
	v["head"], v["base"] = i.in.viewBranch(p.Head), i.in.viewBranch(p.Base)
	v["merged_at"], v["merge_commit_sha"], v["merged"] = stamp(p.merged), nil, !p.merged.IsZero()
	if p.sha != "" {
		v["merge_commit_sha"], v["merged_by"] = p.sha, user(p.mergedBy)
	}
	v["requested_reviewers"] = []object{}
	return v
}

func (in *repo) viewBranch(name string) object {
	sha := ""
	if c := in.branches[name]; c != nil {
		sha = c.sha
	}
	return object{"ref": name, "label": in.Owner + ":" + name, "sha": sha, "repo": in.view(), "user": user(in.Owner)}
}

func (s *Service) listPulls(w http.ResponseWriter, r *http.Request, in *repo) {
	query := r.URL.Query()
	state := query.Get("state")
	if state == "" {
		state = "open"
	}
	head := query.Get("head")
	if _, branch, ok := strings.Cut(head, ":"); ok {
		head = branch
	}
	found := slices.DeleteFunc(slices.Clone(in.issues), func(i *issue) bool {
		return i.pull == nil || (state != "all" && i.state != state) || !wanted(query.Get("base"), i.pull.Base) || !wanted(head, i.pull.Head)
	})
	order(found, query.Get("sort"), query.Get("direction"))
	list(w, r, found, (*issue).viewPull)
}

func (s *Service) showPull(w http.ResponseWriter, _ *http.Request, i *issue) {
	if i.pull == nil {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	pretend.JSON(w, http.StatusOK, i.viewPull())
}
