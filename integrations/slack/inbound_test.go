package slack

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

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

func newRequest(method, target string, body io.Reader) *http.Request {
	return httptest.NewRequestWithContext(context.Background(), method, target, body)
}

// post sends a signed body.
func (h *house) post(route, body string) *httptest.ResponseRecorder {
	r := newRequest(http.MethodPost, route, strings.NewReader(body))
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
			r := newRequest(http.MethodPost, commandRoute, strings.NewReader(body))
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
			return h.send(newRequest(http.MethodGet, commandRoute, nil))
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
	r := newRequest(http.MethodPost, commandRoute, strings.NewReader(body))
	sign(r, body, "", time.Now())
	if w := h.send(r); w.Code != 401 || len(h.taken) != 0 {
		t.Errorf("%d, want 401", w.Code)
	}
}

func TestABodyThatBreaksOffIsRefused(t *testing.T) {
	h := newHouse()
	r := newRequest(http.MethodPost, commandRoute, io.MultiReader(strings.NewReader("comm"), brokenReader{}))
	if w := h.send(r); w.Code != 400 || len(h.taken) != 0 {
		t.Errorf("%d, want 400", w.Code)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestACertificateCheckIsAnsweredAndNothingDone(t *testing.T) {
	h := newHouse()
	for _, r := range []*http.Request{
		newRequest(http.MethodGet, commandRoute+"?ssl_check=1", nil),
		newRequest(http.MethodPost, commandRoute, strings.NewReader("token=x&ssl_check=1")),
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
	if w := h.send(newRequest(http.MethodPost, eventRoute, strings.NewReader(body))); w.Code != 401 {
		t.Errorf("unsigned it gets %d, want 401", w.Code)
	}
}
