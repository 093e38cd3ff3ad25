package commands

import (
	"strings"
	"time"

	"vigie/captain"
	"vigie/incident"
	"vigie/production"
)

// Card is the one message that shows an incident: what, who has it, how it stands against
// the objectives, and what can be done.
func (l Lang) Card(i incident.Incident, p captain.Page) Message {
	title := l.Say("card.title", "Severity", i.Severity, "Title", Markup(i.Title))
	if i.Drill {
		title = l.Say("drill") + " " + title
	}
	text := l.Say("card.text", "Severity", i.Severity, "ID", i.ID, "Title", i.Title, "State", Markup(l.Say("state."+string(i.State))))
	m := Message{Text: text, Parts: []Part{Header(title), Context(l.origin(i))}}
	if body := l.impact(i); body != "" {
		m.Parts = append(m.Parts, Section{Text: body})
	}
	m.Parts = append(m.Parts, l.facts(i, p))
	if buttons := l.cardButtons(i, p); len(buttons) > 0 {
		m.Parts = append(m.Parts, buttons)
	}
	if receipts := l.receipts(p); receipts != "" {
		m.Parts = append(m.Parts, Context(receipts))
	}
	if i.Room.Problem != "" {
		m.Parts = append(m.Parts, Context(l.Say("card.room-problem", "Why", i.Room.Problem)))
	}
	return m
}

// origin is the small print: which, when, by whom, where.
func (l Lang) origin(i incident.Incident) string {
	by := declarer(i)
	if i.By != "" && i.Link != "" {
		by += " " + Link(i.Link, l.Say("card.link"))
	}
	text := l.Say("card.origin", "ID", i.ID, "At", i.Declared, "By", by)
	if i.Room.Channel != "" {
		text += " · " + string(ChannelName(i.Room.Channel))
	}
	if i.Alerts > 1 {
		text += " · " + l.Say("card.alerts", "Count", i.Alerts)
	}
	return text
}

// declarer is the person who declared, or the sender of the alert.
func declarer(i incident.Incident) Markup {
	if i.By == "" {
		return Link(i.Link, i.Source)
	}
	return Markup(mention(i.By))
}

func (l Lang) impact(i incident.Incident) string {
	var lines []string
	if i.Impact != "" {
		lines = append(lines, l.Say("card.impact", "Impact", incident.Cut(i.Impact, 500)))
	}
	if i.News != "" {
		lines = append(lines, l.Say("card.news", "At", l.Clock(i.NewsAt), "By", i.NewsBy, "News", incident.Cut(i.News, 500)))
	}
	return strings.Join(lines, "\n")
}

// facts are the state and the objective clock: each value with its target, in words and a sign.
func (l Lang) facts(i incident.Incident, p captain.Page) Fields {
	who := string(mentions([]captain.UserID{p.By}))
	if p.By == "" {
		who = l.Say("card.calling", "Who", mentions(called(p)))
	}
	facts := Fields{
		{Name: l.Say("card.state"), Value: l.Say("state." + string(i.State))},
		{Name: l.Say("card.who"), Value: who},
		{Name: l.Say("card.alerted"), Value: l.against(i.Declared, p.Called, production.AlertedWithin, !i.Live())},
		{Name: l.Say("card.restored"), Value: l.against(i.Declared, i.Restored, production.RestoredWithin, !i.Live())},
	}
	if len(i.Apps) > 0 {
		facts = append(facts, Field{Name: l.Say("card.apps"), Value: string(code(i.Apps))})
	}
	if i.FollowUp.URL != "" {
		facts = append(facts, Field{Name: l.Say("card.follow-up"), Value: l.Say("card.fix-due",
			"Link", Link(i.FollowUp.URL, "#"+itoa(i.FollowUp.Number)), "Due", l.Day(i.FollowUp.Due))})
	}
	return facts
}

// against is a stretch of time beside its target. What has not happened yet is "under
// way": the card does not tick, so it says by when.
func (l Lang) against(from, to time.Time, target time.Duration, over bool) string {
	switch {
	case to.IsZero() && over:
		return "—"
	case to.IsZero():
		return l.Say("card.before", "By", from.Add(target).In(l.zone).Format("15:04:05"))
	case to.Sub(from) <= target:
		return l.Say("card.within", "Took", to.Sub(from), "Target", target)
	}
	return l.Say("card.missed", "Took", to.Sub(from), "Target", target)
}

// called is who is being called, or will be at once.
func called(p captain.Page) []captain.UserID {
	if on := p.OnCall(); len(on) > 0 {
		return on
	}
	return p.NextCall()
}

func (l Lang) cardButtons(i incident.Incident, p captain.Page) Actions {
	if !i.Live() {
		return nil
	}
	var row Actions
	if p.State == captain.Ringing || p.State == captain.Exhausted {
		row = append(row, Button{Name: "page.ack", Value: p.ID.String(), Text: l.Say("page.ack"), Style: Primary})
	}
	id := i.ID.String()
	row = append(row,
		Button{Name: "incident.say", Value: id, Text: l.Say("incident.note")},
		Button{Name: "incident.edit", Value: id, Text: l.Say("incident.edit")},
		Button{Name: "incident.end", Value: id, Text: l.Say("incident.resolve")},
	)
	if i.Room.Problem != "" {
		row = append(row, Button{Name: "incident.room", Value: id, Text: l.Say("retry")})
	}
	return row
}

// receiptsShown is how many receipts the card shows, the newest.
const receiptsShown = 8

// receipts is what became of each call: when, whom, how, and with what success.
func (l Lang) receipts(p captain.Page) string {
	var lines []string
	for _, r := range p.Receipts {
		id := "receipt." + string(r.State)
		lines = append(lines, l.Say(id, "At", r.At.In(l.zone).Format("15:04:05"), "Who", r.Who,
			"Channel", r.Channel, "Why", incident.Cut(r.Why, 80)))
	}
	if more := len(lines) - receiptsShown; more > 0 {
		lines = append([]string{l.Say("card.earlier", "Count", more)}, lines[more:]...)
	}
	switch next := p.NextCall(); {
	case p.By != "":
		lines = append(lines, l.Say("card.acked", "At", p.At.In(l.zone).Format("15:04:05"), "Who", p.By))
	case p.State == captain.Exhausted:
		lines = append(lines, l.Say("card.exhausted"))
	case len(next) > 0 && p.Rung > 0:
		lines = append(lines, l.Say("card.next", "At", p.Due.In(l.zone).Format("15:04:05"), "Who", mentions(next)))
	}
	return strings.Join(lines, " · ")
}
