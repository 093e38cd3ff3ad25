package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/captain"
	"vigie/commands"
	"vigie/work"
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

func TestAChannelGetsAMessageASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, room := newPretend()
		start := time.Now()
		for i := range 5 {
			if _, err := room.Post(t.Context(), "C1", hello, commands.PostOptions{Key: "card " + fmt.Sprint(i)}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := room.Post(t.Context(), "C2", hello, commands.PostOptions{}); err != nil {
			t.Fatal(err)
		}
		var after []time.Duration
		for _, c := range p.calls {
			after = append(after, c.at.Sub(start))
		}
		want := []time.Duration{0, 0, 0, time.Second, 2 * time.Second, 2 * time.Second}
		if !slices.Equal(after, want) {
			t.Errorf("messages went out after %v, want %v", after, want)
		}
	})
}

func TestAPageWaitsForNoLimitOfOurs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, room := newPretend()
		start := time.Now()
		for range 50 {
			if _, err := room.Post(t.Context(), "C1", hello, commands.PostOptions{Key: "page P-1"}); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 0 || len(p.calls) != 50 {
			t.Errorf("%d pages took %v, want 50 at once", len(p.calls), took)
		}
		_, err := room.Post(t.Context(), "C1", hello, commands.PostOptions{Key: "card INC-1"})
		if pause := work.Pause(1, err); err == nil || pause < 40*time.Second || pause > 50*time.Second {
			t.Errorf("the card is put off by %v (%v), want the 48 s that the pages used up", pause, err)
		}
	})
}

func TestWhoeverWaitsGivesUpWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, room := newPretend()
		for range 3 {
			_, _ = room.Post(t.Context(), "C1", hello, commands.PostOptions{})
		}
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := room.Post(ctx, "C1", hello, commands.PostOptions{})
		if err == nil || time.Since(start) != 0 || work.Pause(1, err) != time.Second {
			t.Errorf("after %v it is told %v, want at once to come back in 1 s", time.Since(start), err)
		}
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(200*time.Millisecond, cancel)
		if _, err := room.Post(ctx, "C1", hello, commands.PostOptions{}); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled it is told %v", err)
		}
	})
}

func TestA429ShutsTheChannelAndNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, room := newPretend()
		p.say["chat.postMessage"] = func(c call, n int) reply {
			if n == 1 {
				return reply{status: 429, header: http.Header{"Retry-After": {"30"}}}
			}
			return reply{body: usual["chat.postMessage"]}
		}
		_, err := room.Post(t.Context(), "C1", hello, commands.PostOptions{})
		if work.Pause(1, err) != 30*time.Second {
			t.Errorf("it is to come back in %v (%v), want 30 s", work.Pause(1, err), err)
		}
		time.Sleep(10 * time.Second)
		_, err = room.Post(t.Context(), "C1", hello, commands.PostOptions{})
		if work.Pause(1, err) != 20*time.Second || len(p.calls) != 1 {
			t.Errorf("the next one is to come back in %v after %d calls, want 20 s and none of its own", work.Pause(1, err), len(p.calls))
		}
		if _, err := room.Post(t.Context(), "C2", hello, commands.PostOptions{}); err != nil {
			t.Errorf("another channel is shut too: %v", err)
		}
		time.Sleep(20 * time.Second)
		if _, err := room.Post(t.Context(), "C1", hello, commands.PostOptions{}); err != nil {
			t.Errorf("after the pause: %v", err)
		}
	})
}

