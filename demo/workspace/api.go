package workspace

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// reply is what a method answers besides "ok".
type reply map[string]any

// refusal is a Web API error: its code and what is answered with it.
type refusal struct {
	code     string
	messages []string
	more     map[string]any
}

func (r *refusal) Error() string { return r.code }

func fail(code string, messages ...string) error { return &refusal{code: code, messages: messages} }

// call is one request of the Web API, run with the workspace locked.
type call struct {
	*Workspace
	args
	method string
	base   string // scheme and host the caller used
}

// API serves what the app calls: /api/ and the addresses the API gives out
// (/socket, /upload/, /response/, /files/).
func (w *Workspace) API() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.serveMethod)
	mux.HandleFunc("POST /upload/{ticket}", w.serveUpload)
	mux.HandleFunc("POST /response/{id}", w.serveResponse)
	mux.HandleFunc("GET /socket", w.serveSocket)
	mux.HandleFunc("GET /files/{id}", w.serveFile)
	return w.troubled(mux)
}

func (w *Workspace) serveMethod(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	w.lock()
	out, wait, err := w.run(name, r)
	scopes := strings.Join(w.scopes, ",")
	w.unlock()
	if wait > 0 {
		rateLimited(rw, wait)
		return
	}
	rw.Header().Set("X-OAuth-Scopes", scopes)
	if err != nil {
		out = refused(err)
	} else {
		out["ok"] = true
	}
	if r.Header.Get("Content-Type") == "application/json" {
		warn(out, "missing_charset")
	}
	writeJSON(rw, http.StatusOK, out)
}

// run judges the caller and runs the method; wait is set when it is limited.
func (w *Workspace) run(name string, r *http.Request) (reply, time.Duration, error) {
	m, ok := methodOf(name)
	if !ok {
		return nil, 0, &refusal{code: "unknown_method", more: map[string]any{"req_method": name}}
	}
	a, err := readArgs(r, m.json)
	if err != nil {
		return nil, 0, err
	}
	if err := w.judge(m, tokenOf(r, a)); err != nil {
		return nil, 0, err
	}
	if wait := w.slow(name, m); wait > 0 {
		return nil, wait, nil
	}
	delete(a, "token")
	c := &call{Workspace: w, args: a, method: name, base: baseOf(r)}
	out, err := m.run(c)
	if fast := (*tooFast)(nil); errors.As(err, &fast) {
		return nil, fast.wait, nil
	}
	if out == nil {
		out = reply{}
	}
	return out, 0, err
}

// judge checks the token and its scopes.
func (w *Workspace) judge(m method, token string) error {
	switch {
	case m.open:
		return nil
	case token == "":
		return fail("not_authed")
	case token != w.opt.BotToken && token != w.opt.AppToken:
		return fail("invalid_auth")
	case m.app != (token == w.opt.AppToken):
		return fail("not_allowed_token_type")
	}
	if m.scope == "" {
		return nil
	}
	return w.demand(m.scope)
}

// demand refuses when the app has none of the scopes, separated by "|".
func (w *Workspace) demand(scopes string) error {
	accepted := strings.Split(scopes, "|")
	if slices.ContainsFunc(accepted, w.may) {
		return nil
	}
	return &refusal{code: "missing_scope", more: map[string]any{
		"needed": accepted[0], "provided": strings.Join(w.scopes, ",")}}
}

func (w *Workspace) may(scope string) bool { return slices.Contains(w.scopes, scope) }

func refused(err error) reply {
	var r *refusal
	if !errors.As(err, &r) {
		return reply{"ok": false, "error": "internal_error"}
	}
	out := reply{"ok": false, "error": r.code}
	maps.Copy(out, r.more)
	if len(r.messages) > 0 {
		out["response_metadata"] = map[string]any{"messages": r.messages}
	}
	return out
}

func warn(out reply, code string) {
	out["warning"] = code
	meta, _ := out["response_metadata"].(map[string]any)
	if meta == nil {
		meta = map[string]any{}
	}
	meta["warnings"] = []string{code}
	out["response_metadata"] = meta
}

func rateLimited(rw http.ResponseWriter, wait time.Duration) {
	seconds := int((wait + time.Second - 1) / time.Second)
	rw.Header().Set("Retry-After", strconv.Itoa(max(1, seconds)))
	writeJSON(rw, http.StatusTooManyRequests, reply{"ok": false, "error": "ratelimited"})
}

func writeJSON(rw http.ResponseWriter, status int, v any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	enc := json.NewEncoder(rw)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // the caller is gone: nobody is left to tell
}

func baseOf(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" || r.URL.Scheme == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
