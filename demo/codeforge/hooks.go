package codeforge

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// hookPatience is how long GitHub waits for the answer to a webhook, from its documentation.
const hookPatience = 10 * time.Second

// Hook is an address that wants to know what happens, and how to reach it.
type Hook struct {
	URL    string
	Secret string       // signs the payload; empty sends no signature
	Client *http.Client // nil is http.DefaultClient
}

// Delivery is one message for a hook. Send it again for what GitHub calls a redelivery: same identifier, same payload.
type Delivery struct {
	ID    string // X-GitHub-Delivery, a UUID
	Event string // X-GitHub-Event
	Body  []byte
	hook  Hook
}

// Ping makes the message that a new hook receives first.
func (s *Service) Ping(hook Hook) *Delivery {
	return delivery(hook, "ping", object{"zen": "Keep the light on.", "hook_id": 1, "hook": object{"type": "Repository", "active": true}})
}

// ReleaseEvent makes the message about a release: action is "published", "released" or "prereleased" (GitHub sends
// "published" and one of the others). An unknown tag panics.
func (s *Service) ReleaseEvent(hook Hook, full, tag, action string) (d *Delivery) {
	s.with(full, func(in *repo) {
		r := in.release(func(r *release) bool { return r.Tag == tag })
		if r == nil {
			panic("codeforge: " + full + " has no published release " + tag)
		}
		d = delivery(hook, "release", in.event(action, "release", in.viewRelease(r), r.Author))
	})
	return d
}

// IssueEvent makes the message about an issue: action is "opened", "closed", "reopened", "assigned"… It does not change
// the issue. An unknown number panics.
func (s *Service) IssueEvent(hook Hook, full string, number int, action string) (d *Delivery) {
	s.with(full, func(in *repo) {
		i := in.issue(number)
		if i == nil {
			panic(fmt.Sprintf("codeforge: %s has no issue %d", full, number))
		}
		by := i.author
		if action == "closed" && i.closedBy != "" {
			by = i.closedBy
		}
		if i.pull != nil {
			event := in.event(action, "pull_request", i.viewPull(), by)
			event["number"] = number
			d = delivery(hook, "pull_request", event)
			return
		}
		d = delivery(hook, "issues", in.event(action, "issue", i.view(), by))
	})
	return d
}

func (in *repo) event(action, what string, view object, by string) object {
	return object{"action": action, what: view, "repository": in.view(), "organization": organisation(in.Owner), "sender": user(by)}
}

func delivery(hook Hook, event string, payload object) *Delivery {
	body, _ := json.Marshal(payload)
	return &Delivery{ID: uuid(), Event: event, Body: body, hook: hook}
}

// Send posts the message, signed, and returns the status of the answer. An error is no answer within 10 s.
func (d *Delivery) Send(ctx context.Context) (status int, err error) {
	ctx, cancel := context.WithTimeout(ctx, hookPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.hook.URL, bytes.NewReader(d.Body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "GitHub-Hookshot/044aadd")
	req.Header.Set("X-GitHub-Event", d.Event)
	req.Header.Set("X-GitHub-Delivery", d.ID)
	req.Header.Set("X-GitHub-Hook-ID", "1")
	if d.hook.Secret != "" {
		mac := hmac.New(sha256.New, []byte(d.hook.Secret))
		mac.Write(d.Body)
		req.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	}
	client := d.hook.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
