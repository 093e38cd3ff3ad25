package slack

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/captain"
	"vigie/commands"
)

const secret = "s3cr3t-of-the-app"

// desk takes requests and remembers them.
type desk struct {
	taken []commands.Request
	reply commands.Reply
	err   error
}

func (d *desk) Take(_ context.Context, r commands.Request) (commands.Reply, error) {
	d.taken = append(d.taken, r)
	return d.reply, d.err
}

// house is the doors with somebody behind them.
type house struct {
	*Doors
	desk
	mux     *http.ServeMux
	refused []Refusal
}

func newHouse() *house {
	h := &house{mux: http.NewServeMux()}
	h.Doors = NewDoors(secret, &h.desk)
	h.Doors.Refused = func(r Refusal) { h.refused = append(h.refused, r) }
	h.Mount(h.mux)
	return h
}

func sign(r *http.Request, body, secret string, at time.Time) {
	ts := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(mac, "v0:"+ts+":"+body)
	r.Header.Set("X-Slack-Request-Timestamp", ts)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

// post sends a signed body.
func (h *house) post(route, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, route, strings.NewReader(body))
	sign(r, body, secret, time.Now())
	return h.send(r)
}

func (h *house) send(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.mux.ServeHTTP(w, r)
	return w
}

// command is a form as Slack sends it, with changes.
func command(changes map[string]string) string {
	form := url.Values{}
	for k, v := range map[string]string{"command": "/incident", "text": "l'API &amp; co &lt;down&gt; <@U2|ann>", "user_id": "U1",
		"team_id": "T1", "channel_id": "C1", "trigger_id": "1.2.x", "response_url": "https://hooks.example.org/a", "token": "x"} {
		form.Set(k, v)
	}
	for k, v := range changes {
		form.Set(k, v)
	}
	return form.Encode()
}

func payload(s string) string { return url.Values{"payload": {s}}.Encode() }

func TestACommandIsTakenAndAnsweredInThe200(t *testing.T) {
	h := newHouse()
	h.reply.Message = &commands.Message{Text: "INC-1 declared", Public: true}
	w := h.post(commandRoute, command(nil))
	want := []commands.Request{{ID: "t:1.2.x", Kind: commands.Typed, User: "U1", Team: "T1", Channel: "C1", Name: "/incident",
		Text: "l'API & co <down> <@U2|ann>", Trigger: "1.2.x", Answer: "https://hooks.example.org/a"}}
	if diff := cmp.Diff(want, h.taken); diff != "" {
		t.Errorf("taken (-want +got):\n%s", diff)
	}
	if body := strings.TrimSpace(w.Body.String()); w.Code != 200 || body != `{"response_type":"in_channel","replace_original":false,"text":"INC-1 declared"}` {
		t.Errorf("Slack hears %d %s", w.Code, body)
	}
}

func TestNothingToSayIsAnEmpty200(t *testing.T) {
	h := newHouse()
	if w := h.post(commandRoute, command(nil)); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("Slack hears %d %q, want an empty 200", w.Code, w.Body)
	}
}

func TestWordsAreSaidEvenWhenTakingFails(t *testing.T) {
	h := newHouse()
	var failed []error
	h.Failed = func(err error) { failed = append(failed, err) }
	h.reply.Message, h.err = &commands.Message{Text: "Sorry, ref 7"}, errors.New("the store is away")
	w := h.post(commandRoute, command(nil))
	if w.Code != 200 || !strings.Contains(w.Body.String(), "ref 7") || len(failed) != 1 {
		t.Errorf("Slack hears %d %s, the log %v", w.Code, w.Body, failed)
	}
}

