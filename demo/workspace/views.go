package workspace

import (
	"cmp"
	"slices"

	"vigie/demo/workspace/blockkit"
)

// maxStack is how many modals may lie on each other.
const maxStack = 3

// View is a modal or home view as a person sees it; title, submit and close
// are Block Kit text objects.
type View struct {
	ID              string            `json:"id"`
	Type            string            `json:"type"`
	Title           any               `json:"title,omitempty"`
	Submit          any               `json:"submit,omitempty"`
	Close           any               `json:"close,omitempty"`
	Blocks          []any             `json:"blocks"`
	CallbackID      string            `json:"callback_id"`
	PrivateMetadata string            `json:"private_metadata"`
	Hash            string            `json:"hash"`
	Errors          map[string]string `json:"errors,omitempty"` // by block_id
	external        string
	user            string
	root, previous  string
	notify, clears  bool
	state           state
}

type viewStacks struct {
	open  map[string][]*View // by person, the top one last
	homes map[string]*View
}

func newViewStacks() viewStacks {
	return viewStacks{map[string][]*View{}, map[string]*View{}}
}

func (v *View) copy() *View {
	out := *v
	out.Blocks = cloneJSON(v.Blocks)
	out.state = nil
	return &out
}

// find looks for an open view by its id or external id.
func (s viewStacks) find(id, external string) *View {
	for _, stack := range s.open {
		for _, v := range stack {
			if id != "" && v.ID == id || external != "" && v.external == external {
				return v
			}
		}
	}
	for _, v := range s.homes {
		if id != "" && v.ID == id || external != "" && v.external == external {
			return v
		}
	}
	return nil
}

// readView reads and judges a view the app sent.
func readView(o map[string]any, kind string) (*View, error) {
	if o == nil {
		return nil, fail("invalid_arguments", "[ERROR] missing required field: view")
	}
	if faults := blockkit.View(o); len(faults) > 0 {
		return nil, fail("invalid_arguments", blockkit.Messages(faults)...)
	}
	v := &View{Title: o["title"], Submit: o["submit"], Close: o["close"]}
	v.Type, _ = o["type"].(string)
	v.Blocks, _ = o["blocks"].([]any)
	v.CallbackID, _ = o["callback_id"].(string)
	v.PrivateMetadata, _ = o["private_metadata"].(string)
	v.external, _ = o["external_id"].(string)
	v.notify, _ = o["notify_on_close"].(bool)
	v.clears, _ = o["clear_on_close"].(bool)
	if v.Type != kind {
		return nil, fail("invalid_arguments", "[ERROR] must be one of: ["+kind+"] [json-pointer:/view/type]")
	}
	return v, nil
}

func (c *call) view(kind string) (*View, error) {
	o, ok := c.object("view")
	if !ok {
		return nil, fail("invalid_arguments", "[ERROR] view is not a JSON object")
	}
	v, err := readView(o, kind)
	if err == nil && v.external != "" && c.views.find("", v.external) != nil && c.str("external_id") == "" {
		return nil, fail("duplicate_external_id")
	}
	return v, err
}

