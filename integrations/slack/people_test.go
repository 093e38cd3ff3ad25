package slack

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/captain"
	"vigie/commands"
)

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
