package github

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/google/go-github/v57/github"

	"vigie/config"
	"vigie/production"
)

// Listener hears what GitHub tells by itself. An error makes GitHub's delivery fail, which
// people see and can send again.
type Listener interface {
	// IssueClosed says that an issue of a repository (owner/name) was closed.
	IssueClosed(ctx context.Context, repo string, number int, at time.Time) error
}

// ReleaseListener is a Listener that wants to hear of releases too.
type ReleaseListener interface {
	// Published says that a release was published; its repository is owner/name.
	Published(ctx context.Context, r production.Release) error
}

// Hook is POST /github/webhook.
type Hook struct {
	// Secret signs the deliveries; empty refuses every one.
	Secret   config.Secret
	Listener Listener
	// Refused hears of every delivery that was turned away; may be nil.
	Refused func(status int, reason string)
}

// bodyLimit is the longest delivery in bytes.
const bodyLimit = 1 << 20

var errLong = errors.New("the body is longer than 1 MiB")

// ServeHTTP takes one delivery: 202 once it is kept.
func (h *Hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
	status, err := h.take(r)
	if err == nil {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	if h.Refused != nil {
		h.Refused(status, err.Error())
	}
	http.Error(w, http.StatusText(status), status)
}

func (h *Hook) take(r *http.Request) (status int, err error) {
	if h.Secret == "" {
		return http.StatusUnauthorized, errors.New("GITHUB_WEBHOOK_SECRET is not set")
	}
	if r.ContentLength > bodyLimit {
		return http.StatusRequestEntityTooLarge, errLong
	}
	if !strings.HasPrefix(r.Header.Get(github.SHA256SignatureHeader), "sha256=") {
		return http.StatusUnauthorized, errors.New("the signature is missing") // the older ones, of SHA-1, are not taken
	}
	payload, err := github.ValidatePayload(r, []byte(h.Secret.Reveal()))
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return http.StatusRequestEntityTooLarge, errLong
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return http.StatusBadRequest, errors.New("the body was cut short")
	}
	if err != nil {
		return http.StatusUnauthorized, errors.New("the signature is wrong")
	}
	kind := github.WebHookType(r)
	if kind != "issues" && kind != "release" {
		return 0, nil
	}
	event, err := github.ParseWebHook(kind, payload)
	if err != nil {
		return http.StatusBadRequest, errors.New("the body is no delivery of GitHub's")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), hearLimit)
	defer cancel()
	return http.StatusServiceUnavailable, h.hear(ctx, event)
}

// hearLimit bounds the hearing of a delivery; GitHub waits 10 s for the answer.
const hearLimit = 9 * time.Second

// hear passes an event on.
func (h *Hook) hear(ctx context.Context, event any) error {
	switch e := event.(type) {
	case *github.IssuesEvent:
		if e.GetAction() == "closed" {
			return h.Listener.IssueClosed(ctx, e.GetRepo().GetFullName(), e.GetIssue().GetNumber(), e.GetIssue().GetClosedAt().Time)
		}
	case *github.ReleaseEvent:
		to, ok := h.Listener.(ReleaseListener)
		if ok && e.GetAction() == "published" && !e.GetRelease().GetDraft() {
			return to.Published(ctx, said(e.GetRepo().GetFullName(), e.GetRelease()))
		}
	}
	return nil
}
