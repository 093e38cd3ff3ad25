package workspace

import (
	"context"
	"fmt"
	"slices"

	"vigie/demo/workspace/blockkit"
)

// Place is where an element stands: a view by its id, a message by channel
// and timestamp, or with Channel alone the newest message there that has it.
type Place struct {
	Channel, TS, ViewID string
}

// found is an element someone acts on, with what holds it.
type found struct {
	blockkit.Placed
	message *Message
	view    *View
	channel *channel
}

// Press presses the button whose label or action_id is what.
func (w *Workspace) Press(ctx context.Context, user string, at Place, what string) error {
	w.lock()
	f, err := w.find(user, at, func(p blockkit.Placed) bool {
		return p.Kind() == "button" && (p.Label() == what || p.ActionID() == what)
	})
	w.unlock()
	if err != nil {
		return fmt.Errorf("%s cannot press %q: %w", user, what, err)
	}
	return w.act(ctx, user, f, nil)
}

// Select chooses in the menu whose label, placeholder or action_id is what.
// A choice is the label or value of an option, a date, or a user's or
// channel's id.
func (w *Workspace) Select(ctx context.Context, user string, at Place, what string, choice ...string) error {
	w.lock()
	f, err := w.find(user, at, func(p blockkit.Placed) bool {
		return p.Kind() != "button" && (p.Label() == what || p.ActionID() == what)
	})
	if err != nil {
		w.unlock()
		return fmt.Errorf("%s cannot choose in %q: %w", user, what, err)
	}
	value, err := chosen(f.Placed, choice)
	w.unlock()
	if err != nil {
		return err
	}
	return w.act(ctx, user, f, value)
}

// find looks for an element where a person sees it.
func (w *Workspace) find(user string, at Place, match func(blockkit.Placed) bool) (found, error) {
	if at.ViewID != "" {
		v := w.views.find(at.ViewID, "")
		if v == nil || v.user != user {
			return found{}, fail("view_not_found")
		}
		return pick(v.Blocks, match, found{view: v})
	}
	c := w.channel(at.Channel)
	if c == nil || !c.sees(user) {
		return found{}, fail("channel_not_found")
	}
	for _, m := range slices.Backward(w.seen(c, user)) {
		if at.TS != "" && m.TS != at.TS {
			continue
		}
		if f, err := pick(m.allBlocks(), match, found{message: m, channel: c}); err == nil {
			return f, nil
		}
	}
	return found{}, fail("element_not_found")
}

func pick(blocks []any, match func(blockkit.Placed) bool, f found) (found, error) {
	for p := range blockkit.Elements(blocks) {
		if match(p) {
			f.Placed = p
			return f, nil
		}
	}
	return found{}, fail("element_not_found")
}

// allBlocks are the blocks of a message and of its attachments.
func (m *Message) allBlocks() []any {
	out := slices.Clone(m.Blocks)
	for _, a := range m.Attachments {
		o, _ := a.(map[string]any)
		inner, _ := o["blocks"].([]any)
		out = append(out, inner...)
	}
	return out
}

// seen are the messages a person sees in a channel, oldest first, with the
// ephemerals shown to them alone.
func (w *Workspace) seen(c *channel, user string) []*Message {
	out := slices.Clone(c.messages)
	for _, m := range w.hidden {
		if m.Channel == c.ID && m.To == user {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b *Message) int { return int(micros(a.TS) - micros(b.TS)) })
	return out
}

