package commands

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"vigie/incident"
	"vigie/production"
)

// operator is what the commands of apps need.
type operator struct {
	fleet     *production.Fleet
	incidents incident.Ledger
}

// App is /app: the state of production, and what is done to it.
func App(o operator) Command {
	status := Verb{Name: "status", Aliases: []string{"statut", "etat", "state"}, Usage: "[app]", Help: "app.status.help",
		Access: Everyone, Run: o.status}
	return Command{
		Slash: "/app", Summary: "app.summary", Bare: &status, Free: &Verb{Name: "status", Usage: "<app>", Help: "app.free.help", Access: Everyone, Run: o.status},
		Verbs: []Verb{status, {Name: "restart", Aliases: []string{"redemarrer", "redemarre", "relancer", "relance"},
			Usage: "<app> [process] [why]", Help: "app.restart.help", Access: Crew, Run: o.ask}},
		Deeds: []Deeds{
			{Name: "app.restart", Access: Crew, Run: o.restart},
			{Name: "app.cancel", Access: Everyone, Run: func(_ context.Context, c Call) (Reply, error) {
				return Reply{Message: &Message{Text: c.Lang.Say("app.cancelled"), Replace: true}}, nil
			}},
		},
	}
}

// status shows one app whole, or all of them, a line each.
func (o operator) status(ctx context.Context, c Call) (Reply, error) {
	words := c.Words()
	if len(words) == 0 {
		return Reply{Message: c.Lang.apps(lookAll(ctx, o.fleet, o.fleet.Apps()))}, nil
	}
	app, err := o.fleet.Find(strings.Join(words, " "))
	if err != nil {
		if app, err = o.fleet.Find(words[0]); err != nil {
			return Reply{}, err
		}
	}
	s := look(ctx, o.fleet, app)
	if s.err != nil && errors.Is(s.err, production.ErrNoApp) {
		return Reply{}, s.err
	}
	m := Message{Text: c.Lang.appLine(s), Parts: c.Lang.app(s)}
	return Reply{Message: &m}, nil
}

// asked is what the confirming button carries. Short names: Slack takes 2,000 characters.
type asked struct {
	App     string `json:"a"`
	Process string `json:"p,omitempty"`
	Why     string `json:"w,omitempty"`
}

// ask shows what a restart would hit and asks to confirm it. Nothing is called yet.
func (o operator) ask(ctx context.Context, c Call) (Reply, error) {
	words := c.Words()
	if len(words) == 0 {
		return Reply{}, sorry("app.which")
	}
	app, err := o.fleet.Find(words[0])
	if err != nil {
		return Reply{}, err
	}
	what := asked{App: app.Name}
	rest := words[1:]
	if len(rest) > 0 && isProcess(app, rest[0]) {
		what.Process, rest = rest[0], rest[1:]
	}
	what.Why = incident.Cut(strings.Join(rest, " "), 300)
	live, err := o.incidents.Incidents(ctx, incident.Query{Live: true})
	if err != nil {
		return Reply{}, err
	}
	s := look(ctx, o.fleet, app)
	if errors.Is(s.err, production.ErrNoApp) {
		return Reply{}, s.err
	}
	return Reply{Message: c.Lang.confirm(s, what, live)}, nil
}

// isProcess tells whether a word names a kind of container of the app.
func isProcess(a production.App, word string) bool {
	return slices.Contains(a.Processes, word)
}

// confirm is the question before a restart.
func (l Lang) confirm(s seen, what asked, live []incident.Incident) *Message {
	target := strings.ToUpper(s.app.HostName)
	if what.Process != "" {
		target += " (" + what.Process + ")"
	}
	value, _ := json.Marshal(what)
	m := Message{Text: l.Say("app.confirm", "App", target)}
	m.Parts = append(m.Parts, Section{Text: "*" + m.Text + "*"})
	m.Parts = append(m.Parts, l.app(s)...)
	for _, i := range live {
		m.Parts = append(m.Parts, Context(l.line(i)))
	}
	m.Parts = append(m.Parts, Actions{
		Button{Name: "app.restart", Value: string(value), Text: l.Say("app.restart"), Style: Danger, Confirm: &Confirm{
			Title: l.Say("app.sure"), Text: l.plain("app.confirm", "App", target), Yes: l.Say("app.restart"), No: l.Say("cancel"),
		}},
		Button{Name: "app.cancel", Text: l.Say("cancel")},
	})
	return &m
}

// restart books the restart that was confirmed.
func (o operator) restart(ctx context.Context, c Call) (Reply, error) {
	var what asked
	if err := json.Unmarshal([]byte(c.Value), &what); err != nil {
		return Reply{}, unknownDeedError{}
	}
	op, err := o.fleet.Restart(ctx, what.App, what.Process, what.Why, c.User, c.Channel, c.ID)
	if err != nil {
		return Reply{}, err
	}
	text := c.Lang.Say("app.restarting", "Operation", op.ID, "App", op.App)
	return Reply{Message: &Message{Text: text, Replace: true}}, nil
}
