package codeforge

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// Repo is a repository at the moment it joins the forge.
type Repo struct {
	Owner, Name string
	Description string
	Branch      string   // the default branch; default "main"
	Labels      []string // that exist before any issue
	Private     bool
}

type repo struct {
	Repo
	id       int64
	created  time.Time
	branches map[string]*commit
	tags     []tag // oldest first
	releases []*release
	issues   []*issue
	labels   []string
	checks   map[string][]Check      // by commit
	statuses map[string][]statusLine // by commit
}

type tag struct {
	name string
	at   *commit
}

// commit is a node of the history.
type commit struct {
	sha     string
	message string
	author  string
	at      time.Time
	files   []string
	parents []*commit
	order   int64 // of creation, to tell apart commits of the same second
}

// AddRepo puts one more repository on the forge, with a first commit on its default branch. A second one of the same
// name panics.
func (s *Service) AddRepo(seed Repo) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seed.Branch == "" {
		seed.Branch = "main"
	}
	if s.find(seed.Owner+"/"+seed.Name) != nil {
		panic("codeforge: there are two repositories " + seed.Owner + "/" + seed.Name)
	}
	in := &repo{Repo: seed, id: s.id(), created: time.Now(), labels: slices.Clone(seed.Labels),
		branches: map[string]*commit{}, checks: map[string][]Check{}, statuses: map[string][]statusLine{}}
	in.branches[seed.Branch] = s.commit(in, Commit{Message: "Begin " + seed.Name, Author: s.opts.Login})
	s.repos = append(s.repos, in)
}

// Commit is a change to record. Zero At is now; Files are the paths it touches.
type Commit struct {
	Message string
	Author  string // login; default the owner of the token
	At      time.Time
	Files   []string
}

// Commit adds to the repository "owner/name" a change on a branch, made from the default branch if it is new, and returns its hash.
func (s *Service) Commit(full, branch string, c Commit) (sha string) {
	s.with(full, func(in *repo) {
		parent := in.branches[branch]
		if parent == nil {
			parent = in.branches[in.Branch]
		}
		in.branches[branch] = s.commit(in, c, parent)
		sha = in.branches[branch].sha
	})
	return sha
}

func (s *Service) commit(in *repo, c Commit, parents ...*commit) *commit {
	if c.Author == "" {
		c.Author = s.opts.Login
	}
	if c.At.IsZero() {
		c.At = time.Now()
	}
	order := s.id()
	sum := sha1.Sum(fmt.Appendf(nil, "%s/%s %d %s %s", in.Owner, in.Name, order, c.Message, c.At))
	return &commit{hex.EncodeToString(sum[:]), c.Message, c.Author, c.At, c.Files, parents, order}
}

// Tag names a commit, given by branch, tag or hash. An unknown one panics.
func (s *Service) Tag(full, name, ref string) {
	s.with(full, func(in *repo) { in.tags = append(in.tags, tag{name, in.must(ref)}) })
}

// Resolve returns the commit that a branch, tag or hash names; ok is false for an unknown repository or name.
func (s *Service) Resolve(full, ref string) (sha string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in := s.find(full); in != nil {
		if c := in.resolve(ref); c != nil {
			return c.sha, true
		}
	}
	return "", false
}

func (s *Service) find(full string) *repo {
	for _, in := range s.repos {
		if strings.EqualFold(in.Owner+"/"+in.Name, full) {
			return in
		}
	}
	return nil
}

// with runs f on a repository under the lock; an unknown one panics.
func (s *Service) with(full string, f func(*repo)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.find(full)
	if in == nil {
		panic("codeforge: there is no repository " + full)
	}
	f(in)
}

// resolve finds the commit a name stands for: branch, tag, hash or at least seven digits of one.
func (in *repo) resolve(ref string) *commit {
	for _, prefix := range []string{"refs/heads/", "refs/tags/", "heads/", "tags/"} {
		ref = strings.TrimPrefix(ref, prefix)
	}
	if c := in.branches[ref]; c != nil {
		return c
	}
	for _, t := range in.tags {
		if t.name == ref {
			return t.at
		}
	}
	if len(ref) < 7 {
		return nil
	}
	for _, c := range in.all() {
		if strings.HasPrefix(c.sha, ref) {
			return c
		}
	}
	return nil
}

func (in *repo) must(ref string) *commit {
	c := in.resolve(ref)
	if c == nil {
		panic("codeforge: " + in.Owner + "/" + in.Name + " has no branch, tag or commit " + ref)
	}
	return c
}

func (in *repo) all() []*commit {
	heads := []*commit{}
	for _, head := range in.branches {
		heads = append(heads, head)
	}
	for _, t := range in.tags {
		heads = append(heads, t.at)
	}
	return history(heads...)
}

// history returns the commits and all their ancestors, newest first.
func history(heads ...*commit) []*commit {
	seen := map[*commit]bool{}
	var found []*commit
	for len(heads) > 0 {
		c := heads[0]
		heads = heads[1:]
		if c != nil && !seen[c] {
			seen[c] = true
			found = append(found, c)
			heads = append(heads, c.parents...)
		}
	}
	slices.SortFunc(found, func(a, b *commit) int { return int(b.order - a.order) })
	return found
}

func (in *repo) view() object {
	name := in.Owner + "/" + in.Name
	return object{
		"id": in.id, "name": in.Name, "full_name": name, "private": in.Private, "description": in.Description,
		"owner": organisation(in.Owner), "html_url": "https://github.com/" + name, "url": in.api(""),
		"default_branch": in.Branch, "archived": false, "fork": false, "created_at": stamp(in.created), "open_issues_count": in.open(),
	}
}

func organisation(login string) object {
	o := user(login)
	o["type"] = "Organization"
	return o
}

func (in *repo) api(path string) string {
	return "https://api.github.com/repos/" + in.Owner + "/" + in.Name + path
}

func (in *repo) open() (n int) {
	for _, i := range in.issues {
		if i.state == "open" {
			n++
		}
	}
	return n
}

func (s *Service) showRepo(w http.ResponseWriter, _ *http.Request, in *repo) {
	pretend.JSON(w, http.StatusOK, in.view())
}

func (s *Service) listRepos(w http.ResponseWriter, r *http.Request) {
	var of []*repo
	known := false
	for _, in := range s.repos {
		if strings.EqualFold(in.Owner, r.PathValue("owner")) {
			known = true
			if granted(r).sees(in) {
				of = append(of, in)
			}
		}
	}
	if !known {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	list(w, r, of, (*repo).view)
}
