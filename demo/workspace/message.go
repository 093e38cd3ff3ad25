package workspace

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Message is a message as people see it.
type Message struct {
	Channel     string           `json:"channel"`
	TS          string           `json:"ts"` // unique in the workspace, rising
	ThreadTS    string           `json:"thread_ts,omitempty"`
	User        string           `json:"user"`
	Username    string           `json:"username,omitempty"`
	Text        string           `json:"text"`
	Blocks      []any            `json:"blocks,omitempty"`
	Attachments []any            `json:"attachments,omitempty"`
	Ephemeral   bool             `json:"ephemeral"`
	To          string           `json:"to,omitempty"` // who alone sees an ephemeral
	Edited      bool             `json:"edited"`
	Deleted     bool             `json:"deleted,omitempty"`
	ReplyCount  int              `json:"reply_count,omitempty"`
	Files       []FileRef        `json:"files,omitempty"`
	Reactions   []Reaction       `json:"reactions,omitempty"`
	Subtype     string           `json:"subtype,omitempty"`
	Metadata    map[string]any   `json:"metadata,omitempty"`
	bot         bool             // posted by the app
	broadcast   bool             // a reply also shown in its channel
	editedTS    string           // when it was last edited
	state       map[string]state // what each person has chosen in it
}

// FileRef is a file as a message shows it.
type FileRef struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url"`
	Alt   string `json:"alt,omitempty"`
}

// Reaction is an emoji under a message and who put it there.
type Reaction struct {
	Name  string   `json:"name"`
	Users []string `json:"users"`
}

// stamp gives the next timestamp: the time of the clock, or one microsecond
// after the last one given.
func (w *Workspace) stamp() string {
	w.last = max(time.Now().UnixMicro(), w.last+1)
	return fmt.Sprintf("%d.%06d", w.last/1e6, w.last%1e6)
}

// post adds a message to its channel, or among the ephemerals, and tells it.
func (w *Workspace) post(c *channel, m *Message) *Message {
	m.Channel, m.TS = c.ID, w.stamp()
	w.name(m.Blocks)
	if m.Ephemeral {
		w.hidden = append(w.hidden, m)
		w.tell(Event{Type: "message", Message: m.copy(), to: []string{m.To}})
		return m
	}
	c.messages = append(c.messages, m)
	if parent := c.message(m.ThreadTS); parent != nil && m.ThreadTS != m.TS {
		parent.ReplyCount++
		parent.ThreadTS = parent.TS
		w.tell(Event{Type: "message", Message: m.copy()})
		w.tell(Event{Type: "update", Message: parent.copy()})
	} else {
		w.tell(Event{Type: "message", Message: m.copy()})
	}
	w.announceMessage(c, m)
	return m
}

// system posts what Slack itself writes, such as "joined #production".
func (w *Workspace) system(c *channel, user, subtype, text string) {
	w.post(c, &Message{User: user, Subtype: subtype, Text: text})
}

// copy is safe to hand out: nothing in it changes later.
func (m *Message) copy() *Message {
	out := *m
	out.state = nil
	out.Blocks = cloneJSON(m.Blocks)
	out.Attachments = cloneJSON(m.Attachments)
	out.Files = slices.Clone(m.Files)
	out.Metadata = maps.Clone(m.Metadata)
	out.Reactions = nil
	for _, r := range m.Reactions {
		out.Reactions = append(out.Reactions, Reaction{r.Name, slices.Clone(r.Users)})
	}
	return &out
}

// remove takes a message away and tells it.
func (w *Workspace) remove(c *channel, m *Message) {
	m.Deleted = true
	e := Event{Type: "delete", Channel: refOf(c), TS: m.TS}
	if m.Ephemeral {
		w.hidden = slices.DeleteFunc(w.hidden, func(h *Message) bool { return h == m })
		e.to = []string{m.To}
		w.tell(e)
		return
	}
	c.messages = slices.DeleteFunc(c.messages, func(o *Message) bool { return o == m })
	c.pins = slices.DeleteFunc(c.pins, func(ts string) bool { return ts == m.TS })
	w.tell(e)
	if parent := c.message(m.ThreadTS); parent != nil {
		parent.ReplyCount--
		w.tell(Event{Type: "update", Message: parent.copy()})
	}
	w.announceDeleted(c, m)
}

// wire is the message as the Web API and events give it.
func (w *Workspace) wire(m *Message, withMetadata bool) map[string]any {
	out := map[string]any{"type": "message", "user": m.User, "text": m.Text, "ts": m.TS, "team": w.opt.Team.ID}
	if m.bot {
		out["bot_id"], out["app_id"] = w.opt.Bot.BotID, w.opt.Bot.AppID
		out["bot_profile"] = w.botProfile()
	}
	put := func(key string, v any, there bool) {
		if there {
			out[key] = v
		}
	}
	put("blocks", cloneJSON(m.Blocks), len(m.Blocks) > 0)
	put("attachments", cloneJSON(m.Attachments), len(m.Attachments) > 0)
	put("subtype", m.Subtype, m.Subtype != "")
	put("username", m.Username, m.Username != "")
	put("thread_ts", m.ThreadTS, m.ThreadTS != "")
	put("reply_count", m.ReplyCount, m.ReplyCount > 0)
	put("metadata", m.Metadata, withMetadata && m.Metadata != nil)
	put("edited", map[string]any{"user": m.User, "ts": m.editedTS}, m.Edited)
	put("reactions", wireReactions(m.Reactions), len(m.Reactions) > 0)
	put("files", w.wireFiles(m.Files), len(m.Files) > 0)
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		out["parent_user_id"] = w.authorOf(m.Channel, m.ThreadTS)
	}
	return out
}

func (w *Workspace) authorOf(channelID, ts string) string {
	if c := w.channel(channelID); c != nil {
		if m := c.message(ts); m != nil {
			return m.User
		}
	}
	return ""
}

func (w *Workspace) botProfile() map[string]any {
	b := w.opt.Bot
	return map[string]any{"id": b.BotID, "app_id": b.AppID, "name": b.Name, "team_id": w.opt.Team.ID,
		"deleted": false, "updated": 0, "icons": map[string]any{"image_48": b.Avatar}}
}

func wireReactions(rs []Reaction) []any {
	var out []any
	for _, r := range rs {
		out = append(out, map[string]any{"name": r.Name, "users": slices.Clone(r.Users), "count": len(r.Users)})
	}
	return out
}

// mentions says whether a text mentions a user.
func mentions(text, user string) bool {
	return strings.Contains(text, "<@"+user+">") || strings.Contains(text, "<@"+user+"|")
}