// chosen is the value of an element after a choice, as Slack sends it.
func chosen(p blockkit.Placed, choice []string) (map[string]any, error) {
	key, _ := valueKey(p.Kind())
	if p.Kind() == "overflow" {
		key = "selected_option"
	}
	var values []any
	for _, c := range choice {
		v, err := oneChoice(p, key, c)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	switch {
	case key == "":
		return nil, fmt.Errorf("a %s takes no choice", p.Kind())
	case key[len(key)-1] == 's':
		return map[string]any{"type": p.Kind(), key: append([]any{}, values...)}, nil
	case len(values) != 1:
		return nil, fmt.Errorf("a %s takes one choice, not %d", p.Kind(), len(values))
	}
	return map[string]any{"type": p.Kind(), key: values[0]}, nil
}

func oneChoice(p blockkit.Placed, key, choice string) (any, error) {
	if key != "selected_option" && key != "selected_options" {
		return choice, nil
	}
	for _, o := range blockkit.Options(p.Element) {
		label, _ := o["text"].(map[string]any)
		if o["value"] == choice || label["text"] == choice {
			return cloneValue(o), nil
		}
	}
	return nil, fmt.Errorf("%q is not one of the options", choice)
}

// act sends a block_actions for an element, with the value it now has; nil
// for buttons.
func (w *Workspace) act(ctx context.Context, user string, f found, value map[string]any) error {
	w.lock()
	at := w.app.Settings.Interactivity
	payload := w.actionPayload(user, f, value)
	w.unlock()
	err := error(&undelivered{"This app is not configured to handle interactive responses", ""})
	var a answer
	if at.Enabled {
		a, err = w.deliver(ctx, delivery{kind: "interactive", url: at.URL, payload: payload})
	}
	w.lock()
	defer w.unlock()
	if err != nil {
		w.problem(user, fmt.Sprintf("%q failed: %s", f.Label(), err))
		return err
	}
	if text := string(a.body); text != "" && text != "{}" && text != "null" {
		w.problem(user, fmt.Sprintf("the answer to %q was not shown: Slack ignores bodies answered to block_actions", f.Label()))
	}
	return nil
}

func (w *Workspace) actionPayload(user string, f found, value map[string]any) map[string]any {
	viewID, holder := "", &state{}
	if f.view != nil {
		viewID, holder = f.view.ID, &f.view.state
	} else if f.message.state == nil {
		f.message.state = map[string]state{}
	}
	if f.message != nil {
		mine := f.message.state[user]
		holder = &mine
	}
	if *holder == nil {
		*holder = state{}
	}
	if key, _ := valueKey(f.Kind()); key != "" && value != nil {
		holder.set(f.BlockID(), f.ActionID(), value)
	}
	out := w.interaction("block_actions", user, viewID)
	out["actions"] = []any{w.action(f, value)}
	if f.message != nil {
		f.message.state[user] = *holder
		w.fromMessage(out, user, f, *holder)
		return out
	}
	out["container"] = map[string]any{"type": "view", "view_id": viewID}
	out["view"] = w.wireView(f.view)
	return out
}

// fromMessage adds what an action in a message carries.
func (w *Workspace) fromMessage(out map[string]any, user string, f found, chosen state) {
	m := f.message
	container := map[string]any{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.Ephemeral}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	out["container"] = container
	out["channel"] = map[string]any{"id": m.Channel, "name": spokenName(f.channel)}
	out["state"] = map[string]any{"values": stateOf(m.allBlocks(), chosen)}
	if !m.Ephemeral {
		out["message"] = w.wire(m, true)
	}
	_, out["response_url"] = w.newHook(user, m.Channel, m)
}

// action is the element as an action: what it is and what was chosen.
func (w *Workspace) action(f found, value map[string]any) map[string]any {
	out := map[string]any{"type": f.Kind(), "action_id": f.ActionID(), "block_id": f.BlockID(), "action_ts": w.stamp()}
	for _, k := range []string{"text", "value", "style", "placeholder"} {
		if v, ok := f.Element[k]; ok {
			out[k] = cloneValue(v)
		}
	}
	for k, v := range value {
		out[k] = v
	}
	return out
}

// interaction is the part all interactive payloads share.
func (w *Workspace) interaction(kind, user, viewID string) map[string]any {
	u := w.user(user)
	return map[string]any{"type": kind, "token": verificationToken, "api_app_id": w.opt.Bot.AppID,
		"team": map[string]any{"id": w.opt.Team.ID, "domain": w.opt.Team.Domain}, "enterprise": nil, "is_enterprise_install": false,
		"user":       map[string]any{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": w.opt.Team.ID},
		"trigger_id": w.newTrigger(user, viewID)}
}
