package workspace

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

func TestOfASlashCommandIsSignedAndItsAnswerShown(t *testing.T) {
	w := newWorld(t)
	var verified error
	var got slack.SlashCommand
	w.app.answers(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		v, err := slack.NewSecretsVerifier(r.Header, secret)
		if err == nil {
			_, _ = v.Write(body)
			err = v.Ensure()
		}
		verified = err
		got, _ = slack.SlashCommandParse(r)
		rw.Header().Set("Content-Type", "application/json")
		_, _ = rw.Write([]byte(`{"response_type":"ephemeral","text":"It is <@U0ANA>"}`))
	})
	m, err := w.Command(t.Context(), leo, prod, "/vigie who is captain")
	if err != nil || verified != nil {
		t.Fatalf("command %v, signature %v", err, verified)
	}
	if m == nil || !m.Ephemeral || m.To != leo || m.Text != "It is <@U0ANA>" {
		t.Errorf("shown %+v", m)
	}
	if got.Command != "/vigie" || got.Text != "who is captain" || got.UserID != leo || got.ChannelName != "production" || got.TriggerID == "" {
		t.Errorf("the app got %+v", got)
	}
}

func TestOfAnswersToACommandSlackRefuses(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{`{"blocks":[{"type":"section"}]}`, "invalid_blocks"},
		{`{"text":`, "invalid_json"},
		{`{"response_type":"ephemeral"}`, "no_text"},
	} {
		w := newWorld(t)
		w.app.says(c.body)
		_, err := w.Command(t.Context(), leo, prod, "/vigie")
		problems := w.events("problem")
		if err == nil || len(problems) != 1 || !strings.Contains(problems[0].Text, c.want) {
			t.Errorf("%s: error %v, problems %+v, want one with %s", c.body, err, problems, c.want)
		}
	}
}

func TestOfAnAppThatAnswers500FailsWithDispatchFailed(t *testing.T) {
	w := newWorld(t)
	w.app.answers(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(500) })
	if _, err := w.Command(t.Context(), leo, prod, "/vigie"); err == nil || err.Error() != "dispatch_failed" {
		t.Errorf("got %v", err)
	}
	if p := w.events("problem"); len(p) != 1 || p[0].Text != "/vigie failed: dispatch_failed" || p[0].User != leo {
		t.Errorf("problems %+v", p)
	}
}

func button(t *testing.T, w *world) (channel, ts string) {
	t.Helper()
	ch, ts, err := w.slack.PostMessage(prod, slack.MsgOptionText("page", false), slack.MsgOptionBlocks(
		slack.NewActionBlock("b1", slack.NewButtonBlockElement("ack", "P-7", slack.NewTextBlockObject(slack.PlainTextType, "I take it", false, false)),
			slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, slack.NewTextBlockObject(slack.PlainTextType, "Severity", false, false), "sev",
				slack.NewOptionBlockObject("1", slack.NewTextBlockObject(slack.PlainTextType, "P1", false, false), nil),
				slack.NewOptionBlockObject("2", slack.NewTextBlockObject(slack.PlainTextType, "P2", false, false), nil)))))
	if err != nil {
		t.Fatal(err)
	}
	return ch, ts
}

func TestOfAButtonSendsWhatTheClientLibraryReads(t *testing.T) {
	w := newWorld(t)
	var ic slack.InteractionCallback
	w.app.answers(func(_ http.ResponseWriter, r *http.Request) { ic, _ = slack.InteractionCallbackParse(r) })
	ch, ts := button(t, w)
	if err := w.Select(t.Context(), leo, Place{Channel: prod}, "Severity", "P2"); err != nil {
		t.Fatal(err)
	}
	if err := w.Press(t.Context(), leo, Place{Channel: prod}, "I take it"); err != nil {
		t.Fatal(err)
	}
	a := ic.ActionCallback.BlockActions
	if len(a) != 1 || a[0].ActionID != "ack" || a[0].Value != "P-7" || a[0].BlockID != "b1" {
		t.Fatalf("actions %+v", a)
	}
	if ic.Channel.ID != ch || ic.Message.Timestamp != ts || ic.Container.MessageTs != ts || ic.User.ID != leo || ic.ResponseURL == "" {
		t.Errorf("payload %+v", ic)
	}
	if got := ic.BlockActionState.Values["b1"]["sev"].SelectedOption.Value; got != "2" {
		t.Errorf("state keeps severity %q, want 2", got)
	}
}