func TestAnUnreasonablePauseIsBounded(t *testing.T) {
	for header, want := range map[string]time.Duration{"999999999999": maxPause, "0": time.Second, "-5": time.Second, "": defaultPause} {
		p, room := newPretend()
		p.say["chat.update"] = func(call, int) reply {
			h := http.Header{}
			if header != "" {
				h.Set("Retry-After", header)
			}
			return reply{status: 429, header: h}
		}
		if err := room.Update(t.Context(), commands.Place{Channel: "C1", TS: "1"}, hello); work.Pause(1, err) != want {
			t.Errorf("Retry-After %q pauses %v (%v), want %v", header, work.Pause(1, err), err, want)
		}
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	for code, c := range map[string]struct {
		is        error
		refused   bool
		permanent bool
		final     bool
		says      string
	}{
		"message_not_found":   {is: commands.ErrGone},
		"cant_update_message": {is: commands.ErrGone},
		"invalid_auth":        {refused: true, says: "SLACK_BOT_TOKEN"},
		"channel_not_found":   {refused: true, permanent: true, says: "vigie.yaml"},
		"not_in_channel":      {refused: true, permanent: true, says: "/invite"},
		"is_archived":         {refused: true, permanent: true, says: "unarchive"},
		"missing_scope":       {refused: true, permanent: true, says: "(chat:write)"},
		"invalid_blocks":      {refused: true, permanent: true, final: true, says: "must be shorter"},
		"msg_too_long":        {refused: true, permanent: true, final: true},
		"brand_new_code":      {refused: true, permanent: true, says: "docs.slack.dev"},
		"internal_error":      {says: "try again"},
		"fatal_error":         {},
	} {
		p, room := newPretend()
		p.always("chat.update", `{"ok":false,"error":"`+code+`","needed":"chat:write","response_metadata":{"messages":["must be shorter"]}}`)
		err := room.Update(t.Context(), commands.Place{Channel: "C1", TS: "1"}, hello)
		r, refused := errors.AsType[Refused](err)
		if err == nil || refused != c.refused || refused && r.Permanent() != c.permanent || work.IsFinal(err) != c.final ||
			c.is != nil && err != c.is || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s becomes %#v: %v", code, err, err)
		}
	}
}

func TestNoErrorShowsASecret(t *testing.T) {
	const address = "https://slack.test/api//answer/SECRETADDRESS"
	for name, spoil := range map[string]func(*pretend){
		"unreachable": func(p *pretend) { p.stopped = errors.New("connection refused") },
		"HTML":        func(p *pretend) { p.say["chat.postMessage"] = func(call, int) reply { return reply{body: "<html>"} } },
		"HTTP 502": func(p *pretend) {
			p.say["chat.postMessage"] = func(call, int) reply { return reply{status: 502, body: "<html>"} }
		},
		"no ts": func(p *pretend) { p.always("chat.postMessage", `{"ok":true}`) },
	} {
		p, room := newPretend()
		spoil(p)
		_, err := room.Post(t.Context(), "C1", hello, commands.PostOptions{})
		if err == nil || strings.Contains(err.Error(), "xoxb") || isRefusal(err) || work.IsFinal(err) {
			t.Errorf("%s: %v, want an error to repeat after", name, err)
		}
		if err := room.Answer(t.Context(), address, hello); name == "unreachable" && (err == nil || strings.Contains(err.Error(), "SECRET")) {
			t.Errorf("%s: the answer's error is %v", name, err)
		}
		if s := fmt.Sprintf("%v %+v", room.Answer(t.Context(), "::SECRET", hello), NewDoors(secret, nil)); strings.Contains(s, "SECRET") || strings.Contains(s, secret) {
			t.Errorf("%s", s)
		}
	}
}

func TestAnAnswerAddressEnds(t *testing.T) {
	const address = "https://slack.test/api//answer"
	for name, c := range map[string]struct {
		reply   reply
		expired bool
		pause   time.Duration
	}{
		"used":        {reply{status: 404, body: `{"ok":false,"error":"used_url"}`}, true, 0},
		"expired":     {reply{status: 404, body: `expired_url`}, true, 0},
		"with a 200":  {reply{status: 200, body: `{"ok":false,"error":"used_url"}`}, true, 0},
		"rate limit":  {reply{status: 429, header: http.Header{"Retry-After": {"7"}}}, false, 7 * time.Second},
		"disturbance": {reply{status: 500}, false, time.Second},
		"refusal":     {reply{status: 400, body: "invalid_payload"}, false, time.Second},
	} {
		p, room := newPretend()
		p.say["/answer"] = func(call, int) reply { return c.reply }
		err := room.Answer(t.Context(), address, hello)
		if err == nil || errors.Is(err, commands.ErrExpired) != c.expired || c.pause > 0 && work.Pause(1, err) != c.pause {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, room := newPretend()
	if err := room.Answer(t.Context(), address, commands.Message{Text: "done", Replace: true}); err != nil || !strings.Contains(p.calls[0].body, `"replace_original":true`) {
		t.Errorf("%v: %v", p.calls, err)
	}
	if err := room.Answer(t.Context(), "", hello); !errors.Is(err, commands.ErrExpired) {
		t.Errorf("no address: %v", err)
	}
}

func TestAFormOpensAtOnceOrNever(t *testing.T) {
	p, room := newPretend()
	if err := room.Open(t.Context(), "t1", declareForm()); err != nil || !strings.Contains(p.calls[0].body, `"trigger_id":"t1"`) {
		t.Fatal(err)
	}
	for _, code := range []string{"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"} {
		p.always("views.open", `{"ok":false,"error":"`+code+`"}`)
		if err := room.Open(t.Context(), "t1", declareForm()); !errors.Is(err, commands.ErrExpired) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if err := room.Open(t.Context(), "", declareForm()); !errors.Is(err, commands.ErrExpired) {
		t.Errorf("no trigger: %v", err)
	}
}

func TestLanguageIsAskedForOnceAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, room := newPretend()
		for range 3 {
			if lang, err := room.Locale(t.Context(), "U1"); lang != "fr" || err != nil {
				t.Errorf("%q, %v", lang, err)
			}
		}
		time.Sleep(time.Hour)
		p.always("users.info", `{"ok":true,"user":{"locale":"de-DE"}}`)
		if lang, err := room.Locale(t.Context(), "U1"); lang != "" || err != nil || len(p.calls) != 2 {
			t.Errorf("%q, %v after %d calls", lang, err, len(p.calls))
		}
	})
	for locale, want := range map[string]string{"fr-CA": "fr", "en-GB": "en", "en": "en", "": "", "français": ""} {
		if got := language(locale); got != want {
			t.Errorf("%q is %q, want %q", locale, got, want)
		}
	}
}

