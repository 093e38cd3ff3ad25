package captain_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigie/captain"
	"vigie/captain/captaintest"
	"vigie/incident"
	"vigie/store"
	"vigie/work"
)

// open gives a new store on the disk.
func open(t *testing.T, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(dir, "vigie.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// boat is a crew of three, whose captain is A1 and whose mate is B1.
func boat() captain.Crew { return crew("A1", "B1", "C1") }

// deskOf pages the boat through channels.
func deskOf(s *store.Store, channels ...captain.Channel) *captain.Desk {
	return &captain.Desk{Ledger: s, Crew: boat, Channels: channels}
}

// paged books a page that calls the captain, the mate, then the crew, once.
func paged(ctx context.Context, t *testing.T, s *store.Store) captain.Page {
	t.Helper()
	now := time.Now()
	plan := captain.DefaultPlan()
	plan.Rounds = 1
	rota := captain.Rota{Crew: boat(), Size: 2, Days: 14, Start: now.Add(-time.Hour)}
	i, _, err := s.Declare(ctx, incident.Incident{Title: "L'API est en panne", State: incident.Open, Declared: now},
		plan.Call(rota, now, "L'API est en panne", "", 1), incident.Entry{At: now, Kind: incident.EntryDeclared},
		func(_ incident.Incident, p captain.Page) []work.Item { return []work.Item{p.Ring()} })
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Page(ctx, i.Page)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// ring rings a page once, now.
func ring(t *testing.T, d *captain.Desk, p captain.Page) time.Time {
	t.Helper()
	again, err := d.Ring(t.Context(), work.Taken{Item: p.Ring()})
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// tellAll does the tellings that are due, and says how many there were.
func tellAll(ctx context.Context, t *testing.T, s *store.Store, d *captain.Desk) int {
	t.Helper()
	due, err := s.Take(ctx, time.Now(), 10, captain.TellWork)
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range due {
		again, err := d.Tell(ctx, item)
		if err := errors.Join(err, s.Mark(ctx, item, again, "")); err != nil {
			t.Error(err)
		}
	}
	return len(due)
}

func TestOfEightAcknowledgementsTheFirstWins(t *testing.T) {
	s := open(t, t.TempDir())
	d := deskOf(s, &captaintest.Channel{})
	p := paged(t.Context(), t, s)
	var all sync.WaitGroup
	var mu sync.Mutex
	var winners, told []captain.UserID
	for _, who := range []captain.UserID{"A1", "B1", "C1", "D1", "E1", "F1", "G1", "H1"} {
		all.Go(func() {
			after, first, err := d.Acknowledge(t.Context(), p.ID, who)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if first {
				winners = append(winners, who)
			}
			told = append(told, after.By)
		})
	}
	all.Wait()
	if len(winners) != 1 {
		t.Fatalf("%v were told that they were first, want one", winners)
	}
	if others := slices.DeleteFunc(told, func(by captain.UserID) bool { return by == winners[0] }); len(others) > 0 {
		t.Errorf("%s has it, but some were told that %v has", winners[0], others)
	}
	if p, err := s.Page(t.Context(), p.ID); err != nil || p.State != captain.Acknowledged || p.By != winners[0] {
		t.Errorf("the page is %s by %s (%v), want acknowledged by %s", p.State, p.By, err, winners[0])
	}
}

func TestAnAcknowledgementDuringACallEditsThatCallsMessage(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, dir)
		slack := &captaintest.Channel{Word: "slack"}
		d := deskOf(s, slack)
		p := paged(t.Context(), t, s)
		slack.Answer = func(ctx context.Context, _ captaintest.Call) error {
			time.Sleep(3 * time.Second)
			_, _, err := d.Acknowledge(ctx, p.ID, "B1")
			tellAll(ctx, t, s, d) // too early for the message under way
			return err
		}
		if again := ring(t, d, p); !again.IsZero() {
			t.Errorf("rings again at %v, want never", again)
		}
		if n := tellAll(t.Context(), t, s, d); n != 1 {
			t.Errorf("%d tellings after the call, want one", n)
		}
		shown, ok := slack.Shown(slack.Calls()[0].Handle)
		if !ok || shown.State != captain.Acknowledged || shown.By != "B1" {
			t.Errorf("the message shows %s by %q, want acknowledged by B1", shown.State, shown.By)
		}
	})
}

func TestACallThatGoesWrongIsAFailedReceiptAndTheNextStepFollowsAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(context.Context, captaintest.Call) error
		why    string
		lasts  time.Duration
	}{
		"refused":  {func(context.Context, captaintest.Call) error { return errors.New("no such number") }, "no such number", 0},
		"hanging":  {captaintest.Hang, "deadline exceeded", 10 * time.Second},
		"panicked": {func(context.Context, captaintest.Call) error { panic("out of range") }, "out of range", 0},
	} {
		dir := t.TempDir()
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := open(t, dir)
				d := deskOf(s, &captaintest.Channel{Answer: c.answer})
				p := paged(t.Context(), t, s)
				begun := time.Now()
				again := ring(t, d, p)
				if got := time.Since(begun); got != c.lasts {
					t.Errorf("the call lasts %v, want %v", got, c.lasts)
				}
				if again.After(time.Now()) {
					t.Errorf("the mate is called at %v, want at once", again)
				}
				p, err := s.Page(t.Context(), p.ID)
				if err != nil || len(p.Receipts) != 1 {
					t.Fatalf("receipts are %v (%v), want one", p.Receipts, err)
				}
				if r := p.Receipts[0]; r.State != captain.Failed || r.Who != "A1" || !strings.Contains(r.Why, c.why) {
					t.Errorf("the receipt is %s for %s (%s), want failed for A1 (%s)", r.State, r.Who, r.Why, c.why)
				}
				if !p.Called.IsZero() {
					t.Errorf("alerted at %v, want nobody alerted", p.Called)
				}
			})
		})
	}
}

func TestAPanicOfOneChannelLeavesTheOthersTheirCall(t *testing.T) {
	s := open(t, t.TempDir())
	broken := &captaintest.Channel{Word: "broken", Answer: func(context.Context, captaintest.Call) error { panic("broken") }}
	d := deskOf(s, broken, &captaintest.Channel{Word: "slack"})
	p := paged(t.Context(), t, s)
	if again := ring(t, d, p); !again.After(time.Now()) {
		t.Errorf("the mate is called at %v, want after the captain's patience", again)
	}
	p, err := s.Page(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]captain.ReceiptState{}
	for _, r := range p.Receipts {
		got[r.Channel] = r.State
	}
	if got["broken"] != captain.Failed || got["slack"] != captain.Sent {
		t.Errorf("receipts are %v, want broken failed and slack sent", got)
	}
}