func openView(c *call) (reply, error) {
	v, err := c.view("modal")
	if err != nil {
		return nil, err
	}
	t, err := c.spend(c.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	c.closeAll(t.user)
	c.show(v, t.user)
	return reply{"view": c.wireView(v)}, nil
}

func pushView(c *call) (reply, error) {
	v, err := c.view("modal")
	if err != nil {
		return nil, err
	}
	t, err := c.spend(c.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	switch n := len(c.views.open[t.user]); {
	case n == 0 || t.view == "":
		return nil, fail("invalid_trigger_id", "[ERROR] the trigger does not come from an open modal")
	case n >= maxStack:
		return nil, fail("push_limit_reached")
	}
	c.show(v, t.user)
	return reply{"view": c.wireView(v)}, nil
}

// show puts a modal on top of a person's stack.
func (w *Workspace) show(v *View, user string) {
	v.ID, v.user = w.next("V0"), user
	v.root = v.ID
	if stack := w.views.open[user]; len(stack) > 0 {
		v.root, v.previous = stack[0].ID, stack[len(stack)-1].ID
	}
	w.views.open[user] = append(w.views.open[user], v)
	w.refresh(v)
}

// refresh gives a view its new hash and tells it.
func (w *Workspace) refresh(v *View) {
	w.name(v.Blocks)
	v.Hash = w.stamp()
	kind := "view"
	if v.Type == "home" {
		kind = "home"
	}
	w.tell(Event{Type: kind, View: v.copy(), User: v.user, to: []string{v.user}})
}

func updateView(c *call) (reply, error) {
	id, external := c.str("view_id"), c.str("external_id")
	if id == "" && external == "" {
		return nil, fail("invalid_arguments", "[ERROR] missing required field: view_id")
	}
	old := c.views.find(id, external)
	if old == nil {
		return nil, fail("not_found")
	}
	c.args["external_id"] = cmp.Or(external, "same")
	v, err := c.view(old.Type)
	if err != nil {
		return nil, err
	}
	if hash := c.str("hash"); hash != "" && hash != old.Hash {
		return nil, fail("hash_conflict")
	}
	c.become(old, v)
	return reply{"view": c.wireView(old)}, nil
}

// become puts the content of v in an open view; what was typed in inputs that
// stay is kept.
func (w *Workspace) become(old, v *View) {
	v.ID, v.user, v.root, v.previous, v.state = old.ID, old.user, old.root, old.previous, old.state
	v.external = cmp.Or(v.external, old.external)
	*old = *v
	w.refresh(old)
}

func publishView(c *call) (reply, error) {
	user := c.str("user_id")
	switch {
	case c.user(user) == nil:
		return nil, fail("user_not_found")
	case !c.app.Features.Home.Enabled:
		return nil, fail("not_enabled")
	}
	v, err := c.view("home")
	if err != nil {
		return nil, err
	}
	old := c.views.homes[user]
	if hash := c.str("hash"); hash != "" && (old == nil || hash != old.Hash) {
		return nil, fail("hash_conflict")
	}
	v.ID, v.user = c.next("V0"), user
	if old != nil {
		v.ID, v.state = old.ID, old.state
	}
	v.root = v.ID
	c.views.homes[user] = v
	c.refresh(v)
	return reply{"view": c.wireView(v)}, nil
}

// closeTop takes a person's top modal away.
func (w *Workspace) closeTop(user string) {
	stack := w.views.open[user]
	if len(stack) == 0 {
		return
	}
	top := stack[len(stack)-1]
	w.views.open[user] = slices.Clip(stack[:len(stack)-1])
	w.tell(Event{Type: "view_closed", ViewID: top.ID, User: user, to: []string{user}})
}

func (w *Workspace) closeAll(user string) {
	for len(w.views.open[user]) > 0 {
		w.closeTop(user)
	}
}

func (w *Workspace) wireView(v *View) map[string]any {
	out := map[string]any{"id": v.ID, "team_id": w.opt.Team.ID, "app_id": w.opt.Bot.AppID, "bot_id": w.opt.Bot.BotID,
		"app_installed_team_id": w.opt.Team.ID, "type": v.Type, "blocks": cloneJSON(v.Blocks), "hash": v.Hash,
		"private_metadata": v.PrivateMetadata, "callback_id": v.CallbackID, "external_id": v.external,
		"root_view_id": v.root, "previous_view_id": nil, "clear_on_close": v.clears, "notify_on_close": v.notify,
		"title": v.Title, "submit": v.Submit, "close": v.Close,
		"state": map[string]any{"values": stateOf(v.Blocks, v.state)}}
	if v.previous != "" {
		out["previous_view_id"] = v.previous
	}
	return out
}
