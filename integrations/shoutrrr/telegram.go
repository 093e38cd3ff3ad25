package shoutrrr

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"vigie/captain"
)

// telegram calls the chats of telegram://TOKEN@telegram?chats=ID,@NAME; one that works is
// enough. The library takes every failure of the network, and every answer that is not
// JSON, for a message that was sent: a page would be lost without a word. A host other
// than "telegram" is a Bot API server of one's own, with scheme=http if it has no TLS.
func telegram(ctx context.Context, address string, p captain.Page) error {
	t, err := chatsOf(address)
	if err != nil {
		return err
	}
	var failures []error
	for _, chat := range t.chats {
		failures = append(failures, t.send(ctx, chat, Body(p)))
	}
	for _, err := range failures {
		if err == nil {
			return nil
		}
	}
	return errors.Join(failures...)
}

// bot is a Telegram bot and those it writes to.
type bot struct {
	url   string
	chats []string
}

func chatsOf(address string) (bot, error) {
	u, err := url.Parse(address)
	if err != nil || u.User == nil || u.Host == "" {
		return bot{}, errAddress
	}
	base := url.URL{Scheme: "https", Host: u.Host}
	if strings.EqualFold(u.Host, "telegram") {
		base.Host = "api.telegram.org"
	} else if u.Query().Get("scheme") == "http" {
		base.Scheme = "http"
	}
	chats := u.Query().Get("chats") + "," + u.Query().Get("channels")
	b := bot{url: base.JoinPath("bot"+u.User.String(), "sendMessage").String()}
	for chat := range strings.SplitSeq(chats, ",") {
		if chat = strings.TrimSpace(chat); chat != "" {
			b.chats = append(b.chats, chat)
		}
	}
	if len(b.chats) == 0 {
		return bot{}, errAddress
	}
	return b, nil
}

// message is what sendMessage takes (core.telegram.org/bots/api#sendmessage).
type message struct {
	Chat   string `json:"chat_id"`
	Thread int    `json:"message_thread_id,omitempty"`
	Text   string `json:"text"`
}

// send writes to one chat, "ID" or "ID:THREAD". Only {"ok":true} is a message that was sent.
func (b bot) send(ctx context.Context, chat, text string) error {
	m := message{Chat: chat, Text: text}
	if id, thread, ok := strings.Cut(chat, ":"); ok {
		m.Chat = id
		m.Thread, _ = strconv.Atoi(thread)
	}
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.url, bytes.NewReader(body))
	if err != nil {
		return errAddress
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var said struct {
		OK bool `json:"ok"`
	}
	err = json.NewDecoder(io.LimitReader(resp.Body, 64<<10)).Decode(&said)
	if err != nil || !said.OK || resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the answer is %d", resp.StatusCode)
	}
	return nil
}
