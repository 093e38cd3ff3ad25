package commands

import (
	"context"

	"vigie/captain"
	"vigie/incident"
	"vigie/production"
)

// Parts are what the commands act on.
type Parts struct {
	Rota      func() captain.Rota
	Pages     *captain.Desk
	Incidents *incident.Desk
	Timeline  timeline
	Fleet     *production.Fleet
	Digester  *Digester
	Queue     Adder
	Near      func(word string, among []string) []string
}

// All is every command of Vigie, in the order of help. To add one is to add a line.
func All(p Parts) []Command {
	var all []Command
	every := func() []Command { return all }
	all = []Command{
		Incident(responder{
			desk: p.Incidents, pages: p.Pages.Ledger, queue: p.Queue, near: p.Near,
			apps: func() []string { return p.Fleet.Apps().Names() },
		}, p.Timeline),
		p.captain(),
		App(operator{fleet: p.Fleet, incidents: p.Incidents.Ledger}),
		DigestCommand(p.Digester),
		Help(every),
	}
	return all
}

// captain is /captain with the buttons of pages.
func (p Parts) captain() Command {
	c := Captain(p.Rota, func(ctx context.Context, c Call) (Reply, error) {
		ref := c.Rest
		if ref == "" {
			id, err := ringing(ctx, p.Incidents.Ledger, p.Pages.Ledger)
			if err != nil {
				return Reply{}, err
			}
			ref = id.String()
		}
		return acknowledge(ctx, c, p.Pages, ref)
	})
	c.Deeds = append(c.Deeds, pageDeeds(p.Pages)...)
	return c
}

// Listed is a command as Slack's own menu shows it.
type Listed struct {
	// Usage is the words that may follow.
	Slash, Description, Usage string
}

// Listing gives the commands as Slack's menus show them.
func Listing(all []Command, l Lang) []Listed {
	list := make([]Listed, len(all))
	for i, c := range all {
		usage := ""
		for n, v := range c.Verbs {
			if n > 0 {
				usage += " | "
			}
			usage += v.Name
		}
		if c.Free != nil {
			usage = c.Free.Usage + " | " + usage
		}
		list[i] = Listed{Slash: c.Slash, Description: l.plain(c.Summary), Usage: usage}
	}
	return list
}

// ListedShortcut is a deed that Slack offers in its menus.
type ListedShortcut struct {
	Name, Title string
	OnMessage   bool
}

// Shortcuts lists the deeds that Slack offers in its menus.
func Shortcuts(all []Command, l Lang) []ListedShortcut {
	var list []ListedShortcut
	for _, c := range all {
		for _, d := range c.Deeds {
			if d.Shortcut != "" {
				list = append(list, ListedShortcut{Name: d.Name, Title: l.plain(d.Shortcut), OnMessage: d.OnMessage})
			}
		}
	}
	return list
}
