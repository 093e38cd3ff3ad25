package slack

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func input() ManifestInput {
	return ManifestInput{
		Name: "Vigie", Description: "The lookout of the production crew", Color: "#1d3557", URL: "https://vigie.example.org/",
		Commands: []ManifestCommand{
			{Name: "/incident", Description: "Declare and follow incidents", Usage: "TITLE | list | resolve"},
			{Name: "/captain", Description: "Who is on watch"},
		},
		Shortcuts: []ManifestShortcut{
			{Name: "incident.open", Text: "Declare an incident", Description: "Opens the form"},
			{Name: "incident.from-message", Text: "Make it an incident", OnMessage: true},
		},
	}
}

func TestTheManifestIsAsAgreed(t *testing.T) {
	for name, in := range map[string]ManifestInput{"manifest": input(), "manifest-socket": func() ManifestInput {
		in := input()
		in.Socket, in.URL = true, ""
		return in
	}()} {
		data, err := Manifest(in)
		if err != nil {
			t.Fatal(err)
		}
		var m any
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		golden(t, name, json.RawMessage(data))
		for _, fault := range schemaFaults("", m) {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

func TestTheManifestAsksForWhatTheCodeCalls(t *testing.T) {
	want := []string{"app_mentions:read", "channels:history", "channels:manage", "channels:read", "chat:write", "commands",
		"groups:history", "im:history", "im:write", "usergroups:read", "users:read"}
	if got := Scopes(); !slices.Equal(got, want) {
		t.Errorf("the scopes are %v, want %v", got, want)
	}
}

func TestAManifestSlackWouldRefuseIsRefusedWhole(t *testing.T) {
	_, err := Manifest(ManifestInput{
		Name: strings.Repeat("n", 36), Description: strings.Repeat("d", 141), Color: "blue", URL: "http://vigie",
		Commands:  append(make([]ManifestCommand, 50), ManifestCommand{Name: "incident"}),
		Shortcuts: append(make([]ManifestShortcut, 10), ManifestShortcut{Name: "s", Text: strings.Repeat("t", 25)}),
	})
	for _, want := range []string{"name has 36", "description has 141", "blue", "https://", `"incident"`, "51 slash commands", "11 shortcuts", "s's text has 25"} {
		if !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("the error does not speak of %q", want)
		}
	}
}

// rule is a limit of github.com/slackapi/manifest-schema, version 2: what may stand at a
// path, written by hand from the schema, independent of the code.
type rule struct {
	text        [2]int // least and most characters
	items       [2]int
	form        string // pattern
	yes, object bool
	need        []string
}

var schema = map[string]rule{
	"":                                        {object: true, need: []string{"display_information"}},
	"/_metadata":                              {object: true},
	"/_metadata/major_version":                {},
	"/_metadata/minor_version":                {},
	"/display_information":                    {object: true, need: []string{"name"}},
	"/display_information/name":               {text: [2]int{1, 35}},
	"/display_information/description":        {text: [2]int{1, 140}},
	"/display_information/background_color":   {text: [2]int{4, 7}, form: `^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$`},
	"/features":                               {object: true},
	"/features/app_home":                      {object: true},
	"/features/app_home/home_tab_enabled":     {yes: true},
	"/features/app_home/messages_tab_enabled": {yes: true},
	"/features/app_home/messages_tab_read_only_enabled": {yes: true},
	"/features/bot_user":                         {object: true, need: []string{"display_name"}},
	"/features/bot_user/display_name":            {text: [2]int{1, 80}},
	"/features/bot_user/always_online":           {yes: true},
	"/features/slash_commands":                   {items: [2]int{1, 50}},
	"/features/slash_commands/*":                 {object: true, need: []string{"command", "description"}},
	"/features/slash_commands/*/command":         {text: [2]int{2, 32}, form: `^/`},
	"/features/slash_commands/*/url":             {text: [2]int{1, 3000}, form: `^https?://`},
	"/features/slash_commands/*/description":     {text: [2]int{1, 2000}},
	"/features/slash_commands/*/usage_hint":      {text: [2]int{1, 1000}},
	"/features/slash_commands/*/should_escape":   {yes: true},
	"/features/shortcuts":                        {items: [2]int{1, 10}},
	"/features/shortcuts/*":                      {object: true, need: []string{"name", "type", "callback_id", "description"}},
	"/features/shortcuts/*/name":                 {text: [2]int{1, 24}},
	"/features/shortcuts/*/type":                 {text: [2]int{1, 7}, form: `^(message|global)$`},
	"/features/shortcuts/*/callback_id":          {text: [2]int{1, 255}},
	"/features/shortcuts/*/description":          {text: [2]int{1, 150}},
	"/oauth_config":                              {object: true},
	"/oauth_config/scopes":                       {object: true},
	"/oauth_config/scopes/bot":                   {items: [2]int{1, 255}},
	"/oauth_config/scopes/bot/*":                 {text: [2]int{1, 255}, form: `^[a-z_]+(:[a-z.]+)?$`},
	"/settings":                                  {object: true},
	"/settings/event_subscriptions":              {object: true},
	"/settings/event_subscriptions/request_url":  {text: [2]int{1, 3000}, form: `^https?://`},
	"/settings/event_subscriptions/bot_events":   {items: [2]int{1, 100}},
	"/settings/event_subscriptions/bot_events/*": {text: [2]int{1, 255}, form: `^[a-z_.]+$`},
	"/settings/interactivity":                    {object: true, need: []string{"is_enabled"}},
	"/settings/interactivity/is_enabled":         {yes: true},
	"/settings/interactivity/request_url":        {text: [2]int{1, 3000}, form: `^https?://`},
	"/settings/org_deploy_enabled":               {yes: true},
	"/settings/socket_mode_enabled":              {yes: true},
	"/settings/token_rotation_enabled":           {yes: true},
}

// schemaFaults judges a value at a path by the schema.
func schemaFaults(at string, v any) []string {
	r, known := schema[at]
	if !known {
		return []string{at + " is not in the schema"}
	}
	var faults []string
	switch v := v.(type) {
	case map[string]any:
		for _, key := range r.need {
			if v[key] == nil {
				faults = append(faults, at+" lacks "+key)
			}
		}
		for key, inner := range v {
			faults = append(faults, schemaFaults(at+"/"+key, inner)...)
		}
		if !r.object {
			faults = append(faults, at+" is an object")
		}
	case []any:
		if len(v) < r.items[0] || len(v) > r.items[1] {
			faults = append(faults, fmt.Sprintf("%s has %d items", at, len(v)))
		}
		for _, inner := range v {
			faults = append(faults, schemaFaults(at+"/*", inner)...)
		}
	case string:
		if n := runes(v); n < r.text[0] || n > r.text[1] || !regexp.MustCompile(r.form).MatchString(v) {
			faults = append(faults, fmt.Sprintf("%s is %q", at, v))
		}
	case bool:
		if !r.yes {
			faults = append(faults, at+" is a bool")
		}
	}
	return faults
}
