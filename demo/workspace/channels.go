package workspace

import (
	"slices"
	"time"
	"unicode"
)

// readScope is the scope that lets the app read about a kind of channel.
func readScope(c *channel, what string) string {
	switch {
	case c.IM:
		return "im:" + what
	case c.Private:
		return "groups:" + what
	}
	return "channels:" + what
}

func (w *Workspace) wireChannel(c *channel) map[string]any {
	out := map[string]any{
		"id": c.ID, "created": c.Created, "is_archived": c.Archived, "is_im": c.IM, "is_mpim": false,
		"is_private": c.Private || c.IM, "is_member": c.has(w.opt.Bot.ID), "context_team_id": w.opt.Team.ID,
		"is_channel": !c.IM && !c.Private, "is_group": c.Private, "is_general": c.Name == "general",
		"is_shared": false, "is_ext_shared": false, "is_org_shared": false, "updated": c.Created * 1000,
	}
	if c.IM {
		out["user"] = c.peer(w.opt.Bot.ID)
		return out
	}
	out["name"], out["name_normalized"], out["creator"] = c.Name, c.Name, c.Creator
	out["topic"] = map[string]any{"value": c.Topic, "creator": c.Creator, "last_set": c.Created}
	out["purpose"] = map[string]any{"value": c.Purpose, "creator": c.Creator, "last_set": c.Created}
	out["previous_names"] = append([]string{}, c.previous...)
	out["num_members"] = len(c.Members)
	return out
}

// readable finds a channel and demands the scope to read it.
func (c *call) readable(what string) (*channel, error) {
	id, err := c.must("channel")
	if err != nil {
		return nil, err
	}
	ch, err := c.room(id)
	if err != nil {
		return nil, err
	}
	return ch, c.demand(readScope(ch, what))
}

func channelInfo(c *call) (reply, error) {
	ch, err := c.readable("read")
	if err != nil {
		return nil, err
	}
	out := c.wireChannel(ch)
	if !c.flag("include_num_members") {
		delete(out, "num_members")
	}
	return reply{"channel": out}, nil
}

func listChannels(c *call) (reply, error) { return c.channelPage(false) }

func listOwnChannels(c *call) (reply, error) { return c.channelPage(true) }

func (c *call) channelPage(own bool) (reply, error) {
	types := c.names("types")
	if len(types) == 0 {
		types = []string{"public_channel"}
	}
	for _, t := range types {
		scope, ok := map[string]string{"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"}[t]
		if !ok {
			return nil, fail("invalid_types")
		}
		if err := c.demand(scope); err != nil {
			return nil, err
		}
	}
	var all []any
	for _, ch := range c.channels {
		seen := ch.has(c.opt.Bot.ID) || !own && ch.sees(c.opt.Bot.ID)
		if c.flag("exclude_archived") && ch.Archived {
			continue
		}
		if seen && slices.Contains(types, typeOf(ch)) {
			all = append(all, c.wireChannel(ch))
		}
	}
	return c.page("channels", all, 100, 1000)
}

func typeOf(c *channel) string {
	switch {
	case c.IM:
		return "im"
	case c.Private:
		return "private_channel"
	}
	return "public_channel"
}

func listMembers(c *call) (reply, error) {
	ch, err := c.readable("read")
	if err != nil {
		return nil, err
	}
	var all []any
	for _, m := range ch.Members {
		all = append(all, m)
	}
	return c.page("members", all, 100, 1000)
}

func createChannel(c *call) (reply, error) {
	private := c.flag("is_private")
	scope := "channels:manage"
	if private {
		scope = "groups:write"
	}
	if err := c.demand(scope); err != nil {
		return nil, err
	}
	name := c.str("name")
	if err := judgeName(name); err != nil {
		return nil, err
	}
	if c.named(name) != nil {
		return nil, fail("name_taken")
	}
	bot := c.opt.Bot.ID
	ch := &channel{Channel: Channel{ID: c.next("C0NEW"), Name: name, Private: private, Creator: bot,
		Members: []string{bot}, Created: time.Now().Unix()}}
	c.channels = append(c.channels, ch)
	c.tellChannel(ch)
	c.system(ch, bot, "channel_join", "<@"+bot+"> has joined the channel")
	if !private {
		c.announce("channel_created", map[string]any{"channel": map[string]any{"id": ch.ID, "name": name, "created": ch.Created, "creator": bot}})
	}
	return reply{"channel": c.wireChannel(ch)}, nil
}

// judgeName refuses the channel names Slack refuses.
func judgeName(name string) error {
	switch {
	case name == "":
		return fail("invalid_name_required")
	case len([]rune(name)) > 80:
		return fail("invalid_name_maxlength")
	case !slices.ContainsFunc([]rune(name), letter):
		return fail("invalid_name_punctuation")
	}
	for _, r := range name {
		if !letter(r) && r != '-' && r != '_' {
			return fail("invalid_name_specials")
		}
	}
	return nil
}

// letter says whether a rune may be in a channel name besides - and _:
// digits and the letters of any script, but no capitals.
func letter(r rune) bool {
	return unicode.IsDigit(r) || unicode.IsLetter(r) && !unicode.IsUpper(r)
}
