package commands

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"vigie/captain"
	"vigie/incident"
	"vigie/production"
)

// responder is what the commands of incidents need.
type responder struct {
	desk  *incident.Desk
	pages captain.Ledger
	queue Adder
	// apps lists the catalogue's names for the form.
	apps func() []string
	near func(word string, among []string) []string
}

// timeline reads what happened in an incident.
type timeline interface {
	Entries(ctx context.Context, id incident.ID) ([]incident.Entry, error)
}

// Incident is /incident: declare, note, resolve, list, show.
func Incident(r responder, t timeline) Command {
	list := Verb{
		Name: "list", Aliases: []string{"liste", "ls"}, Alone: true, Help: "incident.list.help",
		Access: Everyone, Now: true, Run: r.list,
	}
	var c Command
	declare := Verb{Usage: "…", Help: "incident.free.help", Access: Everyone, Now: true, Run: r.free(&c, t)}
	c = Command{
		Slash: "/incident", Summary: "incident.summary",
		Bare: &list, Free: &declare,
		Verbs: []Verb{
			{Name: "declare", Aliases: []string{"declarer", "ouvrir", "open", "new", "nouveau"}, Usage: "[…]", Help: "incident.declare.help",
				Access: Everyone, Run: r.openForm},
			{Name: "note", Aliases: []string{"noter", "dire"}, Usage: "[INC-42] …", Help: "incident.note.help",
				Access: Everyone, Now: true, Run: r.note},
			{Name: "resolve", Aliases: []string{"resolu", "resoudre", "resolved", "clore", "close", "fini"}, Usage: "[INC-42] […]", Help: "incident.resolve.help",
				Access: Crew, Now: true, Run: r.resolve},
			list,
		},
	}
	c.Deeds = append(r.deeds(), Deeds{Name: "incident.show", Access: Everyone, Run: func(ctx context.Context, c Call) (Reply, error) {
		id, _ := incident.ParseID(c.Value)
		return r.show(ctx, c, id, t)
	}})
	return c
}

// list shows the live incidents and offers to declare one.
func (r responder) list(ctx context.Context, c Call) (Reply, error) {
	live, err := r.desk.Ledger.Incidents(ctx, incident.Query{Live: true})
	if err != nil {
		return Reply{}, err
	}
	m := Message{Text: c.Lang.Say("incident.list", "Count", len(live))}
	m.Parts = append(m.Parts, Section{Text: m.Text})
	for _, i := range live {
		m.Parts = append(m.Parts, Section{Text: c.Lang.line(i), Side: &Button{
			Name: "incident.show", Value: i.ID.String(), Text: c.Lang.Say("incident.show"),
		}})
	}
	m.Parts = append(m.Parts, Actions{declareButton(c.Lang)})
	return Reply{Message: &m}, nil
}

// line is an incident in a list.
func (l Lang) line(i incident.Incident) string {
	return l.Say("incident.line", "Severity", i.Severity, "ID", i.ID, "Title", i.Title,
		"State", Markup(l.Say("state."+string(i.State))), "At", i.Declared, "Channel", ChannelName(i.Room.Channel))
}

func declareButton(l Lang) Button {
	return Button{Name: "incident.open", Text: l.Say("incident.declare"), Style: Danger}
}

// free takes words that are no verb: an incident's id shows it, a near miss of a verb
// asks, anything else is the title of a new incident.
func (r responder) free(own *Command, t timeline) Run {
	return func(ctx context.Context, c Call) (Reply, error) {
		word, rest := firstWord(c.Rest)
		if id, ok := incident.ParseID(word); ok && rest == "" {
			return r.show(ctx, c, id, t)
		}
		if verb, ok := r.nearVerb(*own, word, rest); ok {
			return c.Lang.nearMiss(word, verb, c.Rest), nil
		}
		return r.declare(ctx, c, incident.Draft{Title: c.Rest})
	}
}

// nearVerb tells whether a text probably begins with a mistyped verb: it stands alone or
// before an incident's number, or its letters are a verb's but two of them are swapped.
// Words such as "site en panne" are no slip for "note".
func (r responder) nearVerb(c Command, word, rest string) (string, bool) {
	if _, exact := c.find(word); exact || utf8.RuneCountInString(word) < 4 {
		return "", false
	}
	next, _ := firstWord(rest)
	_, numbered := incident.ParseID(next)
	for _, verb := range r.near(word, c.words()) {
		if rest == "" && verb[0] == production.Fold(word)[0] || numbered || sameLetters(verb, production.Fold(word)) {
			return verb, true
		}
	}
	return "", false
}

func sameLetters(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// nearMiss asks what was meant instead of waking somebody by a slip of the finger.
func (l Lang) nearMiss(word, verb, text string) Reply {
	m := Message{Text: l.Say("incident.near-miss", "Word", word, "Verb", Markup(verb))}
	m.Parts = []Part{Section{Text: m.Text}, Actions{
		Button{Name: "incident.as-title", Value: incident.Cut(text, incident.MaxTitle), Text: l.Say("incident.near-declare"), Style: Danger},
	}, Context(l.Say("incident.near-verb", "Verb", Markup("`/incident "+verb+"`")))}
	return Reply{Message: &m}
}

// declare makes the incident and says who is being called: only once it is so.
func (r responder) declare(ctx context.Context, c Call, d incident.Draft) (Reply, error) {
	d.By, d.Delivery = c.User, c.ID
	i, fresh, err := r.desk.Declare(ctx, d)
	if err != nil {
		return Reply{}, err
	}
	p, err := r.pages.Page(ctx, i.Page)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.Lang.declared(i, p, fresh)}, nil
}

