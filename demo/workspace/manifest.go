package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// manifest holds the parts of an app manifest the workspace obeys.
type manifest struct {
	Display struct {
		Name        string `json:"name"`
		Description string `json:"description"`
	} `json:"display_information"`
	Features struct {
		Home struct {
			Enabled bool `json:"home_tab_enabled"`
		} `json:"app_home"`
		Bot struct {
			Name string `json:"display_name"`
		} `json:"bot_user"`
		Shortcuts []Shortcut     `json:"shortcuts"`
		Commands  []SlashCommand `json:"slash_commands"`
	} `json:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `json:"bot"`
		} `json:"scopes"`
	} `json:"oauth_config"`
	Settings struct {
		Events struct {
			URL string   `json:"request_url"`
			Bot []string `json:"bot_events"`
		} `json:"event_subscriptions"`
		Interactivity struct {
			Enabled bool   `json:"is_enabled"`
			URL     string `json:"request_url"`
		} `json:"interactivity"`
		SocketMode bool `json:"socket_mode_enabled"`
	} `json:"settings"`
}

// SlashCommand is a command the app registered.
type SlashCommand struct {
	Command     string `json:"command"`
	URL         string `json:"url,omitempty"`
	Description string `json:"description"`
	UsageHint   string `json:"usage_hint,omitempty"`
	Escape      bool   `json:"should_escape,omitempty"`
}

// Shortcut is a shortcut the app registered; Type is "global" or "message".
type Shortcut struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	CallbackID  string `json:"callback_id"`
	Description string `json:"description,omitempty"`
}

// Install reads an app manifest in JSON. It replaces the one before, and
// refuses with every fault at once what Slack would refuse.
func (w *Workspace) Install(raw []byte) error {
	var m manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return fmt.Errorf("app manifest is not JSON the workspace can read: %w", err)
	}
	if err := errors.Join(m.faults()...); err != nil {
		return fmt.Errorf("app manifest refused: %w", err)
	}
	w.lock()
	defer w.unlock()
	w.app, w.scopes = m, slices.Clone(m.OAuth.Scopes.Bot)
	return nil
}

func (m *manifest) faults() []error {
	var errs []error
	add := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	long := func(s string, n int) bool { return utf8.RuneCountInString(s) > n }
	add(m.Display.Name == "" || long(m.Display.Name, 35), "display_information.name must have 1 to 35 characters")
	add(long(m.Display.Description, 140), "display_information.description is longer than 140 characters")
	add(long(m.Features.Bot.Name, 80), "features.bot_user.display_name is longer than 80 characters")
	add(len(m.Features.Commands) > 0 && !slices.Contains(m.OAuth.Scopes.Bot, "commands"), "slash_commands need the scope commands")
	seen := map[string]bool{}
	for _, c := range m.Features.Commands {
		name, ok := strings.CutPrefix(c.Command, "/")
		add(!ok || name == "" || long(c.Command, 32) || strings.ContainsAny(c.Command, " \t"), "slash command %q must be / and one word of up to 31 characters", c.Command)
		add(seen[c.Command], "slash command %s is there twice", c.Command)
		add(c.URL == "" && !m.Settings.SocketMode, "slash command %s has no url", c.Command)
		add(c.Description == "", "slash command %s has no description", c.Command)
		seen[c.Command] = true
	}
	for _, s := range m.Features.Shortcuts {
		add(s.Type != "global" && s.Type != "message", "shortcut %q: type must be global or message", s.Name)
		add(s.CallbackID == "" || long(s.Name, 24), "shortcut %q must have a callback_id and at most 24 characters of name", s.Name)
	}
	for _, e := range m.Settings.Events.Bot {
		scope, known := eventScope(e)
		add(!known, "bot event %s does not exist", e)
		add(scope != "" && !slices.Contains(m.OAuth.Scopes.Bot, scope), "bot event %s needs the scope %s", e, scope)
	}
	set := m.Settings
	add(len(set.Events.Bot) > 0 && set.Events.URL == "" && !set.SocketMode, "event_subscriptions has no request_url")
	add(set.Interactivity.Enabled && set.Interactivity.URL == "" && !set.SocketMode, "interactivity has no request_url")
	return errs
}

// eventScope is the scope a bot event needs; known is false for others.
func eventScope(event string) (scope string, known bool) {
	scopes := map[string]string{
		"app_home_opened": "", "app_mention": "app_mentions:read",
		"message.channels": "channels:history", "message.groups": "groups:history", "message.im": "im:history",
		"member_joined_channel": "channels:read", "member_left_channel": "channels:read",
		"channel_created": "channels:read", "channel_rename": "channels:read",
		"channel_archive": "channels:read", "channel_unarchive": "channels:read",
		"reaction_added": "reactions:read", "reaction_removed": "reactions:read",
		"subteam_updated": "usergroups:read", "subteam_members_changed": "usergroups:read",
		"pin_added": "pins:read", "pin_removed": "pins:read", "user_change": "users:read", "team_join": "users:read",
		"file_shared": "files:read", "app_uninstalled": "", "tokens_revoked": "", "app_rate_limited": "",
	}
	scope, known = scopes[event]
	return scope, known
}
