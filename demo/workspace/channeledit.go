package workspace

import "unicode/utf8"

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
