package workspace

import (
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"time"
)

// Control is a switch of the demo page.
type Control struct {
	ID    string            `json:"id"`
	Group string            `json:"group"` // alerts, hosting, slack, helpdesk or time
	Label map[string]string `json:"label"` // by language
	Kind  string            `json:"kind"`  // button or toggle
	On    bool              `json:"on"`
	Note  map[string]string `json:"note,omitempty"`
}

// Panel is what the demo page can switch.
type Panel interface {
	Controls() []Control
	// Switch presses a button or sets a toggle.
	Switch(ctx context.Context, id string, on bool) error
}

// Browser serves the demo page's API under /demo/api/.
func (w *Workspace) Browser() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /demo/api/state", w.browseState)
	mux.HandleFunc("GET /demo/api/messages", w.browseMessages)
	mux.HandleFunc("GET /demo/api/home", w.browseHome)
	mux.HandleFunc("GET /demo/api/events", w.browseEvents)
	mux.HandleFunc("GET /demo/api/controls", func(rw http.ResponseWriter, _ *http.Request) {
		writeJSON(rw, http.StatusOK, map[string]any{"actions": w.controls()})
	})
	mux.HandleFunc("GET /demo/api/files/{id}", func(rw http.ResponseWriter, r *http.Request) {
		w.giveFile(rw, r.PathValue("id"))
	})
	for path, do := range map[string]func(context.Context, deed) (reply, error){
		"home": w.doHome, "say": w.doSay, "action": w.doAction, "view": w.doView, "shortcut": w.doShortcut,
		"join": w.doJoin, "react": w.doReact, "dm": w.doDM, "controls": w.doControl,
	} {
		mux.HandleFunc("POST /demo/api/"+path, doing(do))
	}
	return mux
}

// doing reads a deed and answers {"ok":…}. Only JSON is taken, so that no
// other site can make a browser send one.
func doing(do func(context.Context, deed) (reply, error)) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
			http.Error(rw, "send application/json", http.StatusUnsupportedMediaType)
			return
		}
		var d deed
		if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxBody)).Decode(&d); err != nil {
			http.Error(rw, "the body is not the JSON expected", http.StatusBadRequest)
			return
		}
		out, err := do(r.Context(), d)
		if err != nil {
			writeJSON(rw, http.StatusOK, reply{"ok": false, "error": err.Error()})
			return
		}
		if out == nil {
			out = reply{}
		}
		if out["ok"] == nil {
			out["ok"] = true
		}
		writeJSON(rw, http.StatusOK, out)
	}
}

func (w *Workspace) controls() []Control {
	if w.opt.Panel == nil {
		return []Control{}
	}
	return append([]Control{}, w.opt.Panel.Controls()...)
}

// PanelChanged tells every page the controls as they now are.
func (w *Workspace) PanelChanged() {
	actions := w.controls()
	w.lock()
	defer w.unlock()
	w.tell(Event{Type: "controls", Actions: actions})
}

func (w *Workspace) browseState(rw http.ResponseWriter, r *http.Request) {
	as, actions := r.FormValue("as"), w.controls()
	w.lock()
	channels := []Channel{}
	for _, c := range w.channels {
		if c.sees(as) {
			channels = append(channels, c.as(as))
		}
	}
	users := []User{}
	for _, u := range w.users {
		users = append(users, *u)
	}
	out := reply{"team": w.opt.Team, "bot": w.opt.Bot, "users": users, "channels": channels, "actions": actions,
		"commands": append([]SlashCommand{}, w.app.Features.Commands...), "shortcuts": append([]Shortcut{}, w.app.Features.Shortcuts...)}
	w.unlock()
	writeJSON(rw, http.StatusOK, out)
}

func (w *Workspace) browseMessages(rw http.ResponseWriter, r *http.Request) {
	as, thread := r.FormValue("as"), r.FormValue("thread")
	messages := []*Message{}
	w.lock()
	c := w.channel(r.FormValue("channel"))
	if c != nil && c.sees(as) {
		for _, m := range w.seen(c, as) {
			if thread == "" || m.TS == thread || m.ThreadTS == thread {
				messages = append(messages, m.copy())
			}
		}
	}
	w.unlock()
	writeJSON(rw, http.StatusOK, reply{"messages": messages})
}

func (w *Workspace) browseHome(rw http.ResponseWriter, r *http.Request) {
	writeJSON(rw, http.StatusOK, reply{"view": w.Home(r.FormValue("as"))})
}

// browseEvents streams what a person sees. A page too slow to follow is cut
// off; it comes back and reads the state anew.
func (w *Workspace) browseEvents(rw http.ResponseWriter, r *http.Request) {
	as := r.FormValue("as")
	events := make(chan []byte, 256)
	slow := make(chan struct{}, 1)
	stop := w.Subscribe(func(e Event) {
		line, ok := w.lineFor(e, as)
		if !ok {
			return
		}
		select {
		case events <- line:
		default:
			select {
			case slow <- struct{}{}:
			default:
			}
		}
	})
	defer stop()
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	w.stream(r.Context(), rw, events, slow)
}

func (w *Workspace) stream(ctx context.Context, rw http.ResponseWriter, events <-chan []byte, slow <-chan struct{}) {
	out := http.NewResponseController(rw)
	pings := time.NewTicker(15 * time.Second)
	defer pings.Stop()
	line := []byte(`{"type":"ping"}`)
	for {
		if _, err := rw.Write([]byte("data: " + string(line) + "\n\n")); err != nil {
			return
		}
		if out.Flush() != nil {
			return
		}
		select {
		case line = <-events:
		case <-pings.C:
			line = []byte(`{"type":"ping"}`)
		case <-slow:
			return
		case <-ctx.Done():
			return
		case <-w.ctx.Done():
			return
		}
	}
}

// lineFor is an event as one person's page gets it.
func (w *Workspace) lineFor(e Event, as string) ([]byte, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.concerns(e, as) {
		return nil, false
	}
	if e.in != nil {
		e.Channel = e.in.as(as)
	}
	return encodeJSON(e), true
}
