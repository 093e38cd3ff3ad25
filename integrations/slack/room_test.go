package slack

import (
	"strings"
	"testing"

	"vigie/commands"
)

var hello = commands.Message{Text: "hello"}

func TestAPostIsMarkedWithItsKey(t *testing.T) {
	p, room := newPretend()
	at, err := room.Post(t.Context(), "C1", incidentCard(), commands.PostOptions{Key: "card INC-42", Thread: "5.5"})
	if err != nil || at != (commands.Place{Channel: "C1", TS: "1.1"}) {
		t.Fatalf("it stands at %v, %v", at, err)
	}
	p.wantAsked(t, "chat.postMessage")
	form := p.calls[0].form
	for key, want := range map[string]string{
		"metadata":  `{"event_type":"vigie","event_payload":{"key":"card INC-42"}}`,
		"thread_ts": "5.5", "channel": "C1", "unfurl_links": "false", "unfurl_media": "false",
	} {
		if form.Get(key) != want {
			t.Errorf("%s is %q, want %q", key, form.Get(key), want)
		}
	}
	if !strings.Contains(form.Get("blocks"), "page.ack") {
		t.Errorf("the blocks are %s", form.Get("blocks"))
	}
}

func TestAPersonIsWrittenToDirectly(t *testing.T) {
	p, room := newPretend()
	for range 2 {
		if _, err := room.Post(t.Context(), "U1", hello, commands.PostOptions{Key: "page P-1 U1 0"}); err != nil {
			t.Fatal(err)
		}
	}
	p.wantAsked(t, "conversations.open", "chat.postMessage", "chat.postMessage")
	if channel := p.calls[1].form.Get("channel"); channel != "D1" {
		t.Errorf("it went to %s, want the direct channel D1", channel)
	}
}

func TestAPageReachesThePersonThoughNoDirectChannelOpens(t *testing.T) {
	p, room := newPretend()
	p.always("conversations.open", `{"ok":false,"error":"missing_scope","needed":"im:write"}`)
	if _, err := room.Post(t.Context(), "U1", hello, commands.PostOptions{Key: "page P-1"}); err != nil || p.calls[1].form.Get("channel") != "U1" {
		t.Errorf("it went to %q, %v", p.calls[1].form.Get("channel"), err)
	}
}

const seen = `{"ok":true,"messages":[{"ts":"9.9","user":"U5","metadata":{"event_type":"vigie","event_payload":{"key":"card INC-1"}}},
	{"ts":"3.3","user":"UBOT","bot_id":"BBOT","metadata":{"event_type":"vigie","event_payload":{"key":"card INC-1"}}}]}`

func TestWhatMayHaveBeenSaidIsLookedForFirst(t *testing.T) {
	again := commands.PostOptions{Key: "card INC-1", Again: true}
	t.Run("and found", func(t *testing.T) {
		p, room := newPretend()
		p.always("conversations.history", seen)
		at, err := room.Post(t.Context(), "C1", hello, again)
		if err != nil || at != (commands.Place{Channel: "C1", TS: "3.3"}) {
			t.Errorf("it stands at %v, %v; want 3.3: another's message with our mark does not count", at, err)
		}
		p.wantAsked(t, "auth.test", "conversations.history")
		if f := p.calls[1].form; f.Get("limit") != "50" || f.Get("include_all_metadata") != "1" {
			t.Errorf("Slack was asked for %v", f)
		}
	})
	t.Run("and not found", func(t *testing.T) {
		p, room := newPretend()
		p.always("conversations.history", strings.ReplaceAll(seen, "INC-1", "INC-11"))
		if _, err := room.Post(t.Context(), "C1", hello, again); err != nil {
			t.Error(err)
		}
		p.wantAsked(t, "auth.test", "conversations.history", "chat.postMessage")
	})
	t.Run("in its thread, over pages", func(t *testing.T) {
		p, room := newPretend()
		p.say["conversations.replies"] = func(c call, n int) reply {
			if c.form.Get("cursor") == "" {
				return reply{body: `{"ok":true,"messages":[{"ts":"1.0"}],"response_metadata":{"next_cursor":"two"}}`}
			}
			return reply{body: seen}
		}
		inThread := again
		inThread.Thread = "1.0"
		if at, err := room.Post(t.Context(), "C1", hello, inThread); err != nil || at.TS != "3.3" {
			t.Errorf("it stands at %v, %v", at, err)
		}
	})
	t.Run("unless Vigie may not look", func(t *testing.T) {
		p, room := newPretend()
		p.always("conversations.history", `{"ok":false,"error":"missing_scope","needed":"channels:history"}`)
		if _, err := room.Post(t.Context(), "C1", hello, again); err != nil {
			t.Error(err)
		}
		p.wantAsked(t, "auth.test", "conversations.history", "chat.postMessage")
	})
	t.Run("and while Slack is away nothing is said twice", func(t *testing.T) {
		p, room := newPretend()
		p.say["conversations.history"] = func(call, int) reply { return reply{status: 503} }
		if _, err := room.Post(t.Context(), "C1", hello, again); err == nil || len(p.of("chat.postMessage")) > 0 {
			t.Errorf("asked %v, %v", p.asked(), err)
		}
		page := commands.PostOptions{Key: "page P-1", Again: true}
		if _, err := room.Post(t.Context(), "C1", hello, page); err != nil || len(p.of("chat.postMessage")) != 1 {
			t.Errorf("but a page must go out: asked %v, %v", p.asked(), err)
		}
	})
}
