package workspace

import (
	"cmp"
	"slices"
	"strings"
)

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
			first = cmp.Or(first, code)
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
