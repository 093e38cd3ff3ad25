package commands

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"
	"vigie/production"
)

// seen is an app as the host and its own address describe it.
type seen struct {
	app    production.App
	state  production.State
	health production.Health
	err    error
}

// look asks the host and the app, side by side.
func look(ctx context.Context, f *production.Fleet, a production.App) seen {
	s := seen{app: a}
	var both sync.WaitGroup
	both.Go(func() { s.state, s.err = f.Host.State(ctx, a) })
	both.Go(func() { s.health = f.Prober.Health(ctx, a) })
	both.Wait()
	return s
}

// lookLimit is how many apps are asked at once how they are.
const lookLimit = 8

// lookAll asks for several apps, in the catalogue's order: the host once for all, each app
// at its own address.
func lookAll(ctx context.Context, f *production.Fleet, apps []production.App) []seen {
	all := make([]seen, len(apps))
	hands := make(chan struct{}, lookLimit)
	var busy sync.WaitGroup
	for i, a := range apps {
		busy.Go(func() {
			hands <- struct{}{}
			defer func() { <-hands }()
			all[i].app, all[i].health = a, f.Prober.Health(ctx, a)
		})
	}
	for i, known := range f.Host.States(ctx, apps) {
		all[i].state, all[i].err = known.State, known.Err
	}
	busy.Wait()
	return all
}

// apps is every app in a line, those in trouble first.
func (l Lang) apps(all []seen) *Message {
	sort.SliceStable(all, func(i, j int) bool { return !well(all[i]) && well(all[j]) })
	lines, sick := make([]string, len(all)), 0
	for i, s := range all {
		lines[i] = l.appLine(s)
		if !well(s) {
			sick++
		}
	}
	text := l.Say("app.list", "Count", len(all)-sick)
	if sick > 0 {
		text += " · " + l.Say("app.sick", "Count", sick)
	}
	return &Message{Text: text, Parts: []Part{Section{Text: "*" + text + "*\n" + strings.Join(lines, "\n")}}}
}

// well tells whether an app serves the public, as far as is known.
func well(s seen) bool {
	return s.err == nil && s.state.Status == "running" && (s.app.Health == "" || s.health.OK)
}

// appLine is an app in one line: a word and a sign, never a colour alone.
func (l Lang) appLine(s seen) string {
	if s.err != nil {
		return l.Say("app.line-unknown", "App", s.app.Name, "Why", Markup(l.because(s.err)))
	}
	line := l.Say("app.line", "App", s.app.Name, "Sign", sign(well(s)), "Status", s.state.Status,
		"Health", Markup(l.health(s.app, s.health)))
	if s.state.Deployed.Ref != "" {
		line += " · " + Escape(s.state.Deployed.Ref)
	}
	return line
}

func sign(ok bool) string {
	if ok {
		return "✅"
	}
	return "❌"
}

// because is an error's cause in a few words for the person.
func (l Lang) because(err error) string {
	if text, ok := l.Sorry(err); ok {
		return text
	}
	return l.Say("app.unknown-cause")
}

// health is what the app's own address said.
func (l Lang) health(a production.App, h production.Health) string {
	switch {
	case a.Health == "":
		return l.Say("health.none")
	case h.OK:
		return l.Say("health.ok", "Latency", Markup(fmt.Sprintf("%d ms", h.Latency.Milliseconds())))
	case h.Why != "":
		return l.Say("health.silent", "Why", h.Why)
	}
	return l.Say("health.bad", "Status", fmt.Sprint(h.Status))
}

// app is one app with everything known of it.
func (l Lang) app(s seen) []Part {
	parts := []Part{Section{Text: "*" + l.appLine(s) + "*"}}
	if s.err == nil {
		facts := Fields{{Name: l.Say("app.containers"), Value: containers(s.state.Containers)}}
		if d := s.state.Deployed; d.ID != "" {
			facts = append(facts, Field{Name: l.Say("app.deployed"), Value: Escape(d.Ref) + " · " + l.Moment(d.At) + " · " + Escape(d.By)})
		}
		parts = append(parts, facts)
	}
	small := Escape(s.app.HostName) + " · " + Escape(strings.ToUpper(s.app.Region))
	if s.state.Dashboard != "" {
		small += " · " + string(Link(s.state.Dashboard, l.Say("app.dashboard")))
	}
	return append(parts, Context(small))
}

// containers counts the running ones of each type: "web 2/2 · worker 1/1".
func containers(all []production.Container) string {
	var types []string
	running, total := map[string]int{}, map[string]int{}
	for _, c := range all {
		if total[c.Type] == 0 {
			types = append(types, c.Type)
		}
		total[c.Type]++
		if c.State == "running" {
			running[c.Type]++
		}
	}
	if len(types) == 0 {
		return "—"
	}
	for i, t := range types {
		types[i] = fmt.Sprintf("%s %d/%d", Escape(t), running[t], total[t])
	}
	return strings.Join(types, " · ")
}

// Operation is the message that shows an operation's progress, edited in place.
func (l Lang) Operation(o production.Operation) Message {
	target := o.App
	if o.Process != "" {
		target += " (" + o.Process + ")"
	}
	state := string(o.State)
	if o.State == production.Done && o.After.Unwell() {
		state = "unwell"
	}
	text := l.Say("operation."+state, "App", target, "By", o.By, "Took", took(o), "Why", o.Problem,
		"Health", Markup(l.healths(o)))
	small := l.Say("operation.context", "Operation", o.ID, "By", o.By, "At", o.Asked)
	if o.Why != "" {
		small += " · " + Escape(o.Why)
	}
	return Message{Text: text, Parts: []Part{Section{Text: text}, Context(small)}}
}

// took is how long the host needed.
func took(o production.Operation) time.Duration {
	if o.Ended.IsZero() || o.Called.IsZero() {
		return 0
	}
	return o.Ended.Sub(o.Called)
}

// healths is the app's health before and after.
func (l Lang) healths(o production.Operation) string {
	word := func(h production.Health) string {
		switch {
		case h.OK:
			return l.Say("health.ok", "Latency", Markup(fmt.Sprintf("%d ms", h.Latency.Milliseconds())))
		case h.Status != 0:
			return l.Say("health.bad", "Status", fmt.Sprint(h.Status))
		case h.Why != "":
			return l.Say("health.silent", "Why", h.Why)
		}
		return l.Say("health.none")
	}
	return word(o.Before) + " → " + word(o.After)
}
