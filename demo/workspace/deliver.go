package workspace

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// patience is how long the app has to answer any delivery.
const patience = 3 * time.Second

// delivery is one request to the app, over HTTP or Socket Mode.
type delivery struct {
	kind    string // slash_commands, interactive or events_api
	url     string
	payload map[string]any
	answers bool // the app may answer with a payload
	retry   int
	reason  string // why it is tried again
}

// answer is what the app answered.
type answer struct {
	status int
	body   []byte
	enough bool // the app asked for no more retries
}

// undelivered says that the app did not take a delivery: the code a person
// sees, and the reason a retried event names.
type undelivered struct{ code, reason string }

func (u *undelivered) Error() string { return u.code }

// deliver hands a request to the app and waits for its answer. It is called
// with the workspace unlocked.
func (w *Workspace) deliver(ctx context.Context, d delivery) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if s := w.socketFor(); s != nil {
		return s.ask(ctx, d)
	}
	if d.url == "" {
		return answer{}, &undelivered{"dispatch_failed", "connection_failed"}
	}
	req, err := w.request(ctx, d)
	if err != nil {
		return answer{}, &undelivered{"dispatch_failed", "unknown_error"}
	}
	return w.send(req)
}

func (w *Workspace) send(req *http.Request) (answer, error) {
	client := *w.opt.Client
	client.CheckRedirect = func(_ *http.Request, via []*http.Request) error {
		if len(via) > 2 {
			return errRedirects
		}
		return nil
	}
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, lost(req.Context(), err)
	}
	defer func() { _ = resp.Body.Close() }() // read to its end or given up
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return answer{}, lost(req.Context(), err)
	}
	a := answer{resp.StatusCode, body, resp.Header.Get("X-Slack-No-Retry") == "1"}
	if a.status/100 != 2 {
		return a, &undelivered{"dispatch_failed", "http_error"}
	}
	return a, nil
}

var errRedirects = errors.New("more than two redirects")

func lost(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return &undelivered{"operation_timeout", "http_timeout"}
	case errors.Is(err, errRedirects):
		return &undelivered{"dispatch_failed", "too_many_redirects"}
	}
	return &undelivered{"dispatch_failed", "connection_failed"}
}

// request makes the signed HTTP form of a delivery.
func (w *Workspace) request(ctx context.Context, d delivery) (*http.Request, error) {
	body, kind := d.encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	now := strconv.FormatInt(time.Now().Unix(), 10)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	req.Header.Set("X-Slack-Request-Timestamp", now)
	req.Header.Set("X-Slack-Signature", Sign(w.opt.SigningSecret, now, body))
	if d.retry > 0 {
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(d.retry))
		req.Header.Set("X-Slack-Retry-Reason", d.reason)
	}
	return req, nil
}

// Sign is the v0 signature of a request body, for its timestamp header.
func Sign(secret, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + timestamp + ":"))
	mac.Write(body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

func (d delivery) encode() (body []byte, contentType string) {
	const form = "application/x-www-form-urlencoded"
	switch d.kind {
	case "slash_commands":
		values := url.Values{}
		for k, v := range d.payload {
			s, _ := v.(string)
			values.Set(k, s)
		}
		return []byte(values.Encode()), form
	case "interactive":
		return []byte(url.Values{"payload": {string(encodeJSON(d.payload))}}.Encode()), form
	}
	return encodeJSON(d.payload), "application/json"
}

// encodeJSON writes JSON as Slack does, without escaping HTML.
func encodeJSON(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil // decoded JSON and maps of it always encode
	}
	return bytes.TrimSpace(b.Bytes())
}

// Verify sends the app's event address the url_verification challenge, as
// Slack does when the address is saved.
func (w *Workspace) Verify(ctx context.Context) error {
	w.lock()
	challenge, to := w.next("challenge"), w.app.Settings.Events.URL
	w.unlock()
	req, err := w.request(ctx, delivery{kind: "events_api", url: to, payload: map[string]any{
		"token": verificationToken, "type": "url_verification", "challenge": challenge}})
	if err != nil {
		return err
	}
	a, err := w.send(req)
	if err != nil {
		return err
	}
	var echo struct {
		Challenge string `json:"challenge"`
	}
	if json.Unmarshal(a.body, &echo) != nil {
		echo.Challenge = string(a.body)
	}
	if echo.Challenge != challenge {
		return errors.New("the event address did not echo the challenge")
	}
	return nil
}

// CheckSSL sends a command's address Slack's certificate check, a request
// with ssl_check=1 and no command, which wants a 200.
func (w *Workspace) CheckSSL(ctx context.Context, command string) error {
	w.lock()
	c, ok := w.command(command)
	w.unlock()
	if !ok {
		return errors.New("no such command: " + command)
	}
	req, err := w.request(ctx, delivery{kind: "slash_commands", url: c.URL, payload: map[string]any{
		"ssl_check": "1", "token": verificationToken}})
	if err != nil {
		return err
	}
	_, err = w.send(req)
	return err
}

// verificationToken is the legacy token; it proves nothing, the signature does.
const verificationToken = "legacy-verification-token"
