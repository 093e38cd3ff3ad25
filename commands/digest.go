package commands

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"vigie/captain"
	"vigie/incident"
	"vigie/production"
	"vigie/work"
)

// Digest is a scheduled post, as configured.
type Digest struct {
	// Name is what /digest takes.
	Name, Channel string
	// Quiet posts nothing when nothing happened.
	Quiet bool
	// Sections name the parts in their order; empty means all.
	Sections []string
	Schedule production.Schedule
	// Spec is the schedule as written, for people.
	Spec string
}

// Span is the stretch of time that a digest tells of.
type Span struct{ From, To time.Time }

// section gathers one part of a digest. quiet tells that nothing happened. An error is
// shown in place of the part, and delays no other.
type section struct {
	name   string
	gather func(ctx context.Context, l Lang, s Span) (parts []Part, quiet bool, err error)
}

// sectionDeadline bounds each part: the digest goes out without a source that is slower.
const sectionDeadline = 20 * time.Second

// Digester makes and posts digests.
type Digester struct {
	Rota      func() captain.Rota
	Incidents incident.Ledger
	Pages     captain.Ledger
	Fleet     *production.Fleet
	// Releases may be nil: the part is then left out.
	Releases production.Releases
	Room     Room
	Facts    Facts
	Queue    Adder
	Lang     func() Lang
	Digests  func() []Digest
}

// Facts are small remembered values.
type Facts interface {
	Fact(ctx context.Context, name string) (value string, ok bool, err error)
	SetFact(ctx context.Context, name, value string) error
}

// Adder books work.
type Adder interface {
	Add(ctx context.Context, items ...work.Item) error
}

// Make gathers a digest of a span: every part side by side, in the configured order.
func (d *Digester) Make(ctx context.Context, l Lang, digest Digest, span Span) (m Message, calm bool) {
	sections := d.sections(digest.Sections)
	parts, quiet := make([][]Part, len(sections)), make([]bool, len(sections))
	var all sync.WaitGroup
	for n, s := range sections {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, sectionDeadline)
			defer cancel()
			var err error
			parts[n], quiet[n], err = s.gather(ctx, l, span)
			if err != nil {
				parts[n], quiet[n] = []Part{Context(l.Say("digest.unknown", "Section", Markup(l.Say("digest.section."+s.name)), "Why", Markup(l.because(err))))}, false
			}
		})
	}
	all.Wait()
	m = Message{Text: l.Say("digest.title", "Day", l.Day(span.To))}
	m.Parts = append(m.Parts, Header(m.Text))
	if calm = !slices.Contains(quiet, false); calm {
		m.Parts = append(m.Parts, Section{Text: l.Say("digest.calm")})
	} else {
		m.Parts = slices.Concat(append([][]Part{m.Parts}, parts...)...)
	}
	if watch, err := l.Watch(d.Rota(), span.To); err == nil {
		m.Text += " · " + watch.Text
		m.Parts = append(m.Parts, Context(watch.Text))
	}
	return m, calm
}

// sections gives the parts of names, all for none.
func (d *Digester) sections(names []string) []section {
	all := []section{
		{"incidents", d.happened}, {"objectives", d.objectives}, {"followups", d.followUps},
		{"apps", d.apps}, {"deployments", d.deployments},
	}
	if d.Releases != nil {
		all = append(all, section{"releases", d.releases})
	}
	if len(names) == 0 {
		return all
	}
	var chosen []section
	for _, name := range names {
		for _, s := range all {
			if s.name == name {
				chosen = append(chosen, s)
			}
		}
	}
	return chosen
}

// Post is the handler of production.DigestWork: it posts the digest of a slot and books
// the next. A slot that is too late is skipped; the next digest says so.
func (d *Digester) Post(ctx context.Context, t work.Taken) (time.Time, error) {
	digest, at, ok := d.slot(t.Key)
	if !ok {
		return time.Time{}, nil // no longer configured
	}
	now := time.Now()
	if now.Sub(at) > production.LateLimit {
		return time.Time{}, d.next(ctx, digest, at)
	}
	l := d.Lang()
	span, skipped, err := d.span(ctx, digest, at)
	if err != nil {
		return time.Time{}, err
	}
	m, calm := d.Make(ctx, l, digest, span)
	if calm && digest.Quiet {
		return time.Time{}, d.next(ctx, digest, at)
	}
	if late := now.Sub(at); late > production.LateMark {
		m.Parts = append(m.Parts, Context(l.Say("digest.late", "At", l.Clock(at), "Late", late)))
	}
	if skipped > 0 {
		m.Parts = append(m.Parts, Context(l.Say("digest.skipped", "Count", skipped)))
	}
	if _, err := d.Room.Post(ctx, digest.Channel, m, PostOptions{Key: "digest " + t.Key, Again: t.Attempt > 1}); err != nil {
		return time.Time{}, err
	}
	return time.Time{}, d.next(ctx, digest, at)
}

// slot reads the key of a slot's item.
func (d *Digester) slot(key string) (Digest, time.Time, bool) {
	name, when, _ := strings.Cut(key, "@")
	when, _, _ = strings.Cut(when, "#")
	at, err := time.Parse(time.RFC3339, when)
	digest, ok := d.named(name)
	return digest, at, ok && err == nil
}

func (d *Digester) named(name string) (Digest, bool) {
	for _, digest := range d.Digests() {
		if production.Fold(digest.Name) == production.Fold(name) {
			return digest, true
		}
	}
	return Digest{}, false
}

// span is from the digest before to this one; a day, if there was none.
func (d *Digester) span(ctx context.Context, digest Digest, at time.Time) (s Span, skipped int, err error) {
	last, err := d.last(ctx, digest)
	if err != nil {
		return s, 0, err
	}
	if last.IsZero() || !last.Before(at) {
		return Span{From: at.AddDate(0, 0, -1), To: at}, 0, nil
	}
	for slot := digest.Schedule.Next(last); slot.Before(at) && skipped < 100; slot = digest.Schedule.Next(slot) {
		skipped++
	}
	return Span{From: last, To: at}, skipped, nil
}

// last is the slot that was posted last; zero for none.
func (d *Digester) last(ctx context.Context, digest Digest) (time.Time, error) {
	value, ok, err := d.Facts.Fact(ctx, "digest "+digest.Name)
	if err != nil || !ok {
		return time.Time{}, err
	}
	ms, err := strconv.ParseInt(value, 10, 64)
	return time.UnixMilli(ms), err
}

// next remembers that a slot was posted and books the one after.
func (d *Digester) next(ctx context.Context, digest Digest, at time.Time) error {
	ctx = context.WithoutCancel(ctx)
	if time.Since(at) <= production.LateLimit {
		if err := d.Facts.SetFact(ctx, "digest "+digest.Name, strconv.FormatInt(at.UnixMilli(), 10)); err != nil {
			return err
		}
	}
	return d.Queue.Add(ctx, production.SlotItem(production.NextSlot(digest.Name, digest.Schedule, at, time.Now())))
}

// Book books the next slot of every digest; to be called at the start and when the
// configuration changes. A slot that is booked already is not booked again.
func (d *Digester) Book(ctx context.Context) error {
	for _, digest := range d.Digests() {
		last, err := d.last(ctx, digest)
		if err != nil {
			return err
		}
		now := time.Now()
		if last.IsZero() {
			last = now
		}
		if err := d.Queue.Add(ctx, production.SlotItem(production.NextSlot(digest.Name, digest.Schedule, last, now))); err != nil {
			return err
		}
	}
	return nil
}
