package captain

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"vigie/work"
)

// The kinds of work a page makes.
const (
	// RingWork calls the next step of a page; its key is the page's id.
	RingWork = "page.ring"
	// TellWork edits the messages of a page after it changed.
	TellWork = "page.tell"
	// CloseWork ends a page whose subject is over.
	CloseWork = "page.close"
)

// sendDeadline bounds one call of one contact method: longer would hold up the next step.
const sendDeadline = 10 * time.Second

// Desk runs pages: it calls step after step until somebody answers.
type Desk struct {
	// Ledger keeps the pages.
	Ledger Ledger
	// Crew is read at each call, so that a reloaded configuration counts.
	Crew func() Crew
	// Channels are the contact methods, the most reliable first.
	Channels []Channel
	// Fallback is called together with the last step: for whoever else can wake somebody.
	Fallback []Channel
	// Changed names the work that others have when a page changes; may be nil.
	Changed func(Page) []work.Item
}

// Ring is the work of a page's item.
func (p Page) Ring() work.Item {
	return work.Item{Kind: RingWork, Key: p.ID.String(), Due: p.Due}
}

// ParsePageID reads "P-7".
func ParsePageID(s string) (PageID, error) {
	n, err := strconv.ParseInt(strings.TrimPrefix(strings.ToUpper(s), "P-"), 10, 64)
	if err != nil || n <= 0 {
		return 0, ErrNoPage
	}
	return PageID(n), nil
}

// Ring calls the step that is due and says when to look again. Repeatable at any point.
func (d *Desk) Ring(ctx context.Context, t work.Taken) (again time.Time, err error) {
	id, err := ParsePageID(t.Key)
	if err != nil {
		return time.Time{}, work.Final(err)
	}
	var calls []call
	var begun bool
	p, err := d.change(ctx, id, func(p *Page) ([]work.Item, error) {
		calls, begun = p.claim(time.Now(), d.reach)
		return nil, nil
	})
	if errors.Is(err, ErrNoPage) {
		return time.Time{}, work.Final(err)
	} else if err != nil {
		return time.Time{}, err
	}
	if begun {
		last := p.Rung >= len(p.Steps)
		results := d.send(ctx, p, calls)
		if ctx.Err() != nil {
			return time.Time{}, d.cutShort(ctx, id, results)
		}
		if last {
			d.fallback(ctx, p)
		}
		p, err = d.change(context.WithoutCancel(ctx), id, func(p *Page) ([]work.Item, error) {
			p.settle(results, time.Now())
			if p.State != Ringing { // answered while a call was under way: that message must follow
				return d.tell(*p), nil
			}
			return nil, nil
		})
		if err != nil {
			return time.Time{}, err
		}
	}
	if p.State != Ringing {
		return time.Time{}, nil
	}
	return p.Due, nil
}

// cutShort writes down the calls that went out before the end of the process. The others
// did not fail: they stay Sending, and whoever comes next makes them again.
func (d *Desk) cutShort(ctx context.Context, id PageID, results []Receipt) error {
	results = slices.DeleteFunc(results, func(r Receipt) bool { return r.State != Sent })
	_, err := d.change(context.WithoutCancel(ctx), id, func(p *Page) ([]work.Item, error) {
		p.note(results, time.Now())
		return nil, nil
	})
	return errors.Join(ctx.Err(), err)
}

// Acknowledge says that somebody is on it: the first one wins. It gives the page as it
// is then; by tells whether the caller was the first.
func (d *Desk) Acknowledge(ctx context.Context, id PageID, by UserID) (p Page, first bool, err error) {
	p, err = d.change(ctx, id, func(p *Page) ([]work.Item, error) {
		first = p.State == Ringing || p.State == Exhausted
		if !first {
			return nil, nil
		}
		p.State, p.By, p.At = Acknowledged, by, time.Now()
		return d.tell(*p), nil
	})
	return p, first, err
}

// Escalate calls the next step at once. A page that no longer rings is left as it is.
func (d *Desk) Escalate(ctx context.Context, id PageID) (Page, error) {
	return d.change(ctx, id, func(p *Page) ([]work.Item, error) {
		return p.next(time.Now()), nil
	})
}

// Decline records "not for me" and calls the next step at once.
func (d *Desk) Decline(ctx context.Context, id PageID, by UserID, why string) (Page, error) {
	return d.change(ctx, id, func(p *Page) ([]work.Item, error) {
		now := time.Now()
		p.Receipts = append(p.Receipts, Receipt{Who: by, Rung: max(p.Rung-1, 0), State: Declined, At: now, Why: why})
		return p.next(now), nil
	})
}