func TestOfAButtonAnswersThroughItsResponseURL(t *testing.T) {
	w := newWorld(t)
	ch, ts := button(t, w)
	if err := w.Press(t.Context(), leo, Place{Channel: prod}, "ack"); err != nil {
		t.Fatal(err)
	}
	link, _ := w.app.payload(t)["response_url"].(string)
	if _, _, err := w.slack.PostMessage("", slack.MsgOptionText("taken", false), slack.MsgOptionReplaceOriginal(link)); err != nil {
		t.Fatal(err)
	}
	if m := w.Messages(ch); len(m) != 1 || m[0].TS != ts || m[0].Text != "taken" || len(m[0].Blocks) != 0 {
		t.Errorf("replaced %+v", m)
	}
	if _, _, err := w.slack.PostMessage("", slack.MsgOptionText("only you", false), slack.MsgOptionResponseURL(link, slack.ResponseTypeEphemeral)); err != nil {
		t.Fatal(err)
	}
	if e := w.Ephemerals(leo); len(e) != 1 || e[0].Text != "only you" {
		t.Errorf("ephemerals %+v", e)
	}
	if _, _, err := w.slack.PostMessage("", slack.MsgOptionDeleteOriginal(link)); err != nil {
		t.Fatal(err)
	}
	if m := w.Messages(ch); len(m) != 0 {
		t.Errorf("the original stays: %+v", m)
	}
}

func TestOfABodyAnsweredToAButtonIsNotShown(t *testing.T) {
	w := newWorld(t)
	button(t, w)
	w.app.says(`{"text":"taken","replace_original":true}`)
	if err := w.Press(t.Context(), leo, Place{Channel: prod}, "ack"); err != nil {
		t.Fatal(err)
	}
	if p := w.events("problem"); len(p) != 1 {
		t.Errorf("problems %+v, want one that says the body is ignored", p)
	}
}

func TestOfAMentionReachesTheAppOnlyWhereItIsAMember(t *testing.T) {
	w := newWorld(t)
	if err := w.Install(testManifest(false, allScopes, allEvents)); err != nil {
		t.Fatal(err)
	}
	for _, channel := range []string{prod, "C0OTHER"} {
		if _, err := w.Say(t.Context(), ana, channel, "@Vigie who is captain?"); err != nil {
			t.Fatal(err)
		}
	}
	waitFor(t, func() bool { return w.app.count() == 2 }) // message.channels and app_mention
	w.Close()
	if got := strings.Join(w.app.bodies, "\n"); strings.Count(got, `"type":"app_mention"`) != 1 || !strings.Contains(got, "<@U0VIGIE> who is captain?") {
		t.Errorf("the app got %s", got)
	}
}

// waitFor gives background deliveries two seconds of real time.
func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Second); !done(); {
		if time.Now().After(end) {
			t.Fatal("waited two seconds in vain")
		}
		<-time.After(time.Millisecond)
	}
}

func TestOfShortcutsCarryTheirMessage(t *testing.T) {
	w := newWorld(t)
	ts, err := w.Say(t.Context(), ana, prod, "the site is slow")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Shortcut(t.Context(), leo, "note", prod, ts); err != nil {
		t.Fatal(err)
	}
	p := w.app.payload(t)
	if m, _ := p["message"].(map[string]any); p["type"] != "message_action" || m["text"] != "the site is slow" {
		t.Errorf("payload %v", p)
	}
	if err := w.Shortcut(t.Context(), leo, "declare", "", ""); err != nil {
		t.Fatal(err)
	}
	if p := w.app.payload(t); p["type"] != "shortcut" || p["callback_id"] != "declare" {
		t.Errorf("payload %v", p)
	}
}

func TestOfWhatPeopleTypeIsWrittenAsSlackDoes(t *testing.T) {
	w := newWorld(t)
	for typed, want := range map[string]string{
		"@ana and @captains see #production": "<@U0ANA> and <!subteam^S0CAPT|@captains> see <#C0PROD|production>",
		"a & b <c>":                          "a &amp; b &lt;c&gt;",
		"see https://example.org/x?a=1":      "see <https://example.org/x?a=1>",
		"<@U0LEO> stays, @nobody too":        "<@U0LEO> stays, @nobody too",
		"ask @ana.":                          "ask <@U0ANA>.",
	} {
		if got := w.written(typed, true); got != want {
			t.Errorf("%q is sent as %q, want %q", typed, got, want)
		}
	}
}
