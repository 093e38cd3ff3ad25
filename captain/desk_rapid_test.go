package captain_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"vigie/captain"
	"vigie/captain/captaintest"
	"vigie/work"
)

// move is what happens to a page after a while.
type move struct {
	after time.Duration
	what  string
}

// anyMoves draws what up to four people do within minutes.
func anyMoves() *rapid.Generator[[]move] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) move {
		return move{
			after: time.Duration(rapid.IntRange(0, 240).Draw(t, "seconds")) * time.Second,
			what:  rapid.SampledFrom([]string{"wait", "acknowledge", "escalate", "decline"}).Draw(t, "move"),
		}
	}), 0, 4)
}

// voyage is one page from its first call to its end.
type voyage struct {
	desk *captain.Desk
	page captain.Page
	// due is when the page rings next; zero for never.
	due time.Time
}

// until rings when the page is due, as the clock does, up to a moment.
func (v *voyage) until(t *testing.T, at time.Time) {
	for !v.due.IsZero() && !v.due.After(at) {
		time.Sleep(time.Until(v.due))
		v.due = ring(t, v.desk, v.page)
	}
	time.Sleep(time.Until(at))
}

// make does a move.
func (v *voyage) make(t *testing.T, m move) {
	v.until(t, time.Now().Add(m.after))
	var err error
	p := v.page
	switch m.what {
	case "acknowledge":
		p, _, err = v.desk.Acknowledge(t.Context(), v.page.ID, "C1")
	case "escalate":
		p, err = v.desk.Escalate(t.Context(), v.page.ID)
	case "decline":
		p, err = v.desk.Decline(t.Context(), v.page.ID, "A1", "in a train")
	default:
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if p.State == captain.Ringing {
		v.due = p.Due
	}
}

// end rings the page until nothing more is due.
func (v *voyage) end(t *testing.T) {
	for !v.due.IsZero() {
		v.until(t, v.due)
	}
}

func TestAPageCallsEverybodyUntilSomebodyAcknowledgesAndThenNobody(t *testing.T) {
	s := open(t, t.TempDir())
	rapid.Check(t, func(r *rapid.T) {
		moves := anyMoves().Draw(r, "moves")
		failing := rapid.IntRange(0, 2).Draw(r, "failing calls")
		answered := slices.ContainsFunc(moves, func(m move) bool { return m.what == "acknowledge" })
		var before, after []captain.UserID
		var state captain.PageState
		synctest.Test(t, func(t *testing.T) {
			slack := &captaintest.Channel{}
			slack.Answer = func(context.Context, captaintest.Call) error {
				if len(slack.Calls()) <= failing {
					return errors.New("down")
				}
				return nil
			}
			v := &voyage{desk: deskOf(s, slack), page: paged(t.Context(), t, s)}
			v.due = v.page.Due
			for _, m := range moves {
				v.make(t, m)
				if m.what == "acknowledge" && before == nil {
					before = append([]captain.UserID{}, slack.Called()...)
				}
			}
			// Whatever was booked meanwhile must find nothing to call either.
			v.end(t)
			_, _ = v.desk.Ring(t.Context(), work.Taken{Item: v.page.Ring()})
			after = slack.Called()
			p, err := s.Page(t.Context(), v.page.ID)
			if err != nil {
				t.Error(err)
			}
			state = p.State
		})
		switch {
		case answered && (state != captain.Acknowledged || len(after) != len(before)):
			r.Fatalf("%v: the page is %s; called %v before the acknowledgement and %v in all", moves, state, before, after)
		case !answered && state != captain.Exhausted:
			r.Fatalf("%v: unanswered, the page ends %s", moves, state)
		case !answered && (!slices.Contains(after, "A1") || !slices.Contains(after, "B1") || !slices.Contains(after, "C1")):
			r.Fatalf("%v: unanswered, only %v were called", moves, after)
		}
	})
}
