package commands

import (
	"context"
	"strings"

	"vigie/captain"
	"vigie/incident"
)

// Call for the people on watch: messages with buttons, and what the buttons do.

// ByMessage is the contact method that everybody has: a message of Vigie's.
type ByMessage struct {
	Room Room
	// Lang gives the language of a person.
	Lang func(ctx context.Context, who captain.UserID) Lang
}

// Name is the word receipts use.
func (ByMessage) Name() string { return "slack" }

// Reaches is true of everybody: an account is all that Vigie knows people by.
func (ByMessage) Reaches(p captain.Person) bool { return p.ID != "" }

// Page posts the page to the person.
func (b ByMessage) Page(ctx context.Context, who captain.Person, p captain.Page) (handle string, err error) {
	rung := max(p.Rung-1, 0)
	again := false
	for _, r := range p.Receipts {
		again = again || r.Who == who.ID && r.Channel == b.Name() && r.Rung == rung && r.State == captain.Unknown
	}
	key := "page " + p.ID.String() + " " + string(who.ID) + " " + string(rune('0'+rung))
	at, err := b.Room.Post(ctx, string(who.ID), b.Lang(ctx, who.ID).Page(p), PostOptions{Key: key, Again: again})
	return at.Channel + "/" + at.TS, err
}

// Told edits the page's message, so that its buttons go when somebody has answered.
func (b ByMessage) Told(ctx context.Context, who captain.Person, handle string, p captain.Page) error {
	channel, ts, _ := strings.Cut(handle, "/")
	err := b.Room.Update(ctx, Place{Channel: channel, TS: ts}, b.Lang(ctx, who.ID).Page(p))
	if err == ErrGone { //nolint:errorlint // Update gives it bare
		return nil
	}
	return err
}

// Page is the message that wakes somebody, and what it becomes.
func (l Lang) Page(p captain.Page) Message {
	subject := l.Say("page.subject", "Severity", incident.Severity(p.Severity), "Ref", p.Ref, "Title", p.Subject)
	if p.Drill {
		subject = l.Say("drill") + " " + subject
	}
	switch p.State {
	case captain.Acknowledged:
		text := l.Say("page.taken", "By", p.By, "Subject", Markup(subject), "After", p.At.Sub(p.Created))
		return Message{Text: text, Parts: []Part{Section{Text: text}}}
	case captain.Closed:
		text := l.Say("page.closed", "Subject", Markup(subject))
		return Message{Text: text, Parts: []Part{Section{Text: text}}}
	}
	text := "🚨 " + subject
	return Message{Text: text, Parts: []Part{
		Section{Text: "*" + text + "*\n" + l.Say("page.asks")},
		Actions{
			Button{Name: "page.ack", Value: p.ID.String(), Text: l.Say("page.ack"), Style: Primary},
			Button{Name: "page.escalate", Value: p.ID.String(), Text: l.Say("page.escalate")},
			Button{Name: "page.decline", Value: p.ID.String(), Text: l.Say("page.decline")},
		},
		Context(l.Say("page.context", "Page", p.ID, "Since", l.Clock(p.Created), "Who", mentions(p.OnCall()))),
	}}
}

// pageDeeds are the buttons of a page.
func pageDeeds(desk pager) []Deeds {
	return []Deeds{
		{Name: "page.ack", Access: Crew, Run: func(ctx context.Context, c Call) (Reply, error) {
			return acknowledge(ctx, c, desk, c.Value)
		}},
		{Name: "page.escalate", Access: Crew, Run: func(ctx context.Context, c Call) (Reply, error) {
			id, err := captain.ParsePageID(c.Value)
			if err != nil {
				return Reply{}, err
			}
			p, err := desk.Escalate(ctx, id)
			return stepped(c, p, err)
		}},
		{Name: "page.decline", Access: Crew, Run: func(ctx context.Context, c Call) (Reply, error) {
			id, err := captain.ParsePageID(c.Value)
			if err != nil {
				return Reply{}, err
			}
			p, err := desk.Decline(ctx, id, c.User, "")
			return stepped(c, p, err)
		}},
	}
}

// stepped says who is called next after an escalation.
func stepped(c Call, p captain.Page, err error) (Reply, error) {
	if err != nil {
		return Reply{}, err
	}
	switch next := p.NextCall(); {
	case p.State != captain.Ringing:
		return whisper(c.Lang.Say("page.over", "Page", p.ID, "By", p.By)), nil
	case len(next) == 0:
		return whisper(c.Lang.Say("page.nobody-left", "Page", p.ID)), nil
	default:
		return whisper(c.Lang.Say("page.escalated", "Page", p.ID, "Who", mentions(next))), nil
	}
}

// acknowledge answers a page for whoever asked.
func acknowledge(ctx context.Context, c Call, desk pager, ref string) (Reply, error) {
	id, err := captain.ParsePageID(ref)
	if err != nil {
		return Reply{}, err
	}
	p, first, err := desk.Acknowledge(ctx, id, c.User)
	switch {
	case err != nil:
		return Reply{}, err
	case first:
		return whisper(c.Lang.Say("page.yours", "Ref", p.Ref, "Title", p.Subject, "After", p.At.Sub(p.Created))), nil
	case p.State == captain.Acknowledged && p.By == c.User:
		return whisper(c.Lang.Say("page.still-yours", "Ref", p.Ref)), nil
	}
	return whisper(c.Lang.Say("page.over", "Page", p.ID, "By", p.By)), nil
}

// ringing is the page of the newest live incident that still rings.
func ringing(ctx context.Context, incidents incident.Ledger, pages captain.Ledger) (captain.PageID, error) {
	live, err := incidents.Incidents(ctx, incident.Query{Live: true})
	if err != nil {
		return 0, err
	}
	for _, i := range live {
		p, err := pages.Page(ctx, i.Page)
		if err != nil {
			return 0, err
		}
		if p.State == captain.Ringing || p.State == captain.Exhausted {
			return p.ID, nil
		}
	}
	return 0, sorry("captain.ack.none")
}

// whisper is an answer for the asker alone.
func whisper(text string) Reply { return Reply{Message: &Message{Text: text}} }
