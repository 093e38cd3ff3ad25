package commands

import (
	"context"
	"strings"
	"time"

	"vigie/captain"
)

// pager answers a page.
type pager interface {
	Acknowledge(ctx context.Context, id captain.PageID, by captain.UserID) (p captain.Page, first bool, err error)
	Escalate(ctx context.Context, id captain.PageID) (captain.Page, error)
	Decline(ctx context.Context, id captain.PageID, by captain.UserID, why string) (captain.Page, error)
}

// Captain is /captain: who is on watch.
func Captain(rota func() captain.Rota, acknowledge Run) Command {
	who := Verb{
		Name: "who", Aliases: []string{"qui", "now", "maintenant"}, Help: "captain.who.help",
		Access: Everyone, Now: true,
		Run: func(_ context.Context, c Call) (Reply, error) {
			m, err := c.Lang.Watch(rota(), c.At)
			if err != nil {
				return Reply{}, err
			}
			m.Parts = append(m.Parts, Actions{Button{Name: "captain.share", Text: c.Lang.Say("share")}})
			return Reply{Message: &m}, nil
		},
	}
	return Command{
		Slash: "/captain", Summary: "captain.summary",
		Verbs: []Verb{who, {
			Name: "ack", Aliases: []string{"prends", "acquitter", "acquitte"}, Usage: "[P-7]", Help: "captain.ack.help",
			Access: Crew, Now: true, Run: acknowledge,
		}},
		Bare: &who,
		Deeds: []Deeds{{
			Name: "captain.share", Access: Everyone,
			Run: func(_ context.Context, c Call) (Reply, error) {
				m, err := c.Lang.Watch(rota(), c.At)
				m.Public = true
				return Reply{Message: &m}, err
			},
		}},
	}
}

// Watch says who is captain at a moment, who is mate, until when, and who is next.
func (l Lang) Watch(r captain.Rota, at time.Time) (Message, error) {
	on := r.On(at)
	next, more := r.Next(at)
	if len(on) == 0 {
		if more {
			return Message{}, sorry("captain.not-begun", "Who", next.Who.ID, "From", next.From)
		}
		return Message{}, captain.ErrNobody
	}
	lines := []string{l.Say("captain.is", "Who", on[0].Who.ID, "Until", on[0].To)}
	for _, mate := range on[1:] {
		lines = append(lines, l.Say("captain.mate", "Who", mate.Who.ID, "Until", mate.To))
	}
	if more {
		lines = append(lines, l.Say("captain.next", "Who", next.Who.ID, "From", next.From))
	}
	return Message{Text: strings.Join(lines, " · "), Parts: []Part{Section{Text: strings.Join(lines, "\n")}}}, nil
}
