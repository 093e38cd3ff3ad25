package scalingo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"vigie/production"
)

// skew is how far the host's clock may be behind ours.
const skew = 5 * time.Second

// Restart asks for a restart, at most once. The reference is the operation's id; it is
// empty if the host does not give one of its own.
func (h *Host) Restart(ctx context.Context, a production.App, process string) (string, error) {
	r, err := h.of(a)
	if err != nil {
		return "", err
	}
	ref, err := r.restart(ctx, path(a, "restart"), process)
	if err != nil {
		return "", fmt.Errorf("scalingo: restart %s: %w", a.Name, err)
	}
	return ref, nil
}

func (r *region) restart(ctx context.Context, path, process string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	pass, err := r.passes.get(ctx)
	if err != nil {
		return "", err
	}
	body := []byte("{}")
	if process != "" {
		body, err = json.Marshal(map[string][]string{"scope": {process}})
	}
	if err != nil {
		return "", err
	}
	var wire wire
	req, err := http.NewRequestWithContext(wire.watch(ctx), http.MethodPost, r.api.String()+path, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+pass)
	if ctx.Err() != nil {
		return "", fmt.Errorf("%w: nothing was sent: %w", production.ErrHostDown, context.Cause(ctx))
	}
	r.pace.Reserve()
	answer, err := do(r.client, req)
	if err != nil && answer.status == 0 {
		return "", wire.outcome(err)
	}
	return r.asked(answer, pass)
}

// asked reads the answer to a restart.
func (r *region) asked(a answer, pass string) (string, error) {
	switch {
	case a.status >= 200 && a.status < 300:
		return r.operation(a.header.Get("Location")), nil
	case a.status >= 500 || a.status == http.StatusRequestTimeout:
		return "", fmt.Errorf("%w: it answers %d", production.ErrUnknownOutcome, a.status)
	case a.status == http.StatusUnauthorized:
		r.passes.forget(pass)
		return "", fmt.Errorf("%w: its pass has ended before its time", production.ErrTryLater)
	}
	return "", a.fault(pass, r.passes.token.Reveal())
}

// operationID is what an operation's id may be made of.
var operationID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// operation is the id of the operation that a Location names, if it is one of this region:
// nothing else is ever asked with this region's pass.
func (r *region) operation(location string) string {
	u, err := url.Parse(location)
	if err != nil || location == "" {
		return ""
	}
	u = r.api.ResolveReference(u)
	rest, below := strings.CutPrefix(u.EscapedPath(), r.api.EscapedPath()+"/apps/")
	parts := strings.Split(rest, "/")
	if !below || u.Scheme != r.api.Scheme || u.Host != r.api.Host || u.User != nil ||
		len(parts) != 3 || parts[1] != "operations" || !operationID.MatchString(parts[2]) {
		return ""
	}
	return parts[2]
}

// wire notices how far a request came.
type wire struct{ dialled, open atomic.Bool }

func (w *wire) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { w.dialled.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.open.Store(true) },
	})
}

// outcome is what a request without an answer may have brought about. Only what is known
// never to have had a connection is known not to have been sent: a request on an open
// connection may be written after its caller has given up.
func (w *wire) outcome(err error) error {
	_, unnamed := errors.AsType[*net.DNSError](err)
	op, ok := errors.AsType[*net.OpError](err)
	if unnamed || ok && op.Op == "dial" || w.dialled.Load() && !w.open.Load() {
		return fmt.Errorf("%w: nothing was sent: %w", production.ErrHostDown, err)
	}
	return fmt.Errorf("%w: %w", production.ErrUnknownOutcome, err)
}

// Progress tells how far an operation has come.
func (h *Host) Progress(ctx context.Context, a production.App, ref string) (production.Progress, error) {
	r, err := h.of(a)
	if err != nil {
		return production.Progress{}, err
	}
	if !operationID.MatchString(ref) {
		return production.Progress{}, fmt.Errorf("scalingo: %s: %q is not the id of an operation", a.Name, ref)
	}
	var got struct {
		Operation struct {
			Status string `json:"status"`
			Error  string `json:"error"`
		} `json:"operation"`
	}
	if err := r.get(ctx, path(a, "operations", ref), nil, &got); err != nil {
		return production.Progress{}, fmt.Errorf("scalingo: operation %s of %s: %w", ref, a.Name, err)
	}
	switch got.Operation.Status {
	case "done":
		return production.Progress{Done: true}, nil
	case "error":
		return production.Progress{Done: true, Failed: true, Why: line(got.Operation.Error, nil)}, nil
	}
	return production.Progress{}, nil
}

// Restarted looks in the app's events for a restart since a moment, a little earlier to
// bear a host whose clock is behind.
func (h *Host) Restarted(ctx context.Context, a production.App, since time.Time) (bool, error) {
	r, err := h.of(a)
	if err != nil {
		return false, err
	}
	since = since.Add(-skew)
	seen := false
	err = pages(ctx, r, path(a, "events"), func(p struct {
		Events []struct {
			Type    string    `json:"type"`
			Created time.Time `json:"created_at"`
		} `json:"events"`
	}) (more bool) {
		for _, e := range p.Events {
			if e.Created.Before(since) {
				return false
			}
			seen = seen || e.Type == "restart"
		}
		return !seen
	})
	if err != nil {
		return false, fmt.Errorf("scalingo: events of %s: %w", a.Name, err)
	}
	return seen, nil
}
