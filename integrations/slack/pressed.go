package slack

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"vigie/captain"
	"vigie/commands"
)

// callback is what we read of an interaction. Only that: a block of a kind nobody knows
// yet, in the message around a button, must not lose its press.
type callback struct {
	Type       string `json:"type"`
	CallbackID string `json:"callback_id"`
	Trigger    string `json:"trigger_id"`
	AnswerURL  string `json:"response_url"`
	Team       id     `json:"team"`
	User       struct {
		ID   string `json:"id"`
		Team string `json:"team_id"`
	} `json:"user"`
	Channel   id `json:"channel"`
	Container struct {
		Channel string `json:"channel_id"`
		TS      string `json:"message_ts"`
		Thread  string `json:"thread_ts"`
	} `json:"container"`
	Message struct {
		TS     string `json:"ts"`
		Thread string `json:"thread_ts"`
		Text   string `json:"text"`
	} `json:"message"`
	Actions []element `json:"actions"`
	View    struct {
		CallbackID string `json:"callback_id"`
		Metadata   string `json:"private_metadata"`
		Blocks     []struct {
			Type string `json:"type"`
			ID   string `json:"block_id"`
		} `json:"blocks"`
		State struct {
			Values map[string]map[string]element `json:"values"`
		} `json:"state"`
	} `json:"view"`
}

type id struct {
	ID string `json:"id"`
}

// element is a pressed or filled-in element.
type element struct {
	ActionID string   `json:"action_id"`
	Value    *string  `json:"value"`
	Option   *chosen  `json:"selected_option"`
	Options  []chosen `json:"selected_options"`
	User     string   `json:"selected_user"`
}

type chosen struct {
	Value string `json:"value"`
}

// values are what an element holds; none when it was left empty.
func (e element) values() []string {
	var all []string
	if e.Value != nil {
		all = append(all, *e.Value)
	}
	if e.Option != nil {
		all = append(all, e.Option.Value)
	}
	for _, o := range e.Options {
		all = append(all, o.Value)
	}
	if e.User != "" {
		all = append(all, e.User)
	}
	return all
}

func parseAction(body []byte) (incoming, error) {
	form, err := readForm(body)
	if err != nil {
		return incoming{}, err
	}
	if form.Get("payload") == "" {
		return incoming{}, errors.New("no payload in it")
	}
	return parseCallback([]byte(form.Get("payload")))
}

// parseCallback reads an interaction, of the form or of Socket Mode.
func parseCallback(payload []byte) (incoming, error) {
	var c callback
	if err := readJSON(payload, &c); err != nil {
		return incoming{}, err
	}
	if c.Type == "view_closed" {
		return incoming{nothing: true}, nil
	}
	if c.User.ID == "" {
		return incoming{}, errors.New("no user in it")
	}
	r := c.request(payload)
	switch c.Type {
	case "block_actions":
		return c.pressed(r)
	case "view_submission":
		return c.submitted(r)
	case "shortcut", "message_action":
		r.Kind, r.Name, r.Text = commands.Shortcut, c.CallbackID, plainer.Replace(c.Message.Text)
		return sound(r)
	}
	return incoming{}, errors.New("an interaction of an unknown type")
}

// request is what all interactions have in common.
func (c callback) request(payload []byte) commands.Request {
	channel := cmp.Or(c.Channel.ID, c.Container.Channel)
	return commands.Request{
		ID: deedID(c.Trigger, payload), User: captain.UserID(c.User.ID),
		Team: cmp.Or(c.Team.ID, c.User.Team), Channel: channel, Trigger: c.Trigger, Answer: c.AnswerURL,
		Message: commands.Place{Channel: channel, TS: cmp.Or(c.Message.TS, c.Container.TS)},
		Thread:  cmp.Or(c.Message.Thread, c.Container.Thread),
	}
}

// pressed reads a button or a menu. A button that opens a page needs nothing more.
func (c callback) pressed(r commands.Request) (incoming, error) {
	if len(c.Actions) == 0 {
		return incoming{}, errors.New("nothing was pressed")
	}
	a := c.Actions[0]
	if strings.HasPrefix(a.ActionID, linkPrefix) {
		return incoming{nothing: true}, nil
	}
	r.Kind, r.Name, r.Value = commands.Pressed, bare(a.ActionID), strings.Join(a.values(), ",")
	return sound(r)
}

// submitted reads a form that was filled in.
func (c callback) submitted(r commands.Request) (incoming, error) {
	r.Kind, r.Name, r.Value = commands.Submitted, c.View.CallbackID, c.View.Metadata
	r.Message, r.Fields = commands.Place{}, map[string][]string{}
	values := c.View.State.Values
	for _, block := range slices.Sorted(maps.Keys(values)) {
		for _, action := range slices.Sorted(maps.Keys(values[block])) {
			if filled := values[block][action].values(); len(filled) > 0 {
				r.Fields[bare(block)] = append(r.Fields[bare(block)], filled...)
			}
		}
	}
	in, err := sound(r)
	for _, b := range c.View.Blocks {
		if b.Type == "input" {
			in.inputs = append(in.inputs, b.ID)
		}
	}
	return in, err
}