func TestWhatIsNotFromSlackIsRefused(t *testing.T) {
	body := command(nil)
	signed := func(change func(*http.Request)) func(*house) *httptest.ResponseRecorder {
		return func(h *house) *httptest.ResponseRecorder {
			r := httptest.NewRequest(http.MethodPost, commandRoute, strings.NewReader(body))
			sign(r, body, secret, time.Now())
			change(r)
			return h.send(r)
		}
	}
	at := func(d time.Duration) func(*http.Request) {
		return func(r *http.Request) { sign(r, body, secret, time.Now().Add(d)) }
	}
	for name, c := range map[string]struct {
		status int
		send   func(*house) *httptest.ResponseRecorder
	}{
		"as it should be":    {200, signed(func(*http.Request) {})},
		"five minutes old":   {200, signed(at(-5 * time.Minute))},
		"older":              {401, signed(at(-5*time.Minute - time.Second))},
		"from the future":    {401, signed(at(5*time.Minute + time.Second))},
		"another secret":     {401, signed(func(r *http.Request) { sign(r, body, "guess", time.Now()) })},
		"an empty secret":    {401, signed(func(r *http.Request) { sign(r, body, "", time.Now()) })},
		"another body":       {401, signed(func(r *http.Request) { sign(r, body+"&a=b", secret, time.Now()) })},
		"no signature":       {401, signed(func(r *http.Request) { r.Header.Del("X-Slack-Signature") })},
		"no time":            {401, signed(func(r *http.Request) { r.Header.Del("X-Slack-Request-Timestamp") })},
		"a time in words":    {401, signed(func(r *http.Request) { r.Header.Set("X-Slack-Request-Timestamp", "now") })},
		"a time without end": {401, signed(func(r *http.Request) { r.Header.Set("X-Slack-Request-Timestamp", "-9223372036854775808") })},
		"half a signature":   {401, signed(func(r *http.Request) { r.Header.Set("X-Slack-Signature", "v0=abcd") })},
		"a signature of old": {401, signed(func(r *http.Request) { r.Header.Set("X-Slack-Signature", "v1"+r.Header.Get("X-Slack-Signature")[2:]) })},
		"over 1 MiB":         {413, func(h *house) *httptest.ResponseRecorder { return h.post(commandRoute, strings.Repeat("a", 1<<20+1)) }},
		"1 MiB":              {400, func(h *house) *httptest.ResponseRecorder { return h.post(commandRoute, strings.Repeat("a", 1<<20)) }},
		"another method": {405, func(h *house) *httptest.ResponseRecorder {
			return h.send(httptest.NewRequest("GET", commandRoute, nil))
		}},
		"no escape": {400, func(h *house) *httptest.ResponseRecorder { return h.post(commandRoute, "command=%zz") }},
		"not UTF-8": {400, func(h *house) *httptest.ResponseRecorder { return h.post(commandRoute, body+"&text=%ff") }},
		"a NUL": {400, func(h *house) *httptest.ResponseRecorder {
			return h.post(commandRoute, command(map[string]string{"text": "\x00"}))
		}},
		"no command": {400, func(h *house) *httptest.ResponseRecorder {
			return h.post(commandRoute, command(map[string]string{"command": ""}))
		}},
		"nobody": {400, func(h *house) *httptest.ResponseRecorder {
			return h.post(commandRoute, command(map[string]string{"user_id": ""}))
		}},
		"an action that isn't": {400, func(h *house) *httptest.ResponseRecorder { return h.post(actionRoute, command(nil)) }},
		"half a payload":       {400, func(h *house) *httptest.ResponseRecorder { return h.post(actionRoute, payload(`{"type":"block_`)) }},
		"an unknown action": {400, func(h *house) *httptest.ResponseRecorder {
			return h.post(actionRoute, payload(`{"type":"dance","user":{"id":"U1"}}`))
		}},
		"no press": {400, func(h *house) *httptest.ResponseRecorder {
			return h.post(actionRoute, payload(`{"type":"block_actions","user":{"id":"U1"}}`))
		}},
		"a NUL in JSON": {400, func(h *house) *httptest.ResponseRecorder {
			return h.post(actionRoute, payload(`{"type":"shortcut","callback_id":"\u0000","user":{"id":"U1"}}`))
		}},
		"half an event":      {400, func(h *house) *httptest.ResponseRecorder { return h.post(eventRoute, `{"type":"event_callback",`) }},
		"an unknown event":   {400, func(h *house) *httptest.ResponseRecorder { return h.post(eventRoute, `{"type":"party"}`) }},
		"an event not UTF-8": {400, func(h *house) *httptest.ResponseRecorder { return h.post(eventRoute, "{\"type\":\"\xff\"}") }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // the clock must not move between signing and looking
				h := newHouse()
				w := c.send(h)
				if w.Code != c.status {
					t.Errorf("%d, want %d (%v)", w.Code, c.status, h.refused)
				}
				if taken, lines := len(h.taken), len(h.refused); c.status != 200 && (taken != 0 || lines != 1 || w.Body.Len() != 0) {
					t.Errorf("%d taken, %d lines logged, body %q; want nothing, one and nothing", taken, lines, w.Body)
				}
				for _, r := range h.refused {
					if r.Status != c.status || r.Route == "" || r.Reason == "" || strings.Contains(r.Reason, secret) || strings.Contains(r.Reason, "l'API") {
						t.Errorf("it is logged as %+v", r)
					}
				}
			})
		})
	}
}

