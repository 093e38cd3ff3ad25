package workspace

import (
	"cmp"
	"io"
	"maps"
	"net/http"
	"time"
)

// How long the app may use what an interaction gave it
// (docs.slack.dev/interactivity/handling-user-interaction).
const (
	triggerLife = 3 * time.Second
	hookLife    = 30 * time.Minute
	hookUses    = 5
)

// trigger lets the app open one view for a person.
type trigger struct {
	user string
	view string // the modal it came from, if any
	at   time.Time
	used bool
}

func (w *Workspace) newTrigger(user, view string) string {
	maps.DeleteFunc(w.triggers, func(_ string, t *trigger) bool { return time.Since(t.at) > time.Hour })
	id := w.next("1000.2000.")
	w.triggers[id] = &trigger{user: user, view: view, at: time.Now()}
	return id
}

// spend checks a trigger and uses it up.
func (w *Workspace) spend(id string) (*trigger, error) {
	t := w.triggers[id]
	switch {
	case t == nil:
		return nil, fail("invalid_trigger_id")
	case t.used:
		return nil, fail("exchanged_trigger_id")
	case time.Since(t.at) > triggerLife:
		return nil, fail("expired_trigger_id")
	}
	t.used = true
	return t, nil
}

// hook is what stands behind a response_url.
type hook struct {
	user    string
	channel string
	origin  *Message // the message that was pressed; nil for commands
	at      time.Time
	uses    int
}

func (w *Workspace) newHook(user, channel string, origin *Message) (*hook, string) {
	maps.DeleteFunc(w.hooks, func(_ string, h *hook) bool { return time.Since(h.at) > 24*time.Hour })
	h := &hook{user: user, channel: channel, origin: origin, at: time.Now()}
	id := w.next("R")
	w.hooks[id] = h
	return h, w.opt.URL + "/response/" + id
}

func (w *Workspace) serveResponse(rw http.ResponseWriter, r *http.Request) {
	a, err := readArgs(r, true)
	w.lock()
	if err == nil {
		err = w.useHook(r.PathValue("id"), a)
	}
	w.unlock()
	if err != nil {
		writeJSON(rw, http.StatusNotFound, refused(err))
		return
	}
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(rw, "ok")
}

func (w *Workspace) useHook(id string, a args) error {
	h := w.hooks[id]
	switch {
	case h == nil:
		return fail("invalid_url")
	case time.Since(h.at) > hookLife:
		return fail("expired_url")
	case h.uses >= hookUses:
		return fail("used_url")
	}
	if inner, ok := a.object("payload"); ok && inner != nil {
		a = inner
	}
	if err := w.respond(h, a); err != nil {
		return err
	}
	h.uses++
	return nil
}

// respond does what an answer to an interaction asks for.
func (w *Workspace) respond(h *hook, a args) error {
	ch := w.channel(h.channel)
	if ch == nil || ch.Archived {
		return fail("is_archived")
	}
	there := h.origin != nil && !h.origin.Deleted
	if a.flag("delete_original") {
		if !there {
			return fail("message_not_found")
		}
		w.remove(ch, h.origin)
		return nil
	}
	body, err := a.content()
	if err != nil {
		return err
	}
	if body.empty() {
		return fail("no_text")
	}
	if a.flag("replace_original") && there {
		w.replace(ch, h.origin, body)
		return nil
	}
	m := w.message(body)
	if m.Ephemeral = a.str("response_type") != "in_channel"; m.Ephemeral {
		m.To = h.user
	}
	if parent := ch.message(a.str("thread_ts")); parent != nil {
		m.ThreadTS = cmp.Or(parent.ThreadTS, parent.TS)
	}
	w.post(ch, m)
	return nil
}

// replace puts new content in the place of all the old.
func (w *Workspace) replace(ch *channel, m *Message, body content) {
	body.hasText, body.hasBlocks, body.hasAttach = true, true, true
	w.revise(m, body)
	if !m.Ephemeral {
		w.announceChanged(ch, m)
	}
}
