package workspace

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Say posts a person's message; a text that begins with one of the app's
// commands is sent as the command. It returns the message's timestamp, empty
// for commands.
func (w *Workspace) Say(ctx context.Context, user, channelID, text string) (ts string, err error) {
	return w.Reply(ctx, user, channelID, "", text)
}

// Reply is Say in the thread of the message at threadTS.
func (w *Workspace) Reply(ctx context.Context, user, channelID, threadTS, text string) (ts string, err error) {
	if word, _, _ := strings.Cut(text, " "); strings.HasPrefix(word, "/") {
		if threadTS != "" {
			return "", fmt.Errorf("%s is not supported in threads", word)
		}
		_, err := w.Command(ctx, user, channelID, text)
		return "", err
	}
	w.lock()
	defer w.unlock()
	c := w.channel(channelID)
	switch {
	case w.user(user) == nil:
		return "", fail("user_not_found")
	case c == nil || !c.sees(user):
		return "", fail("channel_not_found")
	case !c.has(user):
		return "", fail("not_in_channel")
	case c.Archived:
		return "", fail("is_archived")
	case strings.TrimSpace(text) == "":
		return "", fail("no_text")
	}
	m := &Message{User: user, Text: w.written(text, true)}
	if parent := c.message(threadTS); parent != nil {
		m.ThreadTS = cmp.Or(parent.ThreadTS, parent.TS)
	} else if threadTS != "" {
		return "", fail("thread_not_found")
	}
	return w.post(c, m).TS, nil
}

// Command sends a slash command. It returns what the answer to the delivery
// itself showed, nil when it was empty; an error is what the person saw fail.
func (w *Workspace) Command(ctx context.Context, user, channelID, text string) (*Message, error) {
	word, rest, _ := strings.Cut(text, " ")
	w.lock()
	c := w.channel(channelID)
	command, ok := w.command(word)
	if !ok || c == nil || w.user(user) == nil || !c.sees(user) {
		w.unlock()
		return nil, fmt.Errorf("%s is not a valid command here", word)
	}
	h, link := w.newHook(user, channelID, nil)
	payload := w.commandPayload(c, user, command, strings.TrimSpace(rest))
	payload["response_url"] = link
	w.unlock()
	a, err := w.deliver(ctx, delivery{kind: "slash_commands", url: command.URL, payload: payload, answers: true})
	w.lock()
	defer w.unlock()
	if err == nil {
		return w.commandAnswer(h, user, word, a.body)
	}
	w.problem(user, word+" failed: "+err.Error())
	return nil, err
}

func (w *Workspace) command(word string) (SlashCommand, bool) {
	for _, c := range w.app.Features.Commands {
		if c.Command == word {
			return c, true
		}
	}
	return SlashCommand{}, false
}

func (w *Workspace) commandPayload(c *channel, user string, command SlashCommand, text string) map[string]any {
	if command.Escape {
		text = w.written(text, false)
	}
	return map[string]any{"token": verificationToken, "team_id": w.opt.Team.ID, "team_domain": w.opt.Team.Domain,
		"channel_id": c.ID, "channel_name": spokenName(c), "user_id": user, "user_name": w.user(user).Name,
		"command": command.Command, "text": text, "api_app_id": w.opt.Bot.AppID, "is_enterprise_install": "false",
		"trigger_id": w.newTrigger(user, "")}
}

// spokenName is the channel_name commands carry.
func spokenName(c *channel) string {
	switch {
	case c.IM:
		return "directmessage"
	case c.Private:
		return "privategroup"
	}
	return c.Name
}

// commandAnswer shows what the app answered in the 200 itself.
func (w *Workspace) commandAnswer(h *hook, user, word string, body []byte) (*Message, error) {
	text := strings.TrimSpace(string(body))
	if text == "" || text == "{}" {
		return nil, nil
	}
	a := args{"text": text}
	if strings.HasPrefix(text, "{") {
		a = args{}
		if json.Unmarshal(body, &a) != nil {
			return nil, w.badAnswer(user, word, fail("invalid_json"))
		}
	}
	before := w.last
	if err := w.respond(h, a); err != nil {
		return nil, w.badAnswer(user, word, err)
	}
	return w.postedAfter(h, before), nil
}

// postedAfter finds what a hook's answer has just posted.
func (w *Workspace) postedAfter(h *hook, before int64) *Message {
	for _, list := range [][]*Message{w.hidden, w.channel(h.channel).messages} {
		if n := len(list); n > 0 && micros(list[n-1].TS) > before {
			return list[n-1].copy()
		}
	}
	return nil
}

// badAnswer tells an answer Slack would refuse to show, with its reasons.
func (w *Workspace) badAnswer(user, word string, err error) error {
	text := "invalid_command_response: " + err.Error()
	var r *refusal
	if errors.As(err, &r) && len(r.messages) > 0 {
		text += " " + strings.Join(r.messages, "; ")
	}
	w.problem(user, word+" failed: "+text)
	return errors.New(text)
}

// tokens are what a person's text may hold: finished Slack tokens, links,
// @names and #channels.
var tokens = regexp.MustCompile(`<[@#!][^<>\s]+>|<https?://[^<>\s]+>|https?://[^<>\s]+|[@#][\pL\pN][\pL\pN._-]*|[&<>]`)

// written turns what a person typed into what Slack sends on: names become
// ids; links are bracketed and &<> escaped when whole.
func (w *Workspace) written(text string, whole bool) string {
	return tokens.ReplaceAllStringFunc(text, func(t string) string {
		switch {
		case len(t) > 1 && t[0] == '<':
			return t
		case t[0] == '@':
			return w.mention(t)
		case t[0] == '#':
			if c := w.named(t[1:]); c != nil {
				return "<#" + c.ID + "|" + c.Name + ">"
			}
			return t
		case !whole:
			return t
		case len(t) > 1:
			return "<" + t + ">"
		}
		return map[string]string{"&": "&amp;", "<": "&lt;", ">": "&gt;"}[t]
	})
}

func (w *Workspace) mention(t string) string {
	name := strings.TrimRight(t[1:], ".-_")
	rest := t[1+len(name):]
	if u := w.userByName(name); u != nil {
		return "<@" + u.ID + ">" + rest
	}
	for _, g := range w.groups {
		if strings.EqualFold(g.Handle, name) {
			return "<!subteam^" + g.ID + "|@" + g.Handle + ">" + rest
		}
	}
	return t
}
