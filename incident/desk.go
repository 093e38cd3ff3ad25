package incident

import (
	"context"
	"errors"
	"strings"
	"time"

	"vigie/captain"
	"vigie/work"
)

// The kinds of work an incident makes; each item's key is the incident's id.
const (
	// CardWork posts or edits the card.
	CardWork = "incident.card"
	// RoomWork sets the incident's channel up.
	RoomWork = "incident.room"
	// UnansweredWork says aloud that nobody answered the page: nobody hears of an edit.
	UnansweredWork = "incident.unanswered"
	// FollowUpWork opens the issue of the lasting fix.
	FollowUpWork = "incident.follow-up"
)

// Ledger keeps incidents.
type Ledger interface {
	// Declare writes an incident, its page and its first entry in one transaction, gives
	// both their ids (the page's Ref names the incident), and adds the work that then
	// follows. If a live incident has the same key, or any incident the same delivery,
	// that one is given and fresh is false.
	Declare(ctx context.Context, i Incident, p captain.Page, e Entry, then func(Incident, captain.Page) []work.Item) (out Incident, fresh bool, err error)
	// Incident gives one, or ErrNoIncident.
	Incident(ctx context.Context, id ID) (Incident, error)
	// ChangeIncident changes an incident in one transaction and appends entries to its
	// timeline; change may be called more than once, its error leaves all as it was.
	ChangeIncident(ctx context.Context, id ID, change func(*Incident) (Change, error)) (Incident, error)
	// Incidents lists those that match, newest first.
	Incidents(ctx context.Context, q Query) ([]Incident, error)
	// Ingest keeps an alert and says what it means: see Heard.
	Ingest(ctx context.Context, a Alert, at time.Time) (Heard, error)
}

// Change is what goes with a change of an incident.
type Change struct {
	Entries []Entry
	Work    []work.Item
}

// Query selects incidents; zero fields select all.
type Query struct {
	Live    bool
	Channel string
	// From and To bound the declaration: From ≤ declared < To.
	From, To time.Time
	// Limit is the most to give; zero means 50.
	Limit int
}

// Heard is what an alert changed.
type Heard struct {
	// News tells whether the alert's state changed: a repetition has none.
	News bool
	// Incident is the live incident of the alert's group; zero if there is none.
	Incident ID
	// Quiet tells that no alert of that incident fires any more.
	Quiet bool
}

// Desk declares incidents and follows them to their end.
type Desk struct {
	Ledger Ledger
	// Rota and Plan are read at each declaration, so that a reloaded configuration counts.
	Rota func() captain.Rota
	Plan func() captain.Plan
	// FollowUps tells whether resolved incidents get an issue for the lasting fix.
	FollowUps bool
}

// Draft is what somebody says of a new incident.
type Draft struct {
	Title    string
	Severity Severity
	Apps     []string
	Impact   string
	Key      string
	Delivery string
	By       captain.UserID
	Source   string
	Link     string
	Drill    bool
}

// Declare makes an incident and books its page; the captain is being called when it
// returns. A repeated key gives the incident that is there, and fresh is false.
func (d *Desk) Declare(ctx context.Context, draft Draft) (i Incident, fresh bool, err error) {
	title := Cut(strings.Join(strings.Fields(draft.Title), " "), MaxTitle)
	if title == "" {
		return Incident{}, false, ErrNoTitle
	}
	if !draft.Severity.Valid() {
		draft.Severity = DefaultSeverity
	}
	now := time.Now()
	i = Incident{
		Title: title, Severity: draft.Severity, State: Open, Apps: draft.Apps, Impact: draft.Impact,
		Key: draft.Key, Delivery: draft.Delivery, By: draft.By, Source: draft.Source, Link: draft.Link, Drill: draft.Drill,
		Declared: now,
	}
	if draft.Source != "" {
		i.Alerts = 1
	}
	p := d.Plan().Call(d.Rota(), now, title, "", int(i.Severity))
	p.Drill = draft.Drill
	e := Entry{At: now, By: draft.By, Kind: EntryDeclared, Text: title}
	return d.Ledger.Declare(ctx, i, p, e, func(i Incident, p captain.Page) []work.Item {
		return []work.Item{p.Ring(), i.item(CardWork), i.item(RoomWork)}
	})
}

// Ingest takes an alert in: a new firing declares an incident or joins the live one of
// its group, a repetition counts, a resolve closes the alert.
func (d *Desk) Ingest(ctx context.Context, a Alert) error {
	if strings.TrimSpace(a.Title) == "" {
		a.Title = a.Key
	}
	heard, err := d.Ledger.Ingest(ctx, a, time.Now())
	if err != nil {
		return err
	}
	if heard.Incident != 0 {
		err := d.join(ctx, heard.Incident, a, heard)
		if !errors.Is(err, ErrNotLive) { // else it was resolved this instant: a firing begins another
			return err
		}
	}
	if !a.Firing || a.Minor {
		return nil
	}
	i, fresh, err := d.Declare(ctx, Draft{
		Title: a.Title, Severity: a.Severity, Apps: apps(a), Key: a.Group(),
		Source: a.Source, Link: a.Link,
	})
	if err != nil || fresh {
		return err
	}
	return d.join(ctx, i.ID, a, heard) // another alert of the group was first by a hair
}

