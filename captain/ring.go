package captain

import (
	"cmp"
	"slices"
	"time"
)

// The rules of ringing: pure changes of a page. Desk does what they say.

// unknownLimit is how many times one person is called by one channel at one step when each
// call's outcome is lost to a death; then the step goes on without.
const unknownLimit = 3

// call is one attempt that has been claimed and is to be made.
type call struct {
	who     UserID
	channel string
}

// reach lists how a person can be called: the names of the channels.
type reach func(who UserID) []string

// claim decides what is to be sent at a moment and writes it down as receipts in state
// Sending. What an earlier life left in that state has an unknown outcome: it is called
// again. begun tells that a step is under way and wants settle, even one in which nobody
// can be called; it is false when the page no longer rings or is not yet due.
func (p *Page) claim(now time.Time, reach reach) (calls []call, begun bool) {
	if p.State != Ringing {
		return nil, false
	}
	if lost := p.lost(now); len(lost) > 0 {
		return lost, true
	}
	if now.Before(p.Due) {
		return nil, false
	}
	if p.Rung >= len(p.Steps)+p.Rounds-1 || len(p.Steps) == 0 {
		p.State = Exhausted
		return nil, false
	}
	for _, who := range p.step(p.Rung).Who {
		for _, channel := range reach(who) {
			calls = append(calls, p.sending(call{who, channel}, now))
		}
	}
	p.Due = now.Add(p.patience(p.Rung))
	p.Rung++
	return calls, true
}

// lost turns receipts left Sending into Unknown ones and claims their calls again.
func (p *Page) lost(now time.Time) []call {
	var again []call
	for i, r := range p.Receipts {
		if r.State != Sending {
			continue
		}
		p.Receipts[i].State = Unknown
		if p.unknowns(r) < unknownLimit {
			again = append(again, call{r.Who, r.Channel})
		}
	}
	for _, c := range again {
		p.Rung-- // the receipt belongs to the step that was under way
		p.sending(c, now)
		p.Rung++
	}
	return again
}

func (p *Page) unknowns(like Receipt) (n int) {
	for _, r := range p.Receipts {
		if r.State == Unknown && r.Who == like.Who && r.Channel == like.Channel && r.Rung == like.Rung {
			n++
		}
	}
	return n
}

func (p *Page) sending(c call, now time.Time) call {
	p.Receipts = append(p.Receipts, Receipt{
		Who: c.who, Channel: c.channel, Rung: p.Rung, State: Sending, At: now,
	})
	return c
}

// settle writes down what became of the claimed calls. When a step has reached nobody the
// next one is due at once; the last step is tried again after retryLast and does not
// count as a round, so that nobody is given up unheard while the providers are down.
func (p *Page) settle(results []Receipt, now time.Time) {
	p.note(results, now)
	if p.State != Ringing || p.reached(p.Rung-1) {
		return
	}
	if p.Rung < len(p.Steps) {
		p.Due = now
		return
	}
	p.Rung--
	p.Due = now.Add(retryLast)
}

// note writes down what became of claimed calls; those it does not name stay Sending.
func (p *Page) note(results []Receipt, now time.Time) {
	for _, got := range results {
		for i := len(p.Receipts) - 1; i >= 0; i-- {
			r := &p.Receipts[i]
			if r.Who == got.Who && r.Channel == got.Channel && r.State == Sending {
				r.State, r.At, r.Why, r.Handle = got.State, now, got.Why, got.Handle
				break
			}
		}
		if got.State == Sent && p.Called.IsZero() {
			p.Called = now
		}
	}
}

// retryLast is how soon the last step is tried again when no provider took a call.
const retryLast = 30 * time.Second

// reached tells whether anybody was reached at a rung.
func (p *Page) reached(rung int) bool {
	return slices.ContainsFunc(p.Receipts, func(r Receipt) bool {
		return r.Rung == rung && r.State == Sent
	})
}

// step is the step called at a rung: after the last one, the last again.
func (p *Page) step(rung int) Step {
	return p.Steps[min(rung, len(p.Steps)-1)]
}

// patience is how long the step of a rung has.
func (p *Page) patience(rung int) time.Duration {
	if rung >= len(p.Steps)-1 {
		return p.Pause
	}
	return cmp.Or(p.step(rung).Patience, DefaultPatience)
}

// OnCall lists the people of the step called last, who are waited for; nobody before the
// first call.
func (p *Page) OnCall() []UserID {
	if p.Rung == 0 || len(p.Steps) == 0 {
		return nil
	}
	return p.step(p.Rung - 1).Who
}

// NextCall lists who is called when the page falls due again; nobody when it will not.
func (p *Page) NextCall() []UserID {
	if p.State != Ringing || len(p.Steps) == 0 || p.Rung >= len(p.Steps)+p.Rounds-1 {
		return nil
	}
	return p.step(p.Rung).Who
}
