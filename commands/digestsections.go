package commands

import (
	"context"
	"strings"
	"time"

	"vigie/incident"
	"vigie/production"
)

// The parts of a digest. Each says nothing when there is nothing to say.

// happened lists the incidents of the span.
func (d *Digester) happened(ctx context.Context, l Lang, s Span) ([]Part, bool, error) {
	list, err := d.Incidents.Incidents(ctx, incident.Query{From: s.From, To: s.To})
	if err != nil || len(list) == 0 {
		return nil, true, err
	}
	lines := []string{"*" + l.Say("digest.incidents", "Count", len(list)) + "*"}
	for _, i := range list {
		line := l.line(i)
		if !i.Restored.IsZero() {
			line += " · " + l.Say("digest.restored", "After", i.Restored.Sub(i.Declared))
		}
		lines = append(lines, line)
	}
	return []Part{Section{Text: strings.Join(lines, "\n")}}, false, nil
}

// objectives holds the span's incidents against what the watch aims at.
func (d *Digester) objectives(ctx context.Context, l Lang, s Span) ([]Part, bool, error) {
	list, err := d.Incidents.Incidents(ctx, incident.Query{From: s.From, To: s.To, Limit: 500})
	if err != nil {
		return nil, true, err
	}
	var alerted, restored tally
	for _, i := range list {
		if i.Drill {
			continue
		}
		p, err := d.Pages.Page(ctx, i.Page)
		if err != nil {
			return nil, true, err
		}
		alerted.count(i.Declared, p.Called, production.AlertedWithin, s.To)
		restored.count(i.Declared, i.Restored, production.RestoredWithin, s.To)
	}
	if alerted.all == 0 && restored.all == 0 {
		return nil, true, nil
	}
	return []Part{Fields{
		{Name: l.Say("card.alerted") + " ≤ " + Stopwatch(production.AlertedWithin), Value: alerted.String()},
		{Name: l.Say("card.restored") + " ≤ " + Stopwatch(production.RestoredWithin), Value: restored.String()},
	}}, false, nil
}

// tally counts what kept an objective.
type tally struct{ kept, all int }

// count counts one stretch; one that is still within its target is not counted yet.
func (t *tally) count(from, to time.Time, target time.Duration, now time.Time) {
	if to.IsZero() && now.Sub(from) <= target {
		return
	}
	t.all++
	if !to.IsZero() && to.Sub(from) <= target {
		t.kept++
	}
}

// String is the tally with its sign: "✅ 3/3"; a dash when nothing is counted yet.
func (t tally) String() string {
	if t.all == 0 {
		return "—"
	}
	return sign(t.kept == t.all) + " " + itoa(t.kept) + "/" + itoa(t.all)
}

// followUps lists what waits for somebody: open incidents and lasting fixes.
func (d *Digester) followUps(ctx context.Context, l Lang, s Span) ([]Part, bool, error) {
	list, err := d.Incidents.Incidents(ctx, incident.Query{From: s.To.AddDate(0, -1, 0), Limit: 200})
	if err != nil {
		return nil, true, err
	}
	var lines []string
	for _, i := range list {
		switch {
		case i.Live():
			lines = append(lines, "• "+l.Say("digest.open", "ID", i.ID, "Title", i.Title, "Since", i.Declared))
		case i.FollowUp.Number != 0 && i.FollowUp.Done.IsZero():
			id := "digest.fix-due"
			if s.To.After(i.FollowUp.Due) {
				id = "digest.fix-overdue"
			}
			lines = append(lines, "• "+l.Say(id, "ID", i.ID, "Link", Link(i.FollowUp.URL, "#"+itoa(i.FollowUp.Number)),
				"Due", l.Day(i.FollowUp.Due)))
		}
	}
	if len(lines) == 0 {
		return nil, true, nil
	}
	return []Part{Section{Text: "*" + l.Say("digest.todo") + "*\n" + strings.Join(lines, "\n")}}, false, nil
}

// apps counts the healthy apps and names the others.
func (d *Digester) apps(ctx context.Context, l Lang, _ Span) ([]Part, bool, error) {
	all := lookAll(ctx, d.Fleet, d.Fleet.Apps())
	var sick []string
	for _, s := range all {
		if !well(s) {
			sick = append(sick, l.appLine(s))
		}
	}
	lines := []string{"*" + l.Say("app.list", "Count", len(all)-len(sick)) + "*"}
	if len(sick) > 0 {
		lines[0] += " · *" + l.Say("app.sick", "Count", len(sick)) + "*"
	}
	return []Part{Section{Text: strings.Join(append(lines, sick...), "\n")}}, len(sick) == 0, nil
}

// deployments lists what was put on the apps in the span, a line an app.
func (d *Digester) deployments(ctx context.Context, l Lang, s Span) ([]Part, bool, error) {
	var lines []string
	apps := d.Fleet.Apps()
	for i, known := range d.Fleet.Host.States(ctx, apps) {
		if known.Err != nil {
			return nil, true, known.Err
		}
		if known.State.Deployed.At.Before(s.From) {
			continue
		}
		app := apps[i]
		done, err := d.Fleet.Host.Deployments(ctx, app, s.From, s.To)
		if err != nil {
			return nil, true, err
		}
		if len(done) > 0 {
			lines = append(lines, "• "+l.Say("digest.deployed", "App", app.Name, "Count", len(done),
				"Ref", done[0].Ref, "By", done[0].By))
		}
	}
	if len(lines) == 0 {
		return nil, true, nil
	}
	return []Part{Section{Text: "*" + l.Say("digest.deployments") + "*\n" + strings.Join(lines, "\n")}}, false, nil
}

// releases lists what was published in the span.
func (d *Digester) releases(ctx context.Context, l Lang, s Span) ([]Part, bool, error) {
	list, err := d.Releases.Released(ctx, s.From, s.To)
	if err != nil || len(list) == 0 {
		return nil, true, err
	}
	lines := []string{"*" + l.Say("digest.releases") + "*"}
	for _, r := range list {
		lines = append(lines, "• "+string(Link(r.URL, r.Repo+" "+r.Tag))+" "+Escape(incident.Cut(r.Title, 100)))
	}
	return []Part{Section{Text: strings.Join(lines, "\n")}}, false, nil
}
