package commands

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"vigie/captain"
	"vigie/incident"
	"vigie/production"
	"vigie/work"
)

// Announcer shows incidents to everybody: the card, the channel, the follow-up. Each of
// its methods is a work.Handler, repeatable at any point.
type Announcer struct {
	Incidents incident.Ledger
	Pages     captain.Ledger
	Room      Room
	Channels  Channels
	// Lang is the language of the channels.
	Lang func() Lang
	// Where is the channel of the cards; Crew is who is invited.
	Where func() string
	Crew  func() captain.Crew
	// Tracker opens follow-ups; nil when none is configured.
	Tracker production.Tracker
	// WorkingDays adds working days to a moment.
	WorkingDays func(from time.Time, days int) time.Time
}

// coalesce is the least time between two edits of one card: readers see the last one, and
// Slack takes one message a second and channel.
const coalesce = 3 * time.Second

// Card posts an incident's card, or edits it to what is so now.
func (a *Announcer) Card(ctx context.Context, t work.Taken) (time.Time, error) {
	i, err := a.incident(ctx, t)
	if err != nil {
		return time.Time{}, err
	}
	if next := i.Card.Shown.Add(coalesce); i.Card.TS != "" && time.Now().Before(next) {
		return next, nil
	}
	p, err := a.Pages.Page(ctx, i.Page)
	if err != nil {
		return time.Time{}, err
	}
	m := a.Lang().Card(i, p)
	card := Place{Channel: i.Card.Channel, TS: i.Card.TS}
	if card.TS != "" {
		err = a.Room.Update(ctx, card, m)
	}
	if card.TS == "" || errors.Is(err, ErrGone) {
		again := card.TS == "" && t.Attempt > 1
		card, err = a.Room.Post(ctx, a.Where(), m, PostOptions{Key: "card " + i.ID.String(), Again: again})
		if err == nil && again { // what was found may tell of an earlier state
			err = a.Room.Update(ctx, card, m)
		}
	}
	if err != nil {
		return time.Time{}, err
	}
	return time.Time{}, a.save(ctx, i.ID, func(i *incident.Incident) {
		i.Card = incident.Card{Channel: card.Channel, TS: card.TS, Shown: time.Now()}
	})
}

// SetUp makes the incident's channel, step by step; each step is saved, so that a death
// between two repeats at most one. A step that Slack refuses is shown on the card.
func (a *Announcer) SetUp(ctx context.Context, t work.Taken) (time.Time, error) {
	i, err := a.incident(ctx, t)
	if err != nil {
		return time.Time{}, err
	}
	for _, step := range []func(context.Context, *incident.Incident, bool) error{a.create, a.topic, a.greet, a.invite} {
		err := step(ctx, &i, t.Attempt > 1)
		var refused interface{ Permanent() bool }
		if errors.As(err, &refused) && refused.Permanent() {
			i.Room.Problem = err.Error()
			return time.Time{}, errors.Join(a.saveRoom(ctx, i, true), work.Final(err))
		}
		if err != nil {
			return time.Time{}, err
		}
		i.Room.Problem = ""
		if err := a.saveRoom(ctx, i, false); err != nil {
			return time.Time{}, err
		}
	}
	return time.Time{}, a.saveRoom(ctx, i, true)
}

func (a *Announcer) create(ctx context.Context, i *incident.Incident, _ bool) (err error) {
	if i.Room.Channel != "" {
		return nil
	}
	name := ChannelFor(*i)
	for n := 2; ; n++ {
		i.Room.Channel, err = a.Channels.Create(ctx, name)
		if !errors.Is(err, ErrNameTaken) || n > 9 {
			return err
		}
		name = ChannelFor(*i) + "-" + strconv.Itoa(n)
	}
}

func (a *Announcer) topic(ctx context.Context, i *incident.Incident, _ bool) error {
	if i.Room.Topic {
		return nil
	}
	err := a.Channels.SetTopic(ctx, i.Room.Channel, i.ID.String()+" · "+i.Severity.String()+" · "+i.Title)
	i.Room.Topic = err == nil
	return err
}

func (a *Announcer) invite(ctx context.Context, i *incident.Incident, _ bool) error {
	if i.Room.Invited {
		return nil
	}
	who := a.Crew().IDs()
	if i.By != "" {
		who = append(who, i.By)
	}
	err := a.Channels.Invite(ctx, i.Room.Channel, who...)
	i.Room.Invited = err == nil
	return err
}

func (a *Announcer) greet(ctx context.Context, i *incident.Incident, again bool) error {
	if i.Room.Greeted {
		return nil
	}
	_, err := a.Room.Post(ctx, i.Room.Channel, a.Lang().Greeting(*i), PostOptions{Key: "room " + i.ID.String(), Again: again})
	i.Room.Greeted = err == nil
	return err
}

