package workspace

import (
	"regexp"
	"slices"
)

// item finds the message an argument pair points at.
func (c *call) item() (*channel, *Message, error) {
	ch, err := c.room(c.str("channel"))
	if err != nil {
		return nil, nil, err
	}
	m := ch.message(c.str("timestamp"))
	switch {
	case c.str("timestamp") == "":
		return nil, nil, fail("no_item_specified")
	case m == nil:
		return nil, nil, fail("message_not_found")
	}
	return ch, m, nil
}

var emojiName = regexp.MustCompile(`^[\pL\pN_+'-]+(::skin-tone-[2-6])?$`)

func addReaction(c *call) (reply, error) {
	_, m, err := c.item()
	if err != nil {
		return nil, err
	}
	name := c.str("name")
	if !emojiName.MatchString(name) {
		return nil, fail("invalid_name")
	}
	if !c.react(m, c.opt.Bot.ID, name) {
		return nil, fail("already_reacted")
	}
	return reply{}, nil
}

// react adds a person's emoji; false when it was there.
func (w *Workspace) react(m *Message, user, name string) bool {
	i := slices.IndexFunc(m.Reactions, func(r Reaction) bool { return r.Name == name })
	if i < 0 {
		m.Reactions = append(m.Reactions, Reaction{Name: name})
		i = len(m.Reactions) - 1
	}
	if slices.Contains(m.Reactions[i].Users, user) {
		return false
	}
	m.Reactions[i].Users = append(m.Reactions[i].Users, user)
	w.tell(Event{Type: "update", Message: m.copy()})
	w.announceReaction("reaction_added", m, user, name)
	return true
}

func removeReaction(c *call) (reply, error) {
	_, m, err := c.item()
	if err != nil {
		return nil, err
	}
	if !c.unreact(m, c.opt.Bot.ID, c.str("name")) {
		return nil, fail("no_reaction")
	}
	return reply{}, nil
}

// unreact takes a person's emoji away; false when it was not there.
func (w *Workspace) unreact(m *Message, user, name string) bool {
	for i, r := range m.Reactions {
		j := slices.Index(r.Users, user)
		if r.Name != name || j < 0 {
			continue
		}
		m.Reactions[i].Users = slices.Delete(r.Users, j, j+1)
		if len(m.Reactions[i].Users) == 0 {
			m.Reactions = slices.Delete(m.Reactions, i, i+1)
		}
		w.tell(Event{Type: "update", Message: m.copy()})
		w.announceReaction("reaction_removed", m, user, name)
		return true
	}
	return false
}

func getReactions(c *call) (reply, error) {
	ch, m, err := c.item()
	if err != nil {
		return nil, err
	}
	return reply{"type": "message", "channel": ch.ID, "message": c.wire(m, false)}, nil
}

func addPin(c *call) (reply, error) {
	ch, m, err := c.item()
	switch {
	case err != nil:
		return nil, err
	case !ch.has(c.opt.Bot.ID):
		return nil, fail("not_in_channel")
	case slices.Contains(ch.pins, m.TS):
		return nil, fail("already_pinned")
	}
	ch.pins = append(ch.pins, m.TS)
	c.announce("pin_added", map[string]any{"user": c.opt.Bot.ID, "channel_id": ch.ID})
	return reply{}, nil
}

func removePin(c *call) (reply, error) {
	ch, m, err := c.item()
	if err != nil {
		return nil, err
	}
	i := slices.Index(ch.pins, m.TS)
	if i < 0 {
		return nil, fail("no_pin")
	}
	ch.pins = slices.Delete(ch.pins, i, i+1)
	return reply{}, nil
}

func listPins(c *call) (reply, error) {
	ch, err := c.room(c.str("channel"))
	if err != nil {
		return nil, err
	}
	items := []any{}
	for _, ts := range ch.pins {
		if m := ch.message(ts); m != nil {
			items = append(items, map[string]any{"type": "message", "channel": ch.ID, "created": micros(ts) / 1e6,
				"created_by": c.opt.Bot.ID, "message": c.wire(m, false)})
		}
	}
	return reply{"items": items}, nil
}