// declared is the answer to who declared: what happened, who is called, how to correct it.
func (l Lang) declared(i incident.Incident, p captain.Page, fresh bool) *Message {
	id := "incident.declared"
	if !fresh {
		id = "incident.declared-before"
	}
	text := l.Say(id, "ID", i.ID, "Severity", i.Severity, "Title", i.Title)
	who := l.Say("incident.calling", "Who", mentions(called(p)))
	if len(called(p)) == 0 {
		who = l.Say("incident.calling-nobody")
	}
	return &Message{Text: text + " " + who, Parts: []Part{
		Section{Text: text + "\n" + who},
		Actions{
			Button{Name: "incident.edit", Value: i.ID.String(), Text: l.Say("incident.edit")},
			Button{Name: "incident.end", Value: i.ID.String(), Text: l.Say("incident.resolve")},
		},
	}}
}

// note writes down what was seen or done.
func (r responder) note(ctx context.Context, c Call) (Reply, error) {
	id, text, err := r.which(ctx, c)
	if err != nil {
		return Reply{}, err
	}
	if text == "" {
		return Reply{}, sorry("incident.note.empty")
	}
	i, err := r.desk.Note(ctx, id, c.User, text)
	if err != nil {
		return Reply{}, err
	}
	return whisper(c.Lang.Say("incident.noted", "ID", i.ID, "Text", text)), nil
}

// resolve says that the service is back.
func (r responder) resolve(ctx context.Context, c Call) (Reply, error) {
	id, text, err := r.which(ctx, c)
	if err != nil {
		return Reply{}, err
	}
	return r.resolved(ctx, c, id, text)
}

func (r responder) resolved(ctx context.Context, c Call, id incident.ID, text string) (Reply, error) {
	i, err := r.desk.Resolve(ctx, id, c.User, text)
	if err == incident.ErrNotLive { //nolint:errorlint // given bare
		return whisper(c.Lang.Say("incident.resolved-before", "ID", i.ID, "By", i.ResolvedBy, "At", i.Restored)), nil
	} else if err != nil {
		return Reply{}, err
	}
	text = c.Lang.Say("incident.resolved", "ID", i.ID, "Title", i.Title, "By", c.User, "After", i.Restored.Sub(i.Declared))
	return whisper(text), nil
}

// which finds the incident that is meant: named first, else the one whose channel this
// is, else the only one that is live.
func (r responder) which(ctx context.Context, c Call) (incident.ID, string, error) {
	word, rest := firstWord(c.Rest)
	if id, ok := incident.ParseID(word); ok && strings.HasPrefix(strings.ToLower(word), "inc") {
		return id, rest, nil
	}
	here, err := r.desk.Ledger.Incidents(ctx, incident.Query{Channel: c.Channel, Limit: 1})
	if err != nil {
		return 0, "", err
	}
	if c.Channel != "" && len(here) == 1 {
		return here[0].ID, c.Rest, nil
	}
	live, err := r.desk.Ledger.Incidents(ctx, incident.Query{Live: true})
	switch {
	case err != nil:
		return 0, "", err
	case len(live) == 0:
		return 0, "", sorry("incident.none-live")
	case len(live) > 1:
		ids := make([]string, len(live))
		for n, i := range live {
			ids[n] = i.ID.String()
		}
		return 0, "", sorry("incident.which", "IDs", code(ids), "Verb", Markup(c.Verb), "First", live[0].ID)
	}
	return live[0].ID, c.Rest, nil
}

// show is an incident's card with its timeline, for the asker alone.
func (r responder) show(ctx context.Context, c Call, id incident.ID, t timeline) (Reply, error) {
	i, err := r.desk.Ledger.Incident(ctx, id)
	if err != nil {
		return Reply{}, err
	}
	p, err := r.pages.Page(ctx, i.Page)
	if err != nil {
		return Reply{}, err
	}
	entries, err := t.Entries(ctx, id)
	if err != nil {
		return Reply{}, err
	}
	m := c.Lang.Card(i, p)
	m.Parts = append(m.Parts, Divider{}, Section{Text: c.Lang.timeline(entries)})
	return Reply{Message: &m}, nil
}

// timelineShown is how many of the newest entries a card shows.
const timelineShown = 15

func (l Lang) timeline(entries []incident.Entry) string {
	var lines []string
	if more := len(entries) - timelineShown; more > 0 {
		lines = append(lines, l.Say("incident.earlier", "Count", more))
		entries = entries[more:]
	}
	for _, e := range entries {
		by := ""
		if e.By != "" {
			by = " " + mention(e.By)
		}
		kind := l.Say("entry." + string(e.Kind))
		lines = append(lines, l.Clock(e.At)+by+" *"+kind+"* "+Escape(incident.Cut(e.Text, 150)))
	}
	return strings.Join(lines, "\n")
}
