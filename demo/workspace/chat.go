package workspace

import (
	"strings"
)

// room finds a channel the app may know: public, or it is a member.
func (c *call) room(id string) (*channel, error) {
	ch := c.channel(id)
	if ch == nil || !ch.sees(c.opt.Bot.ID) {
		return nil, fail("channel_not_found")
	}
	return ch, nil
}

// target finds where to post: a channel, a person's direct messages, or a
// public channel by name.
func (c *call) target() (*channel, error) {
	id := c.str("channel")
	if c.user(id) != nil {
		if id == c.opt.Bot.ID {
			return nil, fail("cannot_dm_bot")
		}
		return c.im(c.opt.Bot.ID, id), nil
	}
	if name, ok := strings.CutPrefix(id, "#"); ok {
		if ch := c.named(name); ch != nil {
			id = ch.ID
		}
	}
	ch, err := c.room(id)
	switch {
	case err != nil:
		return nil, err
	case ch.Archived:
		return nil, fail("is_archived")
	case !ch.has(c.opt.Bot.ID) && !c.may("chat:write.public"):
		return nil, fail("not_in_channel")
	}
	return ch, nil
}

func postMessage(c *call) (reply, error) {
	ch, err := c.target()
	if err != nil {
		return nil, err
	}
	body, err := c.content()
	if err != nil {
		return nil, err
	}
	if body.empty() {
		return nil, fail("no_text")
	}
	if wait := c.slowChannel(ch.ID); wait > 0 {
		return nil, &tooFast{wait}
	}
	m := c.message(body)
	if err := c.thread(ch, m); err != nil {
		return nil, err
	}
	if c.may("chat:write.customize") {
		m.Username = c.str("username")
	}
	c.post(ch, m)
	return reply{"channel": ch.ID, "ts": m.TS, "message": c.wire(m, true)}, nil
}

// thread puts a message under the one named by thread_ts; a reply to a reply
// joins the thread of its parent.
func (c *call) thread(ch *channel, m *Message) error {
	ts := c.str("thread_ts")
	if ts == "" {
		return nil
	}
	parent := ch.message(ts)
	if parent == nil {
		return fail("thread_not_found")
	}
	m.ThreadTS = parent.TS
	if parent.ThreadTS != "" {
		m.ThreadTS = parent.ThreadTS
	}
	if m.broadcast = c.flag("reply_broadcast"); m.broadcast {
		m.Subtype = "thread_broadcast"
	}
	return nil
}

func postEphemeral(c *call) (reply, error) {
	ch, err := c.target()
	if err != nil {
		return nil, err
	}
	if !ch.has(c.opt.Bot.ID) {
		return nil, fail("not_in_channel")
	}
	user := c.str("user")
	if c.user(user) == nil || !ch.has(user) {
		return nil, fail("user_not_in_channel")
	}
	body, err := c.content()
	if err != nil {
		return nil, err
	}
	if body.empty() {
		return nil, fail("no_text")
	}
	m := c.message(body)
	m.Ephemeral, m.To = true, user
	if err := c.thread(ch, m); err != nil {
		return nil, err
	}
	c.post(ch, m)
	return reply{"message_ts": m.TS}, nil
}

// own finds a message of the app, refusing others' with the code given.
func (c *call) own(refusal string) (*channel, *Message, error) {
	ch, err := c.room(c.str("channel"))
	if err != nil {
		return nil, nil, err
	}
	m := ch.message(c.str("ts"))
	switch {
	case m == nil:
		return nil, nil, fail("message_not_found")
	case !m.bot || m.Subtype != "" && m.Subtype != "thread_broadcast":
		return nil, nil, fail(refusal)
	case ch.Archived:
		return nil, nil, fail("is_archived")
	}
	return ch, m, nil
}

// maxUpdate is the longest text chat.update takes, in bytes after escaping.
const maxUpdate = 4000

func updateMessage(c *call) (reply, error) {
	ch, m, err := c.own("cant_update_message")
	if err != nil {
		return nil, err
	}
	body, err := c.content()
	switch {
	case err != nil:
		return nil, err
	case len(body.text) > maxUpdate:
		return nil, fail("msg_too_long")
	case body.empty() && !body.hasBlocks && !body.hasMetadata:
		return nil, fail("no_text")
	}
	body.hasText = body.text != ""
	c.revise(m, body)
	c.announceChanged(ch, m)
	return reply{"channel": ch.ID, "ts": m.TS, "text": m.Text, "message": c.wire(m, true)}, nil
}

func deleteMessage(c *call) (reply, error) {
	ch, m, err := c.own("cant_delete_message")
	if err != nil {
		return nil, err
	}
	c.remove(ch, m)
	return reply{"channel": ch.ID, "ts": m.TS}, nil
}

func getPermalink(c *call) (reply, error) {
	ch, err := c.room(c.str("channel"))
	if err != nil {
		return nil, err
	}
	m := ch.message(c.str("message_ts"))
	if m == nil {
		return nil, fail("message_not_found")
	}
	link := "https://" + c.opt.Team.Domain + ".slack.com/archives/" + ch.ID + "/p" + strings.ReplaceAll(m.TS, ".", "")
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		link += "?thread_ts=" + m.ThreadTS + "&cid=" + ch.ID
	}
	return reply{"channel": ch.ID, "permalink": link}, nil
}
