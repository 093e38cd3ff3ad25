package workspace

import (
	"context"
	"fmt"
	"slices"

	"vigie/demo/workspace/blockkit"
)

// Place is where an element stands: a view by its id, a message by channel
// and timestamp, or with Channel alone the newest message there that has it.
// The zero Place is the modal on top, or else the home tab.
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
	if at.Channel == "" {
		v := w.shown(user, at.ViewID)
		if v == nil {
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

// shown is a view a person has before them.
func (w *Workspace) shown(user, id string) *View {
	if v := w.modal(user, id); v != nil {
		return v
	}
	if home := w.views.homes[user]; home != nil && (id == "" || id == home.ID) {
		return home
	}
	return nil
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
