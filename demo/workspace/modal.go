package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vigie/demo/workspace/blockkit"
)

// Submit fills the inputs of a person's modal and submits it. A value goes to
// the input whose label, block_id or action_id is its key: a text, the label
// or value of an option, an id; several are separated by commas. viewID empty
// means the modal on top. Faults are what the form shows, by block_id.
func (w *Workspace) Submit(ctx context.Context, user, viewID string, values map[string]string) (faults map[string]string, err error) {
	w.lock()
	v := w.modal(user, viewID)
	if v == nil {
		w.unlock()
		return nil, fail("view_not_found")
	}
	sent, err := typedIn(v, values)
	id := v.ID
	w.unlock()
	if err != nil {
		return nil, err
	}
	return w.submit(ctx, user, id, sent)
}

// modal is an open modal of a person, by id or the one on top.
func (w *Workspace) modal(user, id string) *View {
	stack := w.views.open[user]
	if id == "" && len(stack) > 0 {
		return stack[len(stack)-1]
	}
	i := slices.IndexFunc(stack, func(v *View) bool { return v.ID == id })
	if i < 0 {
		return nil
	}
	return stack[i]
}

func typedIn(v *View, values map[string]string) (state, error) {
	sent, used := state{}, map[string]bool{}
	for p := range blockkit.Elements(v.Blocks) {
		for _, key := range []string{p.Label(), p.BlockID(), p.ActionID()} {
			text, ok := values[key]
			if !ok || used[key] {
				continue
			}
			value, err := typedValue(p, text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", key, err)
			}
			used[key] = true
			sent.set(p.BlockID(), p.ActionID(), value)
			break
		}
	}
	for key := range values {
		if !used[key] {
			return nil, fmt.Errorf("the form has no input %q", key)
		}
	}
	return sent, nil
}

func typedValue(p blockkit.Placed, text string) (map[string]any, error) {
	key, _ := valueKey(p.Kind())
	if key == "value" {
		return map[string]any{"type": p.Kind(), "value": text}, nil
	}
	choice := []string{text}
	if strings.HasSuffix(key, "s") {
		choice = args{"c": text}.names("c")
	}
	return chosen(p, choice)
}

// submit sends a view_submission and does what the app answers.
func (w *Workspace) submit(ctx context.Context, user, viewID string, sent state) (map[string]string, error) {
	w.lock()
	v := w.modal(user, viewID)
	if v == nil || w.user(user) == nil {
		w.unlock()
		return nil, fail("view_not_found")
	}
	if v.state == nil {
		v.state = state{}
	}
	v.state.fill(v.Blocks, sent)
	if faults := incomplete(v); len(faults) > 0 {
		w.unlock()
		return faults, nil
	}
	v.Errors = nil
	payload := w.interaction("view_submission", user, v.ID)
	payload["view"], payload["response_urls"] = w.wireView(v), []any{}
	at := w.app.Settings.Interactivity.URL
	w.unlock()
	a, err := w.deliver(ctx, delivery{kind: "interactive", url: at, payload: payload, answers: true})
	w.lock()
	defer w.unlock()
	if err != nil {
		w.problem(user, "the form failed: "+err.Error())
		return nil, err
	}
	faults, err := w.submitted(user, v, a.body)
	if err != nil {
		w.problem(user, "We had some trouble connecting. Try again? ("+reasons(err)+")")
	}
	return faults, err
}

// reasons words a refusal with all its messages.
func reasons(err error) string {
	var r *refusal
	if errors.As(err, &r) && len(r.messages) > 0 {
		return r.code + ": " + strings.Join(r.messages, "; ")
	}
	return err.Error()
}

// submitted obeys the answer to a view_submission; an empty one closes the
// view.
func (w *Workspace) submitted(user string, v *View, body []byte) (map[string]string, error) {
	var said struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   map[string]any    `json:"view"`
	}
	if text := strings.TrimSpace(string(body)); text != "" {
		if err := json.Unmarshal(body, &said); err != nil {
			return nil, fail("invalid_json")
		}
	}
	switch said.Action {
	case "":
		w.closeView(user, v)
	case "clear":
		w.closeAll(user)
	case "errors":
		return w.showErrors(user, v, said.Errors)
	case "update", "push":
		next, err := readView(said.View, "modal")
		if err != nil {
			return nil, err
		}
		return nil, w.follow(user, v, next, said.Action)
	default:
		return nil, fail("unknown response_action " + said.Action)
	}
	return nil, nil
}

func (w *Workspace) follow(user string, v, next *View, action string) error {
	if action == "update" {
		w.become(v, next)
		return nil
	}
	if len(w.views.open[user]) >= maxStack {
		return fail("push_limit_reached")
	}
	w.show(next, user)
	return nil
}

func (w *Workspace) showErrors(user string, v *View, faults map[string]string) (map[string]string, error) {
	if len(faults) == 0 {
		return nil, fail("errors without any error")
	}
	for id := range faults {
		if !slices.ContainsFunc(v.Blocks, func(b any) bool {
			o, _ := b.(map[string]any)
			return o["type"] == "input" && o["block_id"] == id
		}) {
			return nil, fail("errors name " + id + ", which is not an input block")
		}
	}
	v.Errors = faults
	w.tell(Event{Type: "view", View: v.copy(), User: user, to: []string{user}})
	return faults, nil
}

// closeView closes one modal and those above it.
func (w *Workspace) closeView(user string, v *View) {
	for w.modal(user, v.ID) != nil {
		w.closeTop(user)
	}
}

// Dismiss closes a person's modal with its close button; viewID empty means
// the one on top.
func (w *Workspace) Dismiss(ctx context.Context, user, viewID string) error {
	w.lock()
	v := w.modal(user, viewID)
	if v == nil {
		w.unlock()
		return fail("view_not_found")
	}
	payload := w.interaction("view_closed", user, v.ID)
	delete(payload, "trigger_id")
	payload["view"], payload["is_cleared"] = w.wireView(v), v.clears
	at, notify := w.app.Settings.Interactivity.URL, v.notify
	if v.clears {
		w.closeAll(user)
	} else {
		w.closeView(user, v)
	}
	w.unlock()
	if !notify {
		return nil
	}
	_, err := w.deliver(ctx, delivery{kind: "interactive", url: at, payload: payload})
	return err
}
