package workspace

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// mine finds a channel the app may change: it is in it, and it is not
// archived.
func (c *call) mine() (*channel, error) {
	ch, err := c.room(c.str("channel"))
	switch {
	case err != nil:
		return nil, err
	case ch.IM:
		return nil, fail("method_not_supported_for_channel_type")
	case ch.Archived:
		return nil, fail("is_archived")
	case !ch.has(c.opt.Bot.ID):
		return nil, fail("not_in_channel")
	}
	return ch, c.demandManage(ch)
}

// demandManage wants the scope of the channel's kind.
func (c *call) demandManage(ch *channel) error {
	narrow := map[string]string{"conversations.invite": "invites", "conversations.setTopic": "topic", "conversations.setPurpose": "topic"}[c.method]
	wide, family := "channels:manage", "channels:write."
	if ch.Private {
		wide, family = "groups:write", "groups:write."
	}
	if narrow != "" {
		wide += "|" + family + narrow
	}
	return c.demand(wide)
}

func archiveChannel(c *call) (reply, error) {
	ch, err := c.room(c.str("channel"))
	switch {
	case err != nil:
		return nil, err
	case ch.IM:
		return nil, fail("method_not_supported_for_channel_type")
	case ch.Archived:
		return nil, fail("already_archived")
	case ch.Name == "general":
		return nil, fail("cant_archive_general")
	case !ch.has(c.opt.Bot.ID):
		return nil, fail("not_in_channel")
	}
	if err := c.demandManage(ch); err != nil {
		return nil, err
	}
	c.system(ch, c.opt.Bot.ID, "channel_archive", "archived the channel")
	ch.Archived = true
	c.tellChannel(ch)
	c.announce("channel_archive", map[string]any{"channel": ch.ID, "user": c.opt.Bot.ID})
	return reply{}, nil
}

func renameChannel(c *call) (reply, error) {
	ch, err := c.mine()
	if err != nil {
		return nil, err
	}
	name := c.str("name")
	if err := judgeName(name); err != nil {
		return nil, err
	}
	switch {
	case ch.Creator != c.opt.Bot.ID:
		return nil, fail("not_authorized")
	case c.named(name) != nil && c.named(name) != ch:
		return nil, fail("name_taken")
	}
	old := ch.Name
	ch.previous = append(ch.previous, old)
	ch.Name = name
	c.system(ch, c.opt.Bot.ID, "channel_name", "has renamed the channel from \""+old+"\" to \""+name+"\"")
	c.tellChannel(ch)
	c.announce("channel_rename", map[string]any{"channel": map[string]any{"id": ch.ID, "name": name, "created": ch.Created}})
	return reply{"channel": c.wireChannel(ch)}, nil
}

// maxTopic is the longest topic or purpose, in characters.
const maxTopic = 250

func setTopic(c *call) (reply, error) {
	ch, err := c.mine()
	if err != nil {
		return nil, err
	}
	topic := c.str("topic")
	if utf8.RuneCountInString(topic) > maxTopic {
		return nil, fail("too_long")
	}
	if topic != ch.Topic {
		ch.Topic = topic
		c.system(ch, c.opt.Bot.ID, "channel_topic", "set the channel topic: "+topic)
		c.tellChannel(ch)
	}
	return reply{"channel": c.wireChannel(ch), "topic": topic}, nil
}

func setPurpose(c *call) (reply, error) {
	ch, err := c.mine()
	if err != nil {
		return nil, err
	}
	purpose := c.str("purpose")
	if utf8.RuneCountInString(purpose) > maxTopic {
		return nil, fail("too_long")
	}
	if purpose != ch.Purpose {
		ch.Purpose = purpose
		c.system(ch, c.opt.Bot.ID, "channel_purpose", "set the channel description: "+purpose)
		c.tellChannel(ch)
	}
	return reply{"channel": c.wireChannel(ch), "purpose": purpose}, nil
}