// Unanswered says aloud, in the channel of the cards, that nobody answered the page.
func (a *Announcer) Unanswered(ctx context.Context, t work.Taken) (time.Time, error) {
	i, err := a.incident(ctx, t)
	if err != nil || !i.Live() {
		return time.Time{}, err
	}
	text := a.Lang().Say("card.unanswered", "ID", i.ID, "Severity", i.Severity, "Title", i.Title, "Who", mentions(a.Crew().IDs()))
	_, err = a.Room.Post(ctx, a.Where(), Message{Text: text, Parts: []Part{Section{Text: text}, Actions{
		Button{Name: "page.ack", Value: i.Page.String(), Text: a.Lang().Say("page.ack"), Style: Primary},
	}}}, PostOptions{Key: "unanswered " + i.ID.String(), Again: t.Attempt > 1})
	return time.Time{}, err
}

// Greeting opens an incident's channel: what it is about and what to type.
func (l Lang) Greeting(i incident.Incident) Message {
	text := l.Say("room.greeting", "ID", i.ID, "Severity", i.Severity, "Title", i.Title, "By", declarer(i))
	id := i.ID.String()
	return Message{Text: text, Parts: []Part{
		Section{Text: text + "\n" + l.Say("room.how")},
		Actions{
			Button{Name: "incident.say", Value: id, Text: l.Say("incident.note")},
			Button{Name: "incident.end", Value: id, Text: l.Say("incident.resolve")},
		},
	}}
}

// saveRoom saves how far the set-up has come, and has the card show it if asked.
func (a *Announcer) saveRoom(ctx context.Context, i incident.Incident, show bool) error {
	_, err := a.Incidents.ChangeIncident(context.WithoutCancel(ctx), i.ID, func(stored *incident.Incident) (incident.Change, error) {
		stored.Room = i.Room
		if show {
			return incident.Change{Work: []work.Item{{Kind: incident.CardWork, Key: i.ID.String()}}}, nil
		}
		return incident.Change{}, nil
	})
	return err
}

// FollowUp opens the issue of the lasting fix of a resolved incident.
func (a *Announcer) FollowUp(ctx context.Context, t work.Taken) (time.Time, error) {
	i, err := a.incident(ctx, t)
	if err != nil || i.FollowUp.Number != 0 || a.Tracker == nil {
		return time.Time{}, err
	}
	who, _ := a.Crew().Person(i.ResolvedBy)
	due := a.WorkingDays(i.Restored, production.FixedWithinDays)
	l := a.Lang()
	number, url, err := a.Tracker.OpenFollowUp(ctx, production.FollowUpDraft{
		Ref: i.ID.String(), Title: l.plain("follow-up.title", "ID", i.ID, "Title", Markup(i.Title)),
		Body: l.plain("follow-up.body", "ID", i.ID, "Declared", i.Declared, "Restored", i.Restored.Sub(i.Declared),
			"Severity", i.Severity, "Impact", Markup(i.Impact), "News", Markup(i.News), "Due", l.Day(due)),
		Assignee: who.GitHub,
	})
	if err != nil {
		return time.Time{}, err
	}
	_, err = a.Incidents.ChangeIncident(context.WithoutCancel(ctx), i.ID, func(i *incident.Incident) (incident.Change, error) {
		i.FollowUp = incident.FollowUp{Number: number, URL: url, Due: due}
		return incident.Change{
			Entries: []incident.Entry{{At: time.Now(), Kind: incident.EntryFollowUp, Text: url}},
			Work:    []work.Item{{Kind: incident.CardWork, Key: i.ID.String()}},
		}, nil
	})
	return time.Time{}, err
}

// plain is a text for places that know no mrkdwn.
func (l Lang) plain(id string, vars ...any) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(l.Say(id, vars...))
}

func (a *Announcer) incident(ctx context.Context, t work.Taken) (incident.Incident, error) {
	id, ok := incident.ParseID(t.Key)
	if !ok {
		return incident.Incident{}, work.Final(incident.ErrNoIncident)
	}
	i, err := a.Incidents.Incident(ctx, id)
	if errors.Is(err, incident.ErrNoIncident) {
		err = work.Final(err)
	}
	return i, err
}

// save changes what only the announcer writes; nobody has to hear of it.
func (a *Announcer) save(ctx context.Context, id incident.ID, change func(*incident.Incident)) error {
	_, err := a.Incidents.ChangeIncident(context.WithoutCancel(ctx), id, func(i *incident.Incident) (incident.Change, error) {
		change(i)
		return incident.Change{}, nil
	})
	return err
}

// maxChannelName is Slack's limit for a channel's name.
const maxChannelName = 80

// ChannelFor names an incident's channel: "inc-42-api-en-panne", small letters without
// accents, room left for a "-2".
func ChannelFor(i incident.Incident) string {
	name := "inc-" + itoa(int(i.ID))
	if i.Drill {
		name = "drill-" + name
	}
	if slug := ascii(production.Fold(i.Title)); slug != "" {
		name += "-" + slug
	}
	return strings.TrimRight(name[:min(len(name), maxChannelName-2)], "-")
}

// ascii drops what a channel's name may not hold.
func ascii(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, s), "-")
}

func itoa(n int) string { return strconv.Itoa(n) }
