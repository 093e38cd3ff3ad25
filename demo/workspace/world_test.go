package workspace

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/slack-go/slack"
)

const (
	ana, leo, weber = "U0ANA", "U0LEO", "U0MAX"
	bot             = "U0VIGIE"
	general, prod   = "C0GENERAL", "C0PROD"
	secrets         = "C0SECRETS"
	secret          = "signing-secret"
	botToken        = "xoxb-test"
	appToken        = "xapp-test"
)

// allScopes are those of an app that may do everything here.
var allScopes = []string{"commands", "chat:write", "chat:write.public", "chat:write.customize", "channels:manage", "channels:read",
	"channels:history", "channels:join", "groups:write", "groups:read", "groups:history", "im:write", "im:read", "im:history",
	"users:read", "users:read.email", "usergroups:read", "usergroups:write", "reactions:write", "reactions:read", "pins:write",
	"pins:read", "bookmarks:write", "bookmarks:read", "files:write", "files:read", "team:read", "app_mentions:read"}

var allEvents = []string{"app_mention", "message.channels", "message.groups", "message.im", "app_home_opened",
	"member_joined_channel", "reaction_added", "channel_created"}

// world is a workspace with an app beside it, wired in process.
type world struct {
	*Workspace
	t     *testing.T
	app   *app
	slack *slack.Client
	mu    sync.Mutex
	told  []Event
}

// app is the receiving side: it keeps what it got and answers as told.
type app struct {
	mu     sync.Mutex
	got    []*http.Request
	forms  []url.Values
	bodies []string
	answer http.HandlerFunc
}

func (a *app) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	a.mu.Lock()
	a.got, a.forms, a.bodies = append(a.got, r), append(a.forms, form), append(a.bodies, string(body))
	answer := a.answer
	a.mu.Unlock()
	if answer != nil {
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		answer(rw, r)
	}
}

func (a *app) answers(h http.HandlerFunc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answer = h
}

func (a *app) says(body string) {
	a.answers(func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, body) })
}

func (a *app) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.bodies)
}

// payload is the last interactive payload the app got.
func (a *app) payload(t *testing.T) map[string]any {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.forms) == 0 {
		t.Fatal("the app got nothing")
	}
	var out map[string]any
	if err := json.Unmarshal([]byte(a.forms[len(a.forms)-1].Get("payload")), &out); err != nil {
		t.Fatalf("payload: %v", err)
	}
	return out
}

func (a *app) form() url.Values {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.forms[len(a.forms)-1]
}

func people() []User {
	return []User{
		{ID: ana, Name: "ana", RealName: "Ana Silva", Email: "ana@example.org", Locale: "fr-FR"},
		{ID: leo, Name: "leo", RealName: "Léo Martin", Email: "leo@example.org", Locale: "fr-FR"},
		{ID: weber, Name: "max", RealName: "Max Weber", Locale: "en-US"},
	}
}

func rooms() []Channel {
	return []Channel{
		{ID: general, Name: "general", Members: []string{ana, leo, weber, bot}},
		{ID: prod, Name: "production", Members: []string{ana, leo, bot}},
		{ID: "C0OTHER", Name: "other", Members: []string{ana}},
		{ID: secrets, Name: "secrets", Private: true, Members: []string{leo}},
	}
}

func testManifest(socket bool, scopes, events []string) []byte {
	m := map[string]any{
		"display_information": map[string]any{"name": "Vigie"},
		"features": map[string]any{
			"app_home": map[string]any{"home_tab_enabled": true}, "bot_user": map[string]any{"display_name": "Vigie"},
			"shortcuts": []any{map[string]any{"name": "Declare", "type": "global", "callback_id": "declare"},
				map[string]any{"name": "Note it", "type": "message", "callback_id": "note"}},
			"slash_commands": []any{map[string]any{"command": "/vigie", "url": "http://app/commands", "description": "all"}},
		},
		"oauth_config": map[string]any{"scopes": map[string]any{"bot": scopes}},
		"settings": map[string]any{
			"event_subscriptions": map[string]any{"request_url": "http://app/events", "bot_events": events},
			"interactivity":       map[string]any{"is_enabled": true, "request_url": "http://app/actions"},
			"socket_mode_enabled": socket,
		},
	}
	raw, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return raw
}

// newWorld makes a world in process; change may alter the options.
func newWorld(t *testing.T, change ...func(*Options)) *world {
	t.Helper()
	a := &app{}
	opt := Options{
		Team: Team{"T0VIGIE", "Démo", "demo"}, Bot: Bot{ID: bot, BotID: "B0VIGIE", AppID: "A0VIGIE", Name: "Vigie"},
		Users: people(), Channels: rooms(), Groups: []Group{{ID: "S0CAPT", Handle: "captains", Name: "Captains", Users: []string{ana}}},
		SigningSecret: secret, BotToken: botToken, AppToken: appToken, Unlimited: true,
		Client: &http.Client{Transport: Wire{a}},
	}
	for _, f := range change {
		f(&opt)
	}
	w := &world{Workspace: New(opt), t: t, app: a}
	t.Cleanup(w.Close)
	if err := w.Install(testManifest(false, allScopes, nil)); err != nil {
		t.Fatal(err)
	}
	w.Subscribe(func(e Event) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.told = append(w.told, e)
	})
	w.slack = slack.New(botToken, slack.OptionAPIURL("http://slack.test/api/"),
		slack.OptionHTTPClient(&http.Client{Transport: Wire{w.API()}}))
	return w
}

// events are what was told so far, of one type.
func (w *world) events(kind string) []Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Event
	for _, e := range w.told {
		if e.Type == kind {
			out = append(out, e)
		}
	}
	return out
}

// raw calls a method with a form and returns the answer.
func (w *world) raw(method string, form url.Values) map[string]any {
	w.t.Helper()
	req, _ := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://slack.test/api/"+method, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+botToken)
	return w.do(req)
}

func (w *world) do(req *http.Request) map[string]any {
	w.t.Helper()
	resp, err := Wire{w.API()}.RoundTrip(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		w.t.Fatal(err)
	}
	out["status"] = resp.StatusCode
	return out
}