func TestCheckNamesMissingScopes(t *testing.T) {
	p, room := newPretend()
	p.say["auth.test"] = func(call, int) reply {
		return reply{body: usual["auth.test"], header: http.Header{"X-Oauth-Scopes": {"chat:write, commands"}}}
	}
	me, err := room.Check(t.Context())
	if me.Team != "Crew" || me.TeamID != "T1" || me.User != "UBOT" || me.BotID != "BBOT" || !slices.Equal(me.Scopes, []string{"chat:write", "commands"}) {
		t.Errorf("Vigie is %+v", me)
	}
	if !isRefusal(err, "missing_scope") || !strings.Contains(err.Error(), "app_mentions:read,channels:history") || strings.Contains(err.Error(), "chat:write") {
		t.Errorf("missing scopes are told as: %v", err)
	}
	p.say["auth.test"] = func(call, int) reply {
		return reply{body: usual["auth.test"], header: http.Header{"X-Oauth-Scopes": {strings.Join(Scopes(), ",")}}}
	}
	if _, err := room.Check(t.Context()); err != nil {
		t.Error(err)
	}
	p.always("auth.test", `{"ok":false,"error":"invalid_auth"}`)
	if _, err := room.Check(t.Context()); !isRefusal(err, "invalid_auth") {
		t.Error(err)
	}
}

// TestEveryMethodIsInTheTable drives all that a Room does and looks at what Slack was asked.
func TestEveryMethodIsInTheTable(t *testing.T) {
	p, room := newPretend()
	ctx := t.Context()
	p.always("conversations.create", `{"ok":false,"error":"name_taken"}`)
	_, _ = room.Create(ctx, "inc-1")
	_, _ = room.Post(ctx, "U1", hello, commands.PostOptions{Key: "a", Again: true})
	_, _ = room.Post(ctx, "C1", hello, commands.PostOptions{Key: "b", Again: true, Thread: "1"})
	_ = room.Update(ctx, commands.Place{Channel: "C1", TS: "1"}, hello)
	_ = room.Answer(ctx, "https://slack.test/api//answer", hello)
	_ = room.Open(ctx, "t", declareForm())
	_ = room.Whisper(ctx, "C1", "U1", hello)
	_ = room.Publish(ctx, "U1", commands.Home{})
	_ = room.SetTopic(ctx, "C1", "new")
	_ = room.Invite(ctx, "C1", captain.UserID("U1"))
	_, _ = room.Locale(ctx, "U1")
	_, _ = room.Members(ctx, "S1")
	_, _ = room.Check(ctx)
	asked := map[string]bool{}
	for _, name := range p.asked() {
		asked[name] = true
		if _, known := methods[name]; !known && name != "/answer" {
			t.Errorf("%s is called and not in the table", name)
		}
	}
	for name := range methods {
		if !asked[name] {
			t.Errorf("%s is in the table and never called: its scopes are asked for in vain", name)
		}
	}
}

func TestBucketsThatAreFullAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l throttle
		for i := range 3 * maxBuckets {
			if err := l.wait(t.Context(), "chat.postMessage", fmt.Sprint("chat.postMessage C", i), false); err != nil {
				t.Fatal(err)
			}
			time.Sleep(10 * time.Millisecond)
		}
		if n := len(l.buckets); n > 2*maxBuckets {
			t.Errorf("%d buckets are kept", n)
		}
	})
}