// join adds an alert to a live incident; ErrNotLive if it is over.
func (d *Desk) join(ctx context.Context, id ID, a Alert, heard Heard) error {
	_, err := d.Ledger.ChangeIncident(ctx, id, func(i *Incident) (Change, error) {
		if !i.Live() {
			return Change{}, ErrNotLive
		}
		if a.Firing && heard.News {
			i.Alerts++
		}
		var entries []Entry
		if heard.News {
			entries = []Entry{{At: time.Now(), Kind: EntryAlert, Text: alertText(a, heard.Quiet)}}
		}
		return Change{Entries: entries, Work: []work.Item{i.item(CardWork)}}, nil
	})
	return err
}

func apps(a Alert) []string {
	if a.App == "" {
		return nil
	}
	return []string{a.App}
}

// alertText is what the timeline says of an alert: a sign that reads alike in any language.
func alertText(a Alert, quiet bool) string {
	sign := "▲ "
	if !a.Firing {
		sign = "▼ "
	}
	if quiet {
		sign = "✓ "
	}
	return sign + Cut(a.Title, MaxTitle)
}

// Note writes down what somebody saw or did; the newest note is the incident's news.
func (d *Desk) Note(ctx context.Context, id ID, by captain.UserID, text string) (Incident, error) {
	return d.Ledger.ChangeIncident(ctx, id, func(i *Incident) (Change, error) {
		now := time.Now()
		i.News, i.NewsBy, i.NewsAt = text, by, now
		return Change{
			Entries: []Entry{{At: now, By: by, Kind: EntryNote, Text: text}},
			Work:    []work.Item{i.item(CardWork)},
		}, nil
	})
}

// Edit corrects what a declaration said. Zero fields of the draft are left as they are.
func (d *Desk) Edit(ctx context.Context, id ID, draft Draft) (Incident, error) {
	return d.Ledger.ChangeIncident(ctx, id, func(i *Incident) (Change, error) {
		if t := Cut(strings.Join(strings.Fields(draft.Title), " "), MaxTitle); t != "" {
			i.Title = t
		}
		if draft.Severity.Valid() {
			i.Severity = draft.Severity
		}
		if draft.Apps != nil {
			i.Apps = draft.Apps
		}
		if draft.Impact != "" {
			i.Impact = draft.Impact
		}
		text := i.Severity.String() + " · " + i.Title
		return Change{
			Entries: []Entry{{At: time.Now(), By: draft.By, Kind: EntryEdited, Text: text}},
			Work:    []work.Item{i.item(CardWork)},
		}, nil
	})
}

// Resolve says that the service is back, stops its page and asks for the lasting fix.
// It fails with ErrNotLive if somebody did so before; the incident tells who.
func (d *Desk) Resolve(ctx context.Context, id ID, by captain.UserID, text string) (Incident, error) {
	var before Incident
	i, err := d.Ledger.ChangeIncident(ctx, id, func(i *Incident) (Change, error) {
		if before = *i; !i.Live() {
			return Change{}, ErrNotLive
		}
		now := time.Now()
		i.State, i.Restored, i.ResolvedBy = Resolved, now, by
		if text != "" {
			i.News, i.NewsBy, i.NewsAt = text, by, now
		}
		todo := []work.Item{i.item(CardWork), {Kind: captain.CloseWork, Key: i.Page.String()}}
		if d.FollowUps && !i.Drill {
			todo = append(todo, i.item(FollowUpWork))
		}
		return Change{Entries: []Entry{{At: now, By: by, Kind: EntryResolved, Text: text}}, Work: todo}, nil
	})
	if err != nil {
		return before, err
	}
	return i, nil
}

// item is a piece of work about the incident, due at once.
func (i Incident) item(kind string) work.Item {
	return work.Item{Kind: kind, Key: i.ID.String()}
}

// PageChanged is the work an incident has when its page changed: the card shows receipts.
func PageChanged(p captain.Page) []work.Item {
	id, ok := ParseID(p.Ref)
	if !ok {
		return nil
	}
	todo := []work.Item{{Kind: CardWork, Key: id.String()}}
	if p.State == captain.Exhausted {
		todo = append(todo, work.Item{Kind: UnansweredWork, Key: id.String(), Once: true})
	}
	return todo
}

// Cut shortens a text to at most n characters, the last of which is then "…".
func Cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