func inviteUsers(c *call) (reply, error) {
	ch, err := c.mine()
	if err != nil {
		return nil, err
	}
	users := c.names("users")
	switch {
	case len(users) == 0:
		return nil, fail("no_user")
	case len(users) > 100:
		return nil, fail("too_many_users")
	}
	var wrong []any
	first := ""
	for _, u := range users {
		if code := c.uninvitable(ch, u); code != "" {
			first = cmpOr(first, code)
			wrong = append(wrong, map[string]any{"user": u, "ok": false, "error": code})
		}
	}
	if len(wrong) > 0 && (!c.flag("force") || len(wrong) == len(users)) {
		return nil, &refusal{code: first, more: map[string]any{"errors": wrong}}
	}
	for _, u := range users {
		if c.uninvitable(ch, u) == "" {
			c.join(ch, u)
		}
	}
	return reply{"channel": c.wireChannel(ch), "errors": wrong}, nil
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (c *call) uninvitable(ch *channel, user string) string {
	switch {
	case user == c.opt.Bot.ID:
		return "cant_invite_self"
	case c.user(user) == nil || c.user(user).Deleted:
		return "user_not_found"
	case ch.has(user):
		return "already_in_channel"
	}
	return ""
}

// join makes a person a member and says so in the channel.
func (w *Workspace) join(ch *channel, user string) {
	ch.Members = append(ch.Members, user)
	w.tellChannel(ch)
	w.system(ch, user, "channel_join", "<@"+user+"> has joined the channel")
	w.announce("member_joined_channel", map[string]any{"user": user, "channel": ch.ID, "channel_type": ch.ID[:1], "team": w.opt.Team.ID})
}

func (w *Workspace) part(ch *channel, user string) {
	w.system(ch, user, "channel_leave", "<@"+user+"> has left the channel")
	ch.Members = slices.DeleteFunc(ch.Members, func(m string) bool { return m == user })
	w.tellChannel(ch)
	w.announce("member_left_channel", map[string]any{"user": user, "channel": ch.ID, "channel_type": ch.ID[:1], "team": w.opt.Team.ID})
}

func joinChannel(c *call) (reply, error) {
	ch, err := c.room(c.str("channel"))
	switch {
	case err != nil:
		return nil, err
	case ch.IM || ch.Private:
		return nil, fail("method_not_supported_for_channel_type")
	case ch.Archived:
		return nil, fail("is_archived")
	case ch.has(c.opt.Bot.ID):
		return reply{"channel": c.wireChannel(ch), "warning": "already_in_channel",
			"response_metadata": map[string]any{"warnings": []string{"already_in_channel"}}}, nil
	}
	c.join(ch, c.opt.Bot.ID)
	return reply{"channel": c.wireChannel(ch)}, nil
}

func leaveChannel(c *call) (reply, error) {
	ch, err := c.room(c.str("channel"))
	switch {
	case err != nil:
		return nil, err
	case ch.Name == "general":
		return nil, fail("cant_leave_general")
	case !ch.has(c.opt.Bot.ID):
		return reply{"not_in_channel": true}, nil
	}
	c.part(ch, c.opt.Bot.ID)
	return reply{}, nil
}

func kickUser(c *call) (reply, error) {
	ch, err := c.mine()
	if err != nil {
		return nil, err
	}
	user := c.str("user")
	switch {
	case user == c.opt.Bot.ID:
		return nil, fail("cant_kick_self")
	case c.user(user) == nil:
		return nil, fail("user_not_found")
	case ch.Name == "general":
		return nil, fail("cant_kick_from_general")
	case !ch.has(user):
		return nil, fail("not_in_channel")
	}
	c.part(ch, user)
	return reply{"errors": map[string]any{}}, nil
}

func openIM(c *call) (reply, error) {
	if id := c.str("channel"); id != "" {
		ch, err := c.room(id)
		if err != nil || !ch.IM {
			return nil, fail("channel_not_found")
		}
		return reply{"channel": map[string]any{"id": ch.ID}, "no_op": true, "already_open": true}, nil
	}
	users := c.names("users")
	switch {
	case len(users) == 0:
		return nil, fail("users_list_not_supplied")
	case len(users) > 1:
		return nil, fail("not_enough_users", "[ERROR] conversations of several people are not kept here")
	case c.user(users[0]) == nil:
		return nil, fail("user_not_found")
	case users[0] == c.opt.Bot.ID || strings.HasPrefix(users[0], "B"):
		return nil, fail("cannot_dm_bot")
	}
	ch := c.im(c.opt.Bot.ID, users[0])
	if c.flag("return_im") {
		return reply{"channel": c.wireChannel(ch)}, nil
	}
	return reply{"channel": map[string]any{"id": ch.ID}}, nil
}
