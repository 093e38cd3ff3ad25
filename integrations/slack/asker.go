package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"vigie/captain"
	"vigie/commands"
	"vigie/work"
)

// answering names answer addresses in errors: they are secrets themselves.
const answering = "response_url"

// Answer speaks through an answer address: five times in 30 minutes, then ErrExpired.
func (r *Room) Answer(ctx context.Context, address string, m commands.Message) error {
	if address == "" {
		return fmt.Errorf("slack %s: there is none: %w", answering, commands.ErrExpired)
	}
	body, err := json.Marshal(newAnswer(m))
	if err != nil {
		return work.Final(fmt.Errorf("slack %s: %w", answering, err))
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return work.Final(fmt.Errorf("slack %s: not an address", answering))
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	res, err := r.http.Do(req)
	if err != nil {
		return fmt.Errorf("slack %s: %w", answering, withoutURL(err))
	}
	defer func() { _ = res.Body.Close() }()
	said, _ := io.ReadAll(io.LimitReader(res.Body, 4<<10))
	return heardBack(res, said)
}

// heardBack understands what an answer address says: "ok" in plain text, or an error.
func heardBack(res *http.Response, said []byte) error {
	var reply struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	code := strings.TrimSpace(string(said))
	if json.Unmarshal(said, &reply) == nil {
		code = reply.Error
	}
	switch {
	case res.StatusCode == http.StatusTooManyRequests:
		pause := defaultPause
		if s, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil {
			pause = min(max(time.Duration(s)*time.Second, time.Second), maxPause)
		}
		return work.After(pause, fmt.Errorf("slack %s: Slack asks to wait %s", answering, pause))
	case code == "expired_url" || code == "used_url" || res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		return fmt.Errorf("slack %s: %w (HTTP %d)", answering, commands.ErrExpired, res.StatusCode)
	case res.StatusCode >= http.StatusInternalServerError:
		return fmt.Errorf("slack %s: HTTP %d: Slack is disturbed", answering, res.StatusCode)
	case res.StatusCode != http.StatusOK || reply.Error != "":
		return byCode(answering, slackgo.SlackErrorResponse{Err: cutPlain(first(code, res.Status), 100)})
	}
	return nil
}

// Open shows a form.
func (r *Room) Open(ctx context.Context, trigger string, f commands.Form) error {
	view, err := modal(f)
	if err != nil {
		return err
	}
	if trigger == "" {
		return fmt.Errorf("slack views.open: there is no trigger: %w", commands.ErrExpired)
	}
	return r.call(ctx, "views.open", "", true, func(ctx context.Context) error { // in 3 s it is too late
		_, err := r.api.OpenViewContext(ctx, trigger, view)
		return err
	})
}

// Whisper shows a message to one person alone; it is gone when they reload.
func (r *Room) Whisper(ctx context.Context, channel string, to captain.UserID, m commands.Message) error {
	d := draw(m)
	options := []slackgo.MsgOption{slackgo.MsgOptionText(d.text, false)}
	if len(d.blocks) > 0 {
		options = append(options, slackgo.MsgOptionBlocks(d.blocks...))
	}
	return r.call(ctx, "chat.postEphemeral", channel, false, func(ctx context.Context) error {
		_, err := r.api.PostEphemeralContext(ctx, channel, string(to), options...)
		return err
	})
}

// Publish draws a person's home tab.
func (r *Room) Publish(ctx context.Context, to captain.UserID, h commands.Home) error {
	return r.call(ctx, "views.publish", "", false, func(ctx context.Context) error {
		_, err := r.api.PublishViewContext(ctx, slackgo.PublishViewContextRequest{UserID: string(to), View: homeTab(h)})
		return err
	})
}
