package github

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/google/go-github/v57/github"

	"vigie/config"
)

// Listener hears what GitHub tells by itself. An error makes GitHub's delivery fail, which
// people see and can send again.
type Listener interface {
	// IssueClosed says that an issue of a repository (owner/name) was closed.
	IssueClosed(ctx context.Context, repo string, number int, at time.Time) error
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
	payload, err := github.ValidatePayload(r, []byte(h.Secret.Reveal()))
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return http.StatusRequestEntityTooLarge, errors.New("the body is longer than 1 MiB")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return http.StatusBadRequest, errors.New("the body was cut short")
	}
	if err != nil {
		return http.StatusUnauthorized, errors.New("the signature is missing or wrong")
	}
	event, err := github.ParseWebHook(github.WebHookType(r), payload)
	if err != nil {
		return http.StatusBadRequest, errors.New("the body is no delivery of GitHub's")
	}
	issue, ok := event.(*github.IssuesEvent)
	if !ok || issue.GetAction() != "closed" {
		return 0, nil
	}
	err = h.Listener.IssueClosed(r.Context(), issue.GetRepo().GetFullName(), issue.GetIssue().GetNumber(), issue.GetIssue().GetClosedAt().Time)
	return http.StatusServiceUnavailable, err
}
