package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// ManifestInput is what an app's manifest is made from.
type ManifestInput struct {
	// Name is the app's, at most 35 characters; Description at most 140.
	Name, Description string
	// Color is behind the app's card, "#1d3557"; empty leaves Slack's.
	Color string
	// URL is where Slack reaches Vigie, https://…; not needed with Socket.
	URL string
	// Socket makes an app for Socket Mode, without addresses.
	Socket    bool
	Commands  []ManifestCommand
	Shortcuts []ManifestShortcut
}

// ManifestCommand is a slash command.
type ManifestCommand struct {
	// Name begins with a slash: "/incident".
	Name, Description string
	// Usage is shown while typing; may be empty.
	Usage string
}

// ManifestShortcut is an entry of Slack's menus.
type ManifestShortcut struct {
	// Name is the handler's, Text what is read, at most 24 characters; it is also the
	// description where there is none.
	Name, Text, Description string
	// OnMessage puts it into the menu of messages instead of the global one.
	OnMessage bool
}

// manifest is version 2 of github.com/slackapi/manifest-schema, the part we use.
type manifest struct {
	Metadata struct {
		Major int `json:"major_version"`
		Minor int `json:"minor_version"`
	} `json:"_metadata"`
	Display  display  `json:"display_information"`
	Features features `json:"features"`
	OAuth    struct {
		Scopes struct {
			Bot []string `json:"bot"`
		} `json:"scopes"`
	} `json:"oauth_config"`
	Settings settings `json:"settings"`
}

type display struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Color       string `json:"background_color,omitempty"`
}

type features struct {
	Home struct {
		Home     bool `json:"home_tab_enabled"`
		Messages bool `json:"messages_tab_enabled"`
		ReadOnly bool `json:"messages_tab_read_only_enabled"`
	} `json:"app_home"`
	Bot struct {
		Name   string `json:"display_name"`
		Online bool   `json:"always_online"`
	} `json:"bot_user"`
	Commands  []slashCommand `json:"slash_commands,omitempty"`
	Shortcuts []shortcut     `json:"shortcuts,omitempty"`
}

type slashCommand struct {
	Command     string `json:"command"`
	URL         string `json:"url,omitempty"`
	Description string `json:"description"`
	Usage       string `json:"usage_hint,omitempty"`
	Escape      bool   `json:"should_escape"`
}

type shortcut struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	CallbackID  string `json:"callback_id"`
	Description string `json:"description"`
}

type settings struct {
	Events struct {
		URL string   `json:"request_url,omitempty"`
		Bot []string `json:"bot_events"`
	} `json:"event_subscriptions"`
	Interactivity struct {
		Enabled bool   `json:"is_enabled"`
		URL     string `json:"request_url,omitempty"`
	} `json:"interactivity"`
	OrgDeploy     bool `json:"org_deploy_enabled"`
	Socket        bool `json:"socket_mode_enabled"`
	TokenRotation bool `json:"token_rotation_enabled"`
}

// Manifest gives the JSON from which Slack makes the app. The error names everything that
// Slack would refuse.
func Manifest(in ManifestInput) ([]byte, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var m manifest
	m.Metadata.Major, m.Metadata.Minor = 2, 1
	m.Display = display{Name: in.Name, Description: in.Description, Color: in.Color}
	m.Features = in.features()
	m.OAuth.Scopes.Bot = Scopes()
	m.Settings.Events.URL = in.door(eventRoute)
	m.Settings.Events.Bot = []string{"app_home_opened", "app_mention"}
	m.Settings.Interactivity.Enabled = true
	m.Settings.Interactivity.URL = in.door(actionRoute)
	m.Settings.Socket = in.Socket
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false) // people read it
	enc.SetIndent("", "  ")
	if err := enc.Encode(m); err != nil {
		return nil, fmt.Errorf("slack manifest: %w", err)
	}
	return []byte(out.String()), nil
}

func (in ManifestInput) features() features {
	var f features
	f.Home.Home, f.Home.Messages, f.Home.ReadOnly = true, true, true
	f.Bot.Name, f.Bot.Online = in.Name, true
	for _, c := range in.Commands {
		f.Commands = append(f.Commands, slashCommand{
			Command: c.Name, URL: in.door(commandRoute), Description: c.Description, Usage: c.Usage, Escape: true})
	}
	for _, s := range in.Shortcuts {
		kind := "global"
		if s.OnMessage {
			kind = "message"
		}
		f.Shortcuts = append(f.Shortcuts, shortcut{Name: s.Text, Type: kind, CallbackID: s.Name, Description: first(s.Description, s.Text)})
	}
	return f
}

// door is the address of a route; empty in Socket Mode.
func (in ManifestInput) door(route string) string {
	if in.Socket {
		return ""
	}
	return strings.TrimSuffix(in.URL, "/") + route
}

var (
	commandName = regexp.MustCompile(`^/[a-z0-9_-]{1,31}$`)
	hexColor    = regexp.MustCompile(`^#([0-9a-fA-F]{3}){1,2}$`)
)

// check names all that Slack's schema and Slack itself would refuse.
func (in ManifestInput) check() error {
	errs := []error{
		within("name", in.Name, 1, 35),
		within("description", in.Description, 0, 140),
		count("slash commands", len(in.Commands), 50),
		count("shortcuts", len(in.Shortcuts), 10),
	}
	if in.Color != "" && !hexColor.MatchString(in.Color) {
		errs = append(errs, fmt.Errorf("slack manifest: colour %q is not like #1d3557", in.Color))
	}
	if u, err := url.Parse(in.URL); !in.Socket && (err != nil || u.Scheme != "https" || u.Host == "") {
		errs = append(errs, errors.New("slack manifest: the URL must begin with https://: Slack calls no other (give --url, or use Socket Mode)"))
	}
	for _, c := range in.Commands {
		if !commandName.MatchString(c.Name) {
			errs = append(errs, fmt.Errorf("slack manifest: command %q is not a slash and up to 31 of a-z, 0-9, _ and -", c.Name))
		}
		errs = append(errs, within(c.Name+"'s description", c.Description, 1, 2000), within(c.Name+"'s usage", c.Usage, 0, 1000))
	}
	for _, s := range in.Shortcuts {
		errs = append(errs, within("shortcut's name", s.Name, 1, maxCallbackID),
			within(s.Name+"'s text", s.Text, 1, maxViewTitle), within(s.Name+"'s description", s.Description, 0, 150))
	}
	return errors.Join(errs...)
}

func within(what, text string, least, most int) error {
	if n := runes(text); n < least || n > most {
		return fmt.Errorf("slack manifest: the %s has %d characters, Slack takes %d to %d", what, n, least, most)
	}
	return nil
}

func count(what string, n, most int) error {
	if n > most {
		return fmt.Errorf("slack manifest: %d %s, Slack takes %d", n, what, most)
	}
	return nil
}
