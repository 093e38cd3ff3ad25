package commands

import (
	"context"
	"strings"

	"vigie/captain"
	"vigie/incident"
	"vigie/production"
)

// Mention answers what is said to Vigie in a channel: who is captain, or what it can do.
func Mention(rota func() captain.Rota, all func() []Command) Run {
	return func(_ context.Context, c Call) (Reply, error) {
		words := "-" + production.Fold(c.Text) + "-"
		for _, asked := range []string{"captain", "capitaine", "quart", "watch", "garde", "on-call", "astreinte"} {
			if strings.Contains(words, "-"+asked) {
				m, err := c.Lang.Watch(rota(), c.At)
				m.Public = true
				return Reply{Message: &m}, err
			}
		}
		for _, asked := range []string{"help", "aide"} {
			if strings.Contains(words, "-"+asked+"-") {
				m := c.Lang.Help(all(), "")
				return Reply{Message: m}, nil
			}
		}
		return whisper(c.Lang.Say("mention.unknown")), nil
	}
}

// HomeTab draws a person's home tab: the watch, what is wrong, and the button for when
// something is.
func HomeTab(rota func() captain.Rota, incidents incident.Ledger) Run {
	return func(ctx context.Context, c Call) (Reply, error) {
		l := c.Lang
		h := Home{Parts: []Part{Header(l.Say("home.title"))}}
		watch, err := l.Watch(rota(), c.At)
		if err != nil {
			text, ok := l.Sorry(err)
			if !ok {
				return Reply{}, err
			}
			watch.Parts = []Part{Section{Text: text}}
		}
		h.Parts = append(h.Parts, watch.Parts...)
		live, err := incidents.Incidents(ctx, incident.Query{Live: true, Limit: 20})
		if err != nil {
			return Reply{}, err
		}
		h.Parts = append(h.Parts, Divider{}, Section{Text: "*" + l.Say("incident.list", "Count", len(live)) + "*"})
		for _, i := range live {
			h.Parts = append(h.Parts, Section{Text: l.line(i), Side: &Button{
				Name: "incident.show", Value: i.ID.String(), Text: l.Say("incident.show"),
			}})
		}
		h.Parts = append(h.Parts, Actions{declareButton(l)}, Context(l.Say("home.help")))
		return Reply{Home: &h}, nil
	}
}