// next makes the next step due.
func (p *Page) next(now time.Time) []work.Item {
	if p.State != Ringing {
		return nil
	}
	p.Due = now
	return []work.Item{p.Ring()}
}

// Close ends the page of an item: what it was about is over.
func (d *Desk) Close(ctx context.Context, t work.Taken) (time.Time, error) {
	id, err := ParsePageID(t.Key)
	if err != nil {
		return time.Time{}, work.Final(err)
	}
	_, err = d.change(ctx, id, func(p *Page) ([]work.Item, error) {
		p.State = Closed
		return d.tell(*p), nil
	})
	return time.Time{}, err
}

// Tell edits the messages that went out for a page, so that they show what is so now.
func (d *Desk) Tell(ctx context.Context, t work.Taken) (time.Time, error) {
	id, err := ParsePageID(t.Key)
	if err != nil {
		return time.Time{}, work.Final(err)
	}
	p, err := d.Ledger.Page(ctx, id)
	if err != nil {
		return time.Time{}, err
	}
	var errs []error
	for _, r := range p.Receipts {
		teller, ok := d.channel(r.Channel).(Teller)
		if !ok || r.State != Sent || r.Handle == "" {
			continue
		}
		who := d.person(r.Who)
		errs = append(errs, teller.Told(ctx, who, r.Handle, p))
	}
	return time.Time{}, errors.Join(errs...)
}

// change changes a page and adds the work of those who follow it.
func (d *Desk) change(ctx context.Context, id PageID, change func(*Page) ([]work.Item, error)) (Page, error) {
	return d.Ledger.ChangePage(ctx, id, func(p *Page) ([]work.Item, error) {
		before := *p
		before.Receipts = slices.Clone(p.Receipts)
		items, err := change(p)
		if err == nil && d.Changed != nil && !reflect.DeepEqual(before, *p) {
			items = append(items, d.Changed(*p)...)
		}
		return items, err
	})
}

func (d *Desk) tell(p Page) []work.Item {
	return []work.Item{{Kind: TellWork, Key: p.ID.String()}}
}

// send makes the claimed calls side by side and says what became of each.
func (d *Desk) send(ctx context.Context, p Page, calls []call) []Receipt {
	results := make([]Receipt, len(calls))
	var all sync.WaitGroup
	for i, c := range calls {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, sendDeadline)
			defer cancel()
			who := d.person(c.who)
			r := Receipt{Who: c.who, Channel: c.channel, State: Sent}
			handle, err := ask(ctx, d.channel(c.channel), who, p)
			if err != nil {
				r.State, r.Why = Failed, err.Error()
			}
			r.Handle = handle
			results[i] = r
		})
	}
	all.Wait()
	return results
}

// fallback calls the last resort; its failures change nothing, the crew is called anyway.
func (d *Desk) fallback(ctx context.Context, p Page) {
	ctx, cancel := context.WithTimeout(ctx, sendDeadline)
	defer cancel()
	var all sync.WaitGroup
	for _, c := range d.Fallback {
		all.Go(func() { _, _ = ask(ctx, c, Person{}, p) })
	}
	all.Wait()
}

// ask calls somebody by one contact method. Its panic is a failure of this call alone: the
// others of the step go out, and so does the next step.
func ask(ctx context.Context, c Channel, who Person, p Page) (handle string, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	return c.Page(ctx, who, p)
}

// reach lists the channels that reach a person.
func (d *Desk) reach(who UserID) []string {
	person := d.person(who)
	var names []string
	for _, c := range d.Channels {
		if c.Reaches(person) {
			names = append(names, c.Name())
		}
	}
	return names
}

// person gives somebody of the crew; a stranger has an id and no contacts.
func (d *Desk) person(id UserID) Person {
	if p, ok := d.Crew().Person(id); ok {
		return p
	}
	return Person{ID: id}
}

func (d *Desk) channel(name string) Channel {
	i := slices.IndexFunc(d.Channels, func(c Channel) bool { return c.Name() == name })
	if i < 0 {
		return unknownChannel{}
	}
	return d.Channels[i]
}

// unknownChannel stands for one that an older configuration had.
type unknownChannel struct{}

func (unknownChannel) Name() string        { return "" }
func (unknownChannel) Reaches(Person) bool { return false }
func (unknownChannel) Page(context.Context, Person, Page) (string, error) {
	return "", errors.New("this contact method is no longer configured")
}
