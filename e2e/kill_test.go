package e2e

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"vigie/store/postgrestest"
)

// deaths counts the calls of the API and kills the process at one of them.
type deaths struct {
	mu     sync.Mutex
	at     int  // which call from now on, 1 is the next; 0 is none
	done   bool // the call is done before the death, and its answer lost
	victim *process
	fell   chan struct{}
}

// arm has the process die at the n-th call from now.
func (d *deaths) arm(p *process, n int, done bool) (fell <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at, d.done, d.victim, d.fell = n, done, p, make(chan struct{})
	return d.fell
}

func (d *deaths) called(_, _ string) func() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.at == 0 {
		return nil
	}
	if d.at--; d.at > 0 {
		return nil
	}
	die := func() { _ = d.victim.kill(); close(d.fell) }
	if d.done {
		return die
	}
	die()
	<-d.victim.ended //nolint:errcheck // it ended: so nothing of this call is done
	return nil
}

// story is a page through one or two deaths.
type story struct {
	name string
	// declared and acknowledged are the calls after these deeds at which the process
	// dies; 0 is no death.
	declared, acknowledged int
	done                   bool
}

// stories kill at every call that a page makes.
func stories() (all []story) {
	for n := 1; n <= 8; n++ {
		for _, done := range []bool{false, true} {
			all = append(all, story{fmt.Sprintf("call %d after the declaration, done %t", n, done), n, 0, done})
		}
	}
	for n := 1; n <= 3; n++ {
		all = append(all, story{fmt.Sprintf("call %d after the acknowledgement", n), 0, n, true})
	}
	return append(all, story{"once before and once after", 2, 1, true})
}

// play plays a story; the error says what the crew was not given.
func (w *world) play(s story) error {
	d := &deaths{}
	called := d.called
	w.called.Store(&called)
	p, err := w.begin()
	if err != nil {
		return err
	}
	fell := d.arm(p, s.declared, s.done)
	if err := w.declare("API down"); err != nil && s.declared == 0 {
		return err
	}
	if s.declared > 0 {
		if p, err = w.revive(p, fell); err != nil {
			return err
		}
	}
	if err := errors.Join(w.paged(captain, 15*time.Second), w.paged(mate, 25*time.Second), w.one()); err != nil {
		return err
	}
	fell = d.arm(p, s.acknowledged, s.done)
	pressed := w.acknowledge(mate)
	if s.acknowledged > 0 {
		if _, err = w.revive(p, fell); err != nil {
			return err
		}
		if pressed != nil { // the mate saw it fail, and presses again
			pressed = w.acknowledge(mate)
		}
	}
	if pressed != nil {
		return pressed
	}
	return w.over()
}

// revive waits for the death and starts another process on the same store. A page that
// makes fewer calls has its process killed afterwards.
func (w *world) revive(p *process, fell <-chan struct{}) (*process, error) {
	select {
	case <-fell:
	case <-time.After(2 * time.Second):
		_ = p.kill()
	}
	return w.begin()
}

// over checks what the crew sees once the mate has acknowledged.
func (w *world) over() error {
	if err := eventually(15*time.Second, "both pages show that it is taken", func() bool {
		return taken(w.pages(captain)[0]) && taken(w.pages(mate)[0])
	}); err != nil {
		return err
	}
	<-time.After(11 * time.Second) // a step's patience, in which the next one would be called
	if n := len(w.pages(crew)); n > 0 {
		return fmt.Errorf("after the acknowledgement the crew has %d pages", n)
	}
	if c, m := len(w.pages(captain)), len(w.pages(mate)); c != 1 || m != 1 {
		return fmt.Errorf("the captain has %d pages and the mate %d, want one each", c, m)
	}
	return w.one()
}

func TestAPageGoesOnAfterADeathAtAnyStep(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	few := make(chan struct{}, 64) // stories at a time: they mostly wait
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, s := range stories() {
			database := ""
			if engine == "postgres" {
				if s.declared%2 == 1 && !s.done || s.declared%2 == 0 && s.done { // every other one: SQLite has them all
					continue
				}
				database = postgrestest.Start(t)
			}
			w := newWorld(t, database, configuration(""), false)
			all.Go(func() {
				few <- struct{}{}
				defer func() { <-few }()
				if err := w.play(s); err != nil {
					t.Errorf("%s, %s: %v", engine, s.name, err)
				}
			})
		}
	}
	all.Wait()
}
