package workspace

import (
	"slices"
)

// Event is one visible thing, as the browser's stream carries it. Type is
// message, update, delete, channel, view, view_closed, home, problem or
// controls; only the fields of its type are filled.
type Event struct {
	Type    string    `json:"type"`
	Message *Message  `json:"message,omitempty"`
	Channel any       `json:"channel,omitempty"` // a Channel; for delete, its id
	TS      string    `json:"ts,omitempty"`
	View    *View     `json:"view,omitempty"`
	ViewID  string    `json:"view_id,omitempty"`
	Text    string    `json:"text,omitempty"`
	Actions []Control `json:"actions,omitempty"`
	// User is whom a view, home or problem concerns; empty means everyone.
	User string `json:"user,omitempty"`
	to   []string
	in   *channel
}

// refOf is the bare id, which a delete carries in place of the channel.
func refOf(c *channel) string { return c.ID }

// Subscribe calls f with every visible thing, in order, until stop. f runs on
// the goroutine that caused the event and may call the workspace.
func (w *Workspace) Subscribe(f func(Event)) (stop func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watcher++
	id := w.watcher
	w.watchers[id] = f
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.watchers, id)
	}
}

// tell queues an event; unlock hands it out.
func (w *Workspace) tell(e Event) { w.queue = append(w.queue, e) }

func (w *Workspace) tellChannel(c *channel) {
	w.tell(Event{Type: "channel", Channel: c.as(""), in: c})
}

// problem tells what Slack would show a person when the app failed them.
func (w *Workspace) problem(user, text string) {
	w.tell(Event{Type: "problem", User: user, Text: text, to: []string{user}})
}

func (w *Workspace) lock() { w.mu.Lock() }

// unlock lets go of the state, then hands out what was told meanwhile. Only
// one goroutine hands out at a time, so the order is that of the telling.
func (w *Workspace) unlock() {
	if w.telling {
		w.mu.Unlock()
		return
	}
	w.telling = true
	for len(w.queue) > 0 {
		e := w.queue[0]
		w.queue = w.queue[1:]
		watchers := w.audience()
		w.mu.Unlock()
		for _, f := range watchers {
			f(e)
		}
		w.mu.Lock()
	}
	w.telling = false
	w.mu.Unlock()
}

func (w *Workspace) audience() []func(Event) {
	ids := make([]int, 0, len(w.watchers))
	for id := range w.watchers {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var fs []func(Event)
	for _, id := range ids {
		fs = append(fs, w.watchers[id])
	}
	return fs
}

// concerns says whether a person may see the event.
func (w *Workspace) concerns(e Event, user string) bool {
	if e.to != nil {
		return slices.Contains(e.to, user)
	}
	c := e.in
	if e.Message != nil {
		c = w.channel(e.Message.Channel)
	}
	if id, ok := e.Channel.(string); ok {
		c = w.channel(id)
	}
	return c == nil || c.sees(user)
}
