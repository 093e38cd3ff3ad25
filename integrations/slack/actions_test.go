package slack

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/commands"
)

const press = `{"type":"block_actions","trigger_id":"9.9","response_url":"https://hooks.example.org/b","team":{"id":"T1"},
	"user":{"id":"U1","team_id":"T1"},"channel":{"id":"C1"},"container":{"channel_id":"C1","message_ts":"5.5"},
	"message":{"ts":"5.5","thread_ts":"4.4","blocks":[{"type":"hologram","rays":[1]}]},"actions":[%s]}`

func TestActionsBecomeRequests(t *testing.T) {
	base := commands.Request{ID: "t:9.9", User: "U1", Team: "T1", Channel: "C1", Trigger: "9.9",
		Answer: "https://hooks.example.org/b", Message: commands.Place{Channel: "C1", TS: "5.5"}, Thread: "4.4"}
	with := func(kind commands.RequestKind, name, value string) *commands.Request {
		r := base
		r.Kind, r.Name, r.Value = kind, name, value
		return &r
	}
	for name, c := range map[string]struct {
		payload string
		want    *commands.Request
	}{
		"a button, beside a block of the future": {strings.ReplaceAll(press, "%s", `{"type":"button","action_id":"page.ack","block_id":"x","value":"P-7"}`),
			with(commands.Pressed, "page.ack", "P-7")},
		"the second button of a name": {strings.ReplaceAll(press, "%s", `{"type":"button","action_id":"page.ack#2","value":"P-8"}`),
			with(commands.Pressed, "page.ack", "P-8")},
		"a menu": {strings.ReplaceAll(press, "%s", `{"type":"static_select","action_id":"incident.gravity","selected_option":{"value":"2"}}`),
			with(commands.Pressed, "incident.gravity", "2")},
		"a link":        {strings.ReplaceAll(press, "%s", `{"type":"button","action_id":"url:incident.open"}`), nil},
		"a closed form": {`{"type":"view_closed","user":{"id":"U1"}}`, nil},
		"a global shortcut": {`{"type":"shortcut","callback_id":"incident.declare","trigger_id":"9.9","user":{"id":"U1","team_id":"T1"}}`,
			&commands.Request{ID: "t:9.9", Kind: commands.Shortcut, User: "U1", Team: "T1", Name: "incident.declare", Trigger: "9.9"}},
		"a shortcut on a message": {`{"type":"message_action","callback_id":"follow.up","trigger_id":"9.9","response_url":"https://hooks.example.org/b",
			"team":{"id":"T1"},"user":{"id":"U1"},"channel":{"id":"C1"},"message":{"ts":"5.5","thread_ts":"4.4","text":"a &lt; b"}}`,
			func() *commands.Request { r := with(commands.Shortcut, "follow.up", ""); r.Text = "a < b"; return r }()},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse()
			w := h.post(actionRoute, payload(c.payload))
			if w.Code != 200 || w.Body.Len() != 0 {
				t.Errorf("Slack hears %d %q, want an empty 200", w.Code, w.Body)
			}
			var want []commands.Request
			if c.want != nil {
				want = append(want, *c.want)
			}
			if diff := cmp.Diff(want, h.taken); diff != "" {
				t.Errorf("taken (-want +got):\n%s", diff)
			}
		})
	}
}

// teller hears what is said late.
type teller struct {
	commands.Asker
	said map[string]string
}

func (t *teller) Answer(_ context.Context, address string, m commands.Message) error {
	t.said[address] = m.Text
	return nil
}

func TestWordsForAPressGoThroughTheAnswerAddress(t *testing.T) {
	h, ear := newHouse(), &teller{said: map[string]string{}}
	h.Asker = ear
	h.reply.Message = &commands.Message{Text: "you have it"}
	w := h.post(actionRoute, payload(strings.ReplaceAll(press, "%s", `{"action_id":"page.ack"}`)))
	if w.Code != 200 || w.Body.Len() != 0 || !w.Flushed || ear.said["https://hooks.example.org/b"] != "you have it" {
		t.Errorf("Slack hears %d %q, then %v", w.Code, w.Body, ear.said)
	}
}

const submission = `{"type":"view_submission","trigger_id":"9.9","team":{"id":"T1"},"user":{"id":"U1"},"view":{"callback_id":"incident.declare",
	"private_metadata":"C1","blocks":[{"type":"section","block_id":"s"},{"type":"input","block_id":"title"},{"type":"input","block_id":"apps"}],
	"state":{"values":{"title":{"value":{"type":"plain_text_input","value":"API & co"}},"what":{"value":{"value":null}},
	"gravity":{"value":{"selected_option":{"value":"2"}}},"apps":{"value":{"selected_options":[{"value":"api"},{"value":"web"}]}},
	"lead":{"value":{"selected_user":"U9"}}}}}}`

func TestAFormIsTakenWithItsFields(t *testing.T) {
	h := newHouse()
	w := h.post(actionRoute, payload(submission))
	want := []commands.Request{{ID: "t:9.9", Kind: commands.Submitted, User: "U1", Team: "T1", Name: "incident.declare", Value: "C1", Trigger: "9.9",
		Fields: map[string][]string{"title": {"API & co"}, "gravity": {"2"}, "apps": {"api", "web"}, "lead": {"U9"}}}}
	if diff := cmp.Diff(want, h.taken); diff != "" || w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("%d %q, taken (-want +got):\n%s", w.Code, w.Body, diff)
	}
}

func TestAFormIsAnsweredByFaultsOrAnotherForm(t *testing.T) {
	for name, c := range map[string]struct {
		reply commands.Reply
		err   error
		want  map[string]any
	}{
		"faults":                 {commands.Reply{Faults: map[string]string{"apps": "which?"}}, nil, map[string]any{"apps": "which?"}},
		"a fault of no input":    {commands.Reply{Faults: map[string]string{"title": "one", "zebra": "two"}}, nil, map[string]any{"title": "one\ntwo"}},
		"words with an error":    {commands.Reply{Message: &commands.Message{Text: "a &lt; b"}}, errors.New("x"), map[string]any{"title": "a < b"}},
		"words without error":    {commands.Reply{Message: &commands.Message{Text: "done"}}, nil, nil},
		"faults that say naught": {commands.Reply{Faults: map[string]string{"apps": " "}}, nil, nil},
	} {
		h := newHouse()
		h.reply, h.err = c.reply, c.err
		w := h.post(actionRoute, payload(submission))
		var got struct {
			Action string         `json:"response_action"`
			Errors map[string]any `json:"errors"`
		}
		_ = json.Unmarshal(w.Body.Bytes(), &got)
		if w.Code != 200 || !maps.Equal(got.Errors, c.want) || (c.want != nil) != (got.Action == "errors") {
			t.Errorf("%s: Slack hears %d %s, want the errors %v", name, w.Code, w.Body, c.want)
		}
	}
	h := newHouse()
	h.reply.Form = &commands.Form{Name: "next", Title: "Next"}
	if w := h.post(actionRoute, payload(submission)); !strings.Contains(w.Body.String(), `"response_action":"update"`) {
		t.Errorf("another form is answered as %s", w.Body)
	}
}
