package workspace

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestOfWhoMayCall(t *testing.T) {
	w := newWorld(t)
	if err := w.Install(testManifest(false, []string{"commands", "chat:write"}, nil)); err != nil {
		t.Fatal(err)
	}
	call := func(method, header, kind, body string) map[string]any {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://slack.test/api/"+method, strings.NewReader(body))
		req.Header.Set("Content-Type", kind)
		if header != "" {
			req.Header.Set("Authorization", header)
		}
		return w.do(req)
	}
	const form, json = "application/x-www-form-urlencoded", "application/json; charset=utf-8"
	for _, c := range []struct{ name, method, header, kind, body, want string }{
		{"no token", "auth.test", "", form, "", "not_authed"},
		{"a wrong token", "auth.test", "Bearer xoxb-other", form, "", "invalid_auth"},
		{"an app token", "auth.test", "Bearer " + appToken, form, "", "not_allowed_token_type"},
		{"a token in the form", "auth.test", "", form, "token=" + botToken, ""},
		{"a token in JSON", "auth.test", "", json, `{"token":"` + botToken + `"}`, "not_authed"},
		{"a JSON body", "chat.postMessage", "Bearer " + botToken, json, `{"channel":"C0PROD","text":"x"}`, ""},
		{"JSON where only a form is read", "conversations.info", "Bearer " + botToken, json, `{"channel":"C0PROD"}`, "invalid_arguments"},
		{"JSON that is none", "chat.postMessage", "Bearer " + botToken, json, `{`, "invalid_json"},
		{"a JSON list", "chat.postMessage", "Bearer " + botToken, json, `[]`, "json_not_object"},
		{"without the scope", "users.info", "Bearer " + botToken, form, "user=U0ANA", "missing_scope"},
		{"without the scope of the channel", "conversations.info", "Bearer " + botToken, form, "channel=C0PROD", "missing_scope"},
		{"outside without write.public", "chat.postMessage", "Bearer " + botToken, form, "channel=C0OTHER&text=x", "not_in_channel"},
		{"no token where none is asked", "api.test", "", form, "", ""},
	} {
		got := call(c.method, c.header, c.kind, c.body)
		if code, _ := got["error"].(string); code != c.want {
			t.Errorf("%s: got %v, want %q", c.name, got, c.want)
		}
	}
	got := call("users.info", "Bearer "+botToken, form, "user=U0ANA")
	if got["needed"] != "users:read" || got["provided"] != "commands,chat:write" {
		t.Errorf("missing_scope says %v", got)
	}
}

func TestOfAnswersNameTheScopesAndWarn(t *testing.T) {
	w := newWorld(t)
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://slack.test/api/auth.test", strings.NewReader("{}"))
	req.Header.Set("Authorization", "Bearer "+botToken)
	req.Header.Set("Content-Type", "application/json")
	resp, err := Wire{w.API()}.RoundTrip(req)
	if err != nil || !strings.HasPrefix(resp.Header.Get("X-OAuth-Scopes"), "commands,chat:write") {
		t.Errorf("scopes %q %v", resp.Header.Get("X-OAuth-Scopes"), err)
	}
	got := w.raw("chat.postMessage", url.Values{"channel": {prod}, "blocks": {`[{"type":"section","text":{"type":"mrkdwn","text":"` + strings.Repeat("a", 3001) + `"}}]`}})
	meta, _ := got["response_metadata"].(map[string]any)
	messages, _ := meta["messages"].([]any)
	if len(messages) != 1 || messages[0] != "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]" {
		t.Errorf("messages %v", got)
	}
}

func TestOfManifestsSlackRefuses(t *testing.T) {
	w := newWorld(t)
	good := string(testManifest(false, allScopes, nil))
	for _, c := range []struct{ from, to string }{
		{`"name":"Vigie"`, `"name":"` + strings.Repeat("v", 36) + `"`},
		{`"command":"/vigie"`, `"command":"vigie"`},
		{`"command":"/vigie"`, `"command":"/vi gie"`},
		{`"url":"http://app/commands"`, `"url":""`},
		{`"commands",`, ``},
		{`"bot_events":null`, `"bot_events":["nope"]`},
		{`"app_mentions:read"],`, `"app_mentions:read"],`},
	} {
		bad := strings.ReplaceAll(good, c.from, c.to)
		if err := w.Install([]byte(bad)); (err == nil) != (bad == good) {
			t.Errorf("%s → %s: %v", c.from, c.to, err)
		}
	}
	if err := w.Install(testManifest(false, []string{"commands"}, []string{"app_mention"})); err == nil {
		t.Error("an event without its scope passed")
	}
}
