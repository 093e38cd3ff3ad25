package codeforge

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"vigie/demo/pretend"
)

// Release is a version to publish. Its Tag is made on the default branch if it does not exist.
type Release struct {
	Tag        string
	Name       string // default the tag
	Body       string
	Author     string    // login; default the owner of the token
	At         time.Time // published; default now
	Prerelease bool
	Draft      bool // seen by nobody through the API
}

type release struct {
	Release
	id     int64
	target string
}

// Publish adds a release.
func (s *Service) Publish(full string, r Release) {
	s.with(full, func(in *repo) {
		if in.resolve(r.Tag) == nil {
			in.tags = append(in.tags, tag{r.Tag, in.branches[in.Branch]})
		}
		if r.Name == "" {
			r.Name = r.Tag
		}
		if r.Author == "" {
			r.Author = s.opts.Login
		}
		if r.At.IsZero() {
			r.At = time.Now()
		}
		in.releases = append(in.releases, &release{r, s.id(), in.Branch})
	})
}

// published returns the releases everyone sees, newest first.
func (in *repo) published() []*release {
	seen := slices.DeleteFunc(slices.Clone(in.releases), func(r *release) bool { return r.Draft })
	slices.SortStableFunc(seen, func(a, b *release) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return int(b.id - a.id)
	})
	return seen
}

func (in *repo) viewRelease(r *release) object {
	return object{
		"id": r.id, "tag_name": r.Tag, "target_commitish": r.target, "name": r.Name, "body": r.Body, "draft": r.Draft,
		"prerelease": r.Prerelease, "created_at": stamp(r.At), "published_at": stamp(r.At), "author": user(r.Author), "assets": []object{},
		"url": in.api("/releases/" + strconv.FormatInt(r.id, 10)), "html_url": "https://github.com/" + in.Owner + "/" + in.Name + "/releases/tag/" + r.Tag,
		"tarball_url": in.api("/tarball/" + r.Tag), "zipball_url": in.api("/zipball/" + r.Tag),
	}
}

func (s *Service) listReleases(w http.ResponseWriter, r *http.Request, in *repo) {
	list(w, r, in.published(), in.viewRelease)
}

// oneRelease answers the first release that is meant, newest first, or 404.
func (s *Service) oneRelease(w http.ResponseWriter, in *repo, meant func(*release) bool) {
	if r := in.release(meant); r != nil {
		pretend.JSON(w, http.StatusOK, in.viewRelease(r))
		return
	}
	refuse(w, http.StatusNotFound, "Not Found")
}

func (in *repo) release(meant func(*release) bool) *release {
	for _, r := range in.published() {
		if meant(r) {
			return r
		}
	}
	return nil
}

func (s *Service) latestRelease(w http.ResponseWriter, _ *http.Request, in *repo) {
	s.oneRelease(w, in, func(r *release) bool { return !r.Prerelease })
}

func (s *Service) releaseByTag(w http.ResponseWriter, r *http.Request, in *repo) {
	s.oneRelease(w, in, func(v *release) bool { return v.Tag == r.PathValue("tag") })
}

func (s *Service) showRelease(w http.ResponseWriter, r *http.Request, in *repo) {
	s.oneRelease(w, in, func(v *release) bool { return strconv.FormatInt(v.id, 10) == r.PathValue("id") })
}