func TestWithoutSecretNobodyIsLetIn(t *testing.T) {
	h := newHouse()
	h.Doors = NewDoors("", &h.desk)
	h.mux = http.NewServeMux()
	h.Mount(h.mux)
	body := command(nil)
	r := httptest.NewRequest(http.MethodPost, commandRoute, strings.NewReader(body))
	sign(r, body, "", time.Now())
	if w := h.send(r); w.Code != 401 || len(h.taken) != 0 {
		t.Errorf("%d, want 401", w.Code)
	}
}

func TestABodyThatBreaksOffIsRefused(t *testing.T) {
	h := newHouse()
	r := httptest.NewRequest(http.MethodPost, commandRoute, io.MultiReader(strings.NewReader("comm"), brokenReader{}))
	if w := h.send(r); w.Code != 400 || len(h.taken) != 0 {
		t.Errorf("%d, want 400", w.Code)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestACertificateCheckIsAnsweredAndNothingDone(t *testing.T) {
	h := newHouse()
	for _, r := range []*http.Request{
		httptest.NewRequest("GET", commandRoute+"?ssl_check=1", nil),
		httptest.NewRequest("POST", commandRoute, strings.NewReader("token=x&ssl_check=1")),
	} {
		if w := h.send(r); w.Code != 200 || len(h.taken) != 0 || len(h.refused) != 0 {
			t.Errorf("%s: %d, taken %v, refused %v", r.Method, w.Code, h.taken, h.refused)
		}
	}
}

func TestTheChallengeIsGivenBackWhenSigned(t *testing.T) {
	h := newHouse()
	body := `{"type":"url_verification","challenge":"abc"}`
	if w := h.post(eventRoute, body); w.Code != 200 || strings.TrimSpace(w.Body.String()) != `{"challenge":"abc"}` {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := h.send(httptest.NewRequest("POST", eventRoute, strings.NewReader(body))); w.Code != 401 {
		t.Errorf("unsigned it gets %d, want 401", w.Code)
	}
}

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

// occurrence is an event as Slack sends it.
func occurrence(inner string) string {
	return `{"type":"event_callback","team_id":"T1","event_id":"Ev1","authorizations":[{"user_id":"UBOT","is_bot":true}],"event":` + inner + `}`
}

const mention = `{"type":"app_mention","user":"U1","text":"<@UBOT> qui est capitaine &amp; <@U2> ?","ts":"7.1","thread_ts":"6.0","channel":"C1","event_ts":"7.1"}`

func TestEventsBecomeRequests(t *testing.T) {
	for name, c := range map[string]struct {
		event string
		want  []commands.Request
	}{
		"a mention": {mention, []commands.Request{{ID: "e:T1/C1/7.1/app_mention", Kind: commands.Mentioned, User: "U1", Team: "T1", Channel: "C1",
			Text: "qui est capitaine & <@U2> ?", Message: commands.Place{Channel: "C1", TS: "7.1"}, Thread: "6.0"}}},
		"the home tab": {`{"type":"app_home_opened","user":"U1","channel":"D1","tab":"home","event_ts":"8.1"}`,
			[]commands.Request{{ID: "e:T1/D1/8.1/app_home_opened", Kind: commands.HomeSeen, User: "U1", Team: "T1", Channel: "D1"}}},
		"the messages tab": {`{"type":"app_home_opened","user":"U1","channel":"D1","tab":"messages","event_ts":"8.1"}`, nil},
		"a bot":            {`{"type":"app_mention","user":"U8","bot_id":"B8","text":"<@UBOT> hi","ts":"7.1","channel":"C1"}`, nil},
		"ourselves":        {`{"type":"app_mention","user":"UBOT","text":"<@UBOT> hi","ts":"7.1","channel":"C1"}`, nil},
		"Slack's own bot":  {`{"type":"app_mention","user":"USLACKBOT","text":"<@UBOT> hi","ts":"7.1","channel":"C1"}`, nil},
		"nobody":           {`{"type":"app_mention","text":"<@UBOT> hi","ts":"7.1","channel":"C1"}`, nil},
		"something else":   {`{"type":"reaction_added","user":"U1","event_ts":"1.1","item":{"ts":"1"}}`, nil},
	} {
		h := newHouse()
		w := h.post(eventRoute, occurrence(c.event))
		if diff := cmp.Diff(c.want, h.taken); diff != "" || w.Code != 200 || w.Body.Len() != 0 {
			t.Errorf("%s: %d %q, taken (-want +got):\n%s", name, w.Code, w.Body, diff)
		}
	}
}

func TestTwoDeliveriesOfAMentionHaveOneID(t *testing.T) {
	h := newHouse()
	h.post(eventRoute, occurrence(mention))
	h.post(eventRoute, strings.Replace(occurrence(mention), "Ev1", "Ev2", 1))
	h.post(eventRoute, occurrence(strings.ReplaceAll(mention, "7.1", "7.2")))
	if h.taken[0].ID != h.taken[1].ID || h.taken[0].ID == h.taken[2].ID {
		t.Errorf("the ids are %q, %q and, of another mention, %q", h.taken[0].ID, h.taken[1].ID, h.taken[2].ID)
	}
}

func TestAnEventThatIsNotKeptComesAgain(t *testing.T) {
	h := newHouse()
	h.err = errors.New("the store is away")
	if w := h.post(eventRoute, occurrence(mention)); w.Code != 503 {
		t.Errorf("Slack hears %d, want 503", w.Code)
	}
	h.err = nil
	r := httptest.NewRequest(http.MethodPost, eventRoute, strings.NewReader(occurrence(mention)))
	sign(r, occurrence(mention), secret, time.Now())
	r.Header.Set("X-Slack-Retry-Num", "3")
	if w := h.send(r); w.Code != 200 || len(h.taken) != 2 {
		t.Errorf("the third retry gets %d and %d were taken, want 200 and 2", w.Code, len(h.taken))
	}
}

func TestOurOwnMentionIsTakenOutOfTheText(t *testing.T) {
	for _, c := range []struct {
		text string
		self captain.UserID
		want string
	}{
		{"<@UBOT> hi", "UBOT", "hi"},
		{"<@UBOT|vigie>: hi <@UBOT>", "UBOT", ": hi"},
		{"hello <@U1> and <@UBOT>", "UBOT", "hello <@U1> and"},
		{"<@UX> hi <@U1>", "", "hi <@U1>"},
	} {
		if got := withoutMention(c.text, c.self); got != c.want {
			t.Errorf("%q without %q is %q, want %q", c.text, c.self, got, c.want)
		}
	}
}
