package workspace

import (
	"context"

	"vigie/demo/workspace/blockkit"
)

// deed is what a person does on the demo page.
type deed struct {
	As         string         `json:"as"`
	Channel    string         `json:"channel"`
	TS         string         `json:"ts"`
	ThreadTS   string         `json:"thread_ts"`
	Text       string         `json:"text"`
	ViewID     string         `json:"view_id"`
	Type       string         `json:"type"`
	Action     map[string]any `json:"action"`
	Values     state          `json:"values"`
	CallbackID string         `json:"callback_id"`
	Name       string         `json:"name"`
	User       string         `json:"user"`
	ID         string         `json:"id"`
	Value      bool           `json:"value"`
	State      struct {
		Values state `json:"values"`
	} `json:"state"`
}

func (w *Workspace) doHome(_ context.Context, d deed) (reply, error) {
	return nil, w.OpenHome(d.As)
}

func (w *Workspace) doSay(ctx context.Context, d deed) (reply, error) {
	ts, err := w.Reply(ctx, d.As, d.Channel, d.ThreadTS, d.Text)
	return reply{"ts": ts}, err
}

// doAction takes the action a page sends: which element, and its new value.
func (w *Workspace) doAction(ctx context.Context, d deed) (reply, error) {
	block, _ := d.Action["block_id"].(string)
	id, _ := d.Action["action_id"].(string)
	w.lock()
	f, err := w.find(d.As, Place{d.Channel, d.TS, d.ViewID}, func(p blockkit.Placed) bool {
		return p.ActionID() == id && (block == "" || p.BlockID() == block)
	})
	var value map[string]any
	if err == nil {
		w.take(d, f)
		value, err = sentValue(f.Placed, d.Action)
	}
	w.unlock()
	if err != nil {
		return nil, err
	}
	return nil, w.act(ctx, d.As, f, value)
}

// take keeps what the person typed elsewhere in the view or message.
func (w *Workspace) take(d deed, f found) {
	if f.view != nil {
		if f.view.state == nil {
			f.view.state = state{}
		}
		f.view.state.fill(f.view.Blocks, d.State.Values)
		return
	}
	if f.message.state == nil {
		f.message.state = map[string]state{}
	}
	if f.message.state[d.As] == nil {
		f.message.state[d.As] = state{}
	}
	f.message.state[d.As].fill(f.message.allBlocks(), d.State.Values)
}

// sentValue is the new value of an element, its options checked.
func sentValue(p blockkit.Placed, action map[string]any) (map[string]any, error) {
	if p.Kind() == "button" {
		return nil, nil
	}
	key, _ := valueKey(p.Kind())
	if p.Kind() == "overflow" {
		key = "selected_option"
	}
	switch v := action[key].(type) {
	case map[string]any:
		value, _ := v["value"].(string)
		return chosen(p, []string{value})
	case []any:
		return chosen(p, valuesOf(v))
	default:
		return map[string]any{"type": p.Kind(), key: v}, nil
	}
}

func valuesOf(list []any) []string {
	out := []string{}
	for _, v := range list {
		if o, ok := v.(map[string]any); ok {
			v = o["value"]
		}
		s, _ := v.(string)
		out = append(out, s)
	}
	return out
}

func (w *Workspace) doView(ctx context.Context, d deed) (reply, error) {
	if d.Type == "close" {
		return nil, w.Dismiss(ctx, d.As, d.ViewID)
	}
	faults, err := w.submit(ctx, d.As, d.ViewID, d.Values)
	if len(faults) > 0 {
		return reply{"ok": false, "errors": faults}, nil
	}
	return nil, err
}

func (w *Workspace) doShortcut(ctx context.Context, d deed) (reply, error) {
	return nil, w.Shortcut(ctx, d.As, d.CallbackID, d.Channel, d.TS)
}

func (w *Workspace) doJoin(_ context.Context, d deed) (reply, error) {
	return nil, w.Join(d.As, d.Channel)
}

func (w *Workspace) doReact(_ context.Context, d deed) (reply, error) {
	return nil, w.React(d.As, d.Channel, d.TS, d.Name)
}

func (w *Workspace) doDM(_ context.Context, d deed) (reply, error) {
	id, err := w.Direct(d.As, d.User)
	return reply{"channel": id}, err
}

func (w *Workspace) doControl(ctx context.Context, d deed) (reply, error) {
	if w.opt.Panel == nil {
		return nil, fail("no_such_control")
	}
	if err := w.opt.Panel.Switch(ctx, d.ID, d.Value); err != nil {
		return nil, err
	}
	w.PanelChanged()
	return nil, nil
}
