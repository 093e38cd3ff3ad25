package slack

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"vigie/captain"
	"vigie/commands"
)

// envelope is what we read of an event.
type envelope struct {
	Type           string `json:"type"`
	Challenge      string `json:"challenge"`
	Team           string `json:"team_id"`
	Event          event  `json:"event"`
	Authorizations []struct {
		User string `json:"user_id"`
		Bot  bool   `json:"is_bot"`
	} `json:"authorizations"`
}

type event struct {
	Type    string `json:"type"`
	Subtype string `json:"subtype"`
	User    string `json:"user"`
	Bot     string `json:"bot_id"`
	Text    string `json:"text"`
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	EventTS string `json:"event_ts"`
	Thread  string `json:"thread_ts"`
	Tab     string `json:"tab"`
}

// parseEvent reads an event, of the web or of Socket Mode.
func (d *Doors) parseEvent(body []byte) (incoming, error) {
	var e envelope
	if err := readJSON(body, &e); err != nil {
		return incoming{}, err
	}
	switch e.Type {
	case "url_verification":
		if e.Challenge == "" {
			return incoming{}, errors.New("no challenge in it")
		}
		return incoming{challenge: e.Challenge}, nil
	case "app_rate_limited":
		d.refused(Refusal{Route: eventRoute, Status: http.StatusOK,
			Reason: "Slack holds events back: more than 30,000 in an hour"})
		return incoming{nothing: true}, nil
	case "event_callback":
		return e.heard(captain.UserID(cmp.Or(string(d.Bot), e.self())))
	}
	return incoming{}, errors.New("an event of an unknown type")
}

// self is Vigie's user id as the event has it.
func (e envelope) self() string {
	for _, a := range e.Authorizations {
		if a.Bot {
			return a.User
		}
	}
	return ""
}

// heard reads a mention or a look at the home tab. Whatever else is subscribed to, and
// all that bots say, Vigie too, is acknowledged and left.
func (e envelope) heard(self captain.UserID) (incoming, error) {
	ev := e.Event
	if ev.Type == "" {
		return incoming{}, errors.New("no event in it")
	}
	user := captain.UserID(ev.User)
	if user == "" || user == self || user == "USLACKBOT" || ev.Bot != "" || ev.Subtype == "bot_message" {
		return incoming{nothing: true}, nil
	}
	r := commands.Request{ID: e.id(), User: user, Team: e.Team, Channel: ev.Channel}
	switch {
	case ev.Type == "app_mention":
		r.Kind, r.Text, r.Thread = commands.Mentioned, withoutMention(ev.Text, self), ev.Thread
		r.Message = commands.Place{Channel: ev.Channel, TS: cmp.Or(ev.TS, ev.EventTS)}
	case ev.Type == "app_home_opened" && cmp.Or(ev.Tab, "home") == "home":
		r.Kind = commands.HomeSeen
	default:
		return incoming{nothing: true}, nil
	}
	if ev.EventTS == "" && ev.TS == "" {
		return incoming{}, errors.New("no time in it")
	}
	return sound(r)
}

// id names what happened, not its delivery: two deliveries of one event agree in it, also
// when Slack gives them different event ids.
func (e envelope) id() string {
	ev := e.Event
	return strings.Join([]string{"e:" + e.Team, cmp.Or(ev.Channel, ev.User), cmp.Or(ev.EventTS, ev.TS), ev.Type}, "/")
}

// withoutMention takes Vigie's mentions out of a text; with an unknown id the one it begins with.
func withoutMention(text string, self captain.UserID) string {
	var b strings.Builder
	for p := range pieces(text) {
		name, isMention := strings.CutPrefix(p, "<@")
		name, _, _ = strings.Cut(strings.TrimSuffix(name, ">"), "|")
		mine := name == string(self) || self == "" && blank(b.String())
		if !isMention || !mine {
			b.WriteString(p)
		}
	}
	return strings.TrimSpace(plainer.Replace(b.String()))
}
