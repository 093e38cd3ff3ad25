package commands

import (
	"context"
	"strconv"
	"strings"

	"vigie/incident"
	"vigie/work"
)

// deeds are the buttons and forms of incidents.
func (r responder) deeds() []Deeds {
	return []Deeds{
		{Name: "incident.open", Access: Everyone, Opens: true, Run: r.openForm, Shortcut: "incident.shortcut"},
		{Name: "incident.from-message", Access: Everyone, Opens: true, Run: r.openForm, Shortcut: "incident.from-message", OnMessage: true},
		{Name: "incident.declare", Access: Everyone, Check: checkDeclaration, Run: func(ctx context.Context, c Call) (Reply, error) {
			return r.declare(ctx, c, drafted(c.Request))
		}},
		{Name: "incident.as-title", Access: Everyone, Run: func(ctx context.Context, c Call) (Reply, error) {
			return r.declare(ctx, c, incident.Draft{Title: c.Value})
		}},
		{Name: "incident.edit", Access: Everyone, Opens: true, Run: r.openEdit},
		{Name: "incident.edited", Access: Everyone, Check: checkDeclaration, Run: r.edited},
		{Name: "incident.say", Access: Everyone, Opens: true, Run: r.openNote},
		{Name: "incident.said", Access: Everyone, Check: checkNote, Run: func(ctx context.Context, c Call) (Reply, error) {
			c.Rest = c.Value + " " + field(c.Request, "text")
			return r.note(ctx, c)
		}},
		{Name: "incident.room", Access: Everyone, Run: r.retryRoom},
		{Name: "incident.end", Access: Crew, Opens: true, Run: r.openResolve},
		{Name: "incident.ended", Access: Crew, Run: func(ctx context.Context, c Call) (Reply, error) {
			id, _ := incident.ParseID(c.Value)
			return r.resolved(ctx, c, id, field(c.Request, "text"))
		}},
	}
}

// openForm opens the declaration, with what was typed or the message it is about.
func (r responder) openForm(_ context.Context, c Call) (Reply, error) {
	title := strings.Join(strings.Fields(c.Rest), " ")
	link := ""
	if c.Kind == Shortcut && c.Message.TS != "" {
		title = strings.Join(strings.Fields(c.Text), " ")
		link = "https://slack.com/archives/" + c.Message.Channel + "/p" + strings.ReplaceAll(c.Message.TS, ".", "")
	}
	f := Form{
		Name: "incident.declare", Title: c.Lang.Say("incident.form.title"), Submit: c.Lang.Say("incident.form.submit"),
		Close: c.Lang.Say("cancel"), Value: link,
		Parts: r.inputs(c.Lang, incident.Incident{Title: incident.Cut(title, incident.MaxTitle), Severity: incident.DefaultSeverity}),
	}
	return Reply{Form: &f}, nil
}

// openEdit opens the declaration of an incident again.
func (r responder) openEdit(ctx context.Context, c Call) (Reply, error) {
	id, _ := incident.ParseID(c.Value)
	i, err := r.desk.Ledger.Incident(ctx, id)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Form: &Form{
		Name: "incident.edited", Title: i.ID.String(), Submit: c.Lang.Say("save"), Close: c.Lang.Say("cancel"),
		Value: i.ID.String(), Parts: r.inputs(c.Lang, i),
	}}, nil
}

// maxOptions is how many apps the form offers (Slack's limit of a menu).
const maxOptions = 100

// inputs are the fields of a declaration, filled in with what is known.
func (r responder) inputs(l Lang, i incident.Incident) []Part {
	severities := make([]Option, 4)
	for n := range severities {
		s := strconv.Itoa(n + 1)
		severities[n] = Option{Text: l.Say("severity." + s), Value: s}
	}
	parts := []Part{
		Input{Name: "title", Kind: Line, Label: l.Say("incident.form.what"), Placeholder: l.Say("incident.form.what-hint"),
			Initial: filled(i.Title), MaxLength: incident.MaxTitle},
		Input{Name: "severity", Kind: Select, Label: l.Say("incident.form.severity"), Options: severities,
			Initial: []string{strconv.Itoa(int(i.Severity))}},
	}
	names := r.apps()
	if len(names) > 0 {
		apps := make([]Option, 0, min(len(names), maxOptions))
		for _, name := range names[:min(len(names), maxOptions)] {
			apps = append(apps, Option{Text: name, Value: name})
		}
		parts = append(parts, Input{Name: "apps", Kind: Many, Label: l.Say("incident.form.apps"), Options: apps,
			Initial: i.Apps, Optional: true})
	}
	return append(parts, Input{Name: "impact", Kind: Lines, Label: l.Say("incident.form.impact"),
		Placeholder: l.Say("incident.form.impact-hint"), Initial: filled(i.Impact), Optional: true})
}

func filled(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// checkDeclaration wants words in the title.
func checkDeclaration(l Lang, r Request) map[string]string {
	if strings.TrimSpace(field(r, "title")) == "" {
		return map[string]string{"title": l.Say("sorry.no-title")}
	}
	return nil
}

func checkNote(l Lang, r Request) map[string]string {
	if strings.TrimSpace(field(r, "text")) == "" {
		return map[string]string{"text": l.Say("incident.note.empty")}
	}
	return nil
}

// field is a text field of a submitted form.
func field(r Request, name string) string {
	return strings.Join(r.Fields[name], " ")
}

// drafted is what a declaration form says.
func drafted(r Request) incident.Draft {
	severity, _ := strconv.Atoi(field(r, "severity"))
	return incident.Draft{
		Title: field(r, "title"), Severity: incident.Severity(severity), Apps: r.Fields["apps"],
		Impact: strings.TrimSpace(field(r, "impact")), Link: r.Value,
	}
}

// edited corrects an incident.
func (r responder) edited(ctx context.Context, c Call) (Reply, error) {
	id, _ := incident.ParseID(c.Value)
	d := drafted(c.Request)
	d.By, d.Link = c.User, ""
	if d.Apps == nil {
		d.Apps = []string{}
	}
	i, err := r.desk.Edit(ctx, id, d)
	if err != nil {
		return Reply{}, err
	}
	return whisper(c.Lang.Say("incident.edited", "ID", i.ID, "Severity", i.Severity, "Title", i.Title)), nil
}

func (r responder) openNote(_ context.Context, c Call) (Reply, error) {
	return textForm(c, "incident.said", "incident.note", false), nil
}

func (r responder) openResolve(_ context.Context, c Call) (Reply, error) {
	return textForm(c, "incident.ended", "incident.resolve", true), nil
}

// textForm asks for one text about the incident of a button.
func textForm(c Call, name, text string, optional bool) Reply {
	return Reply{Form: &Form{
		Name: name, Title: c.Lang.Say(text) + " " + c.Value, Submit: c.Lang.Say(text), Close: c.Lang.Say("cancel"), Value: c.Value,
		Parts: []Part{Input{Name: "text", Kind: Lines, Label: c.Lang.Say(text + ".label"), Optional: optional, MaxLength: 1000}},
	}}
}

// retryRoom books the set-up of an incident's channel again.
func (r responder) retryRoom(ctx context.Context, c Call) (Reply, error) {
	id, ok := incident.ParseID(c.Value)
	if !ok {
		return Reply{}, incident.ErrNoIncident
	}
	err := r.queue.Add(ctx, work.Item{Kind: incident.RoomWork, Key: id.String()})
	return whisper(c.Lang.Say("room.retrying", "ID", id)), err
}
