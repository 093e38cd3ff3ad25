package captain

import (
	"slices"
	"testing"
	"time"
)

// noon is when the pages of these tests begin.
func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

func pageOf(rounds int, steps ...[]UserID) Page {
	p := Page{State: Ringing, Rounds: rounds, Pause: 5 * time.Minute, Due: noon(), Created: noon()}
	for _, who := range steps {
		p.Steps = append(p.Steps, Step{Who: who, Patience: time.Minute})
	}
	return p
}

func everybody(UserID) []string { return []string{"slack"} }

// outcome is the same result for all calls.
func outcome(calls []call, s ReceiptState) []Receipt {
	var results []Receipt
	for _, c := range calls {
		results = append(results, Receipt{Who: c.who, Channel: c.channel, State: s})
	}
	return results
}

func TestAStepThatNobodyCanBeCalledAtGoesOnAtOnce(t *testing.T) {
	p := pageOf(1, []UserID{"stranger"}, []UserID{"mate"})
	calls, begun := p.claim(noon(), func(UserID) []string { return nil })
	if len(calls) != 0 || !begun {
		t.Fatalf("calls %v, begun %v; want a step without calls", calls, begun)
	}
	p.settle(nil, noon())
	if !p.Due.Equal(noon()) || p.Rung != 1 {
		t.Errorf("the mate is called at %v (rung %d), want at once", p.Due, p.Rung)
	}
}

func TestACallWithALostOutcomeIsMadeAgainAtOnceThreeTimesInAll(t *testing.T) {
	p := pageOf(1, []UserID{"captain"}, []UserID{"mate"})
	made := 0
	for range 5 { // each time, the process dies before it hears
		calls, _ := p.claim(noon(), everybody)
		made += len(calls)
	}
	if made != unknownLimit {
		t.Errorf("called %d times, want %d", made, unknownLimit)
	}
	if next := p.NextCall(); !slices.Equal(next, []UserID{"mate"}) {
		t.Errorf("next is %v, want the mate", next)
	}
}

func TestTheLastStepIsRetriedWhileProvidersAreDownAndCountsNoRound(t *testing.T) {
	p, now, reached := pageOf(4, []UserID{"captain"}), noon(), 0
	for n := 0; p.State == Ringing && n < 100; n++ {
		calls, begun := p.claim(now, everybody)
		if !begun {
			break
		}
		was := Sent
		if n == 2 || n == 3 { // the providers are down in the middle
			was = Failed
		} else {
			reached++
		}
		p.settle(outcome(calls, was), now)
		if want := now.Add(retryLast); was == Failed && !p.Due.Equal(want) {
			t.Errorf("after a failure it is called at %v, want %v", p.Due, want)
		}
		now = p.Due
	}
	if reached != 4 || p.State != Exhausted {
		t.Errorf("reached %d times, then %s; want the 4 rounds, then exhausted", reached, p.State)
	}
}

func TestOncePageIsTakenNothingIsClaimed(t *testing.T) {
	for _, s := range []PageState{Acknowledged, Exhausted, Closed, ""} {
		p := pageOf(1, []UserID{"captain"})
		p.claim(noon(), everybody) // its outcome is not known
		p.State = s
		if calls, begun := p.claim(noon().Add(time.Hour), everybody); begun || len(calls) > 0 {
			t.Errorf("a page that is %q calls %v", s, calls)
		}
	}
}

func TestAPlanBecomesPeople(t *testing.T) {
	two := Rota{Crew: Crew{{ID: "A"}, {ID: "B"}, {ID: "C"}}, Size: 2, Days: 14, Start: noon()}
	alone := Rota{Crew: Crew{{ID: "A"}}, Size: 1, Days: 7, Start: noon()}
	later := two
	later.Start = noon().AddDate(1, 0, 0)
	plan := func(who ...string) (p Plan) {
		for _, w := range who {
			p.Steps = append(p.Steps, PlanStep{Who: w})
		}
		return p
	}
	for _, c := range []struct {
		name string
		rota Rota
		plan Plan
		want [][]UserID
	}{
		{"captain, mate, crew", two, DefaultPlan(), [][]UserID{{"A"}, {"B"}, {"A", "B", "C"}}},
		{"a crew of one is called by one step", alone, DefaultPlan(), [][]UserID{{"A"}}},
		{"somebody by name", two, plan("captain", "U9"), [][]UserID{{"A"}, {"U9"}}},
		{"before the first watch the crew is called", later, DefaultPlan(), [][]UserID{{"A", "B", "C"}}},
		{"nobody on watch: the crew in the captain's place", later, plan("captain", "U9"), [][]UserID{{"A", "B", "C"}, {"U9"}}},
		{"no crew: nobody", Rota{}, DefaultPlan(), nil},
	} {
		var got [][]UserID
		for _, s := range c.plan.steps(c.rota, noon()) {
			got = append(got, s.Who)
		}
		if !slices.EqualFunc(got, c.want, slices.Equal) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
