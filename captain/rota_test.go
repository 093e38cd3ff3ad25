package captain_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/captain"
)

// paris is where the hour changes twice a year.
func paris(t interface{ Fatal(...any) }) *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// crew is people named A1, B2…: the letter is the team.
func crew(names ...string) captain.Crew {
	var c captain.Crew
	for _, n := range names {
		c = append(c, captain.Person{ID: captain.UserID(n), Name: n, Team: n[:1]})
	}
	return c
}

// anyRota draws a rota of one to eight people in up to three teams.
func anyRota(t *rapid.T) captain.Rota {
	var names []string
	for n := range rapid.IntRange(1, 8).Draw(t, "crew") {
		names = append(names, rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "team")+fmt.Sprint(n))
	}
	start := time.Date(2026, time.January, 1, 9, 0, 0, 0, paris(t)).AddDate(0, 0, rapid.IntRange(0, 365).Draw(t, "start"))
	return captain.Rota{
		Crew: crew(names...), Size: rapid.IntRange(1, 4).Draw(t, "size"), Days: rapid.IntRange(1, 21).Draw(t, "days"),
		Start: start, Auto: rapid.Bool().Draw(t, "auto"),
	}
}

// first is the first n watches of a rota.
func first(r captain.Rota, n int) []captain.Watch {
	var list []captain.Watch
	for w := range r.Watches(r.Start) {
		if len(list) == n {
			break
		}
		list = append(list, w)
	}
	return list
}

func TestAtAnyMomentTheWatchIsWholeAndNobodyStandsTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRota(t)
		at := r.Start.Add(time.Duration(rapid.Int64Range(0, 400*24*3600).Draw(t, "later")) * time.Second)
		on, seen := r.On(at), map[captain.UserID]bool{}
		for _, w := range on {
			if seen[w.Who.ID] || w.From.After(at) || !w.To.After(at) {
				t.Fatalf("at %v %s stands %v to %v among %v", at, w.Who.ID, w.From, w.To, on)
			}
			seen[w.Who.ID] = true
		}
		if want := min(r.Size, len(r.Crew)); len(on) != want {
			t.Fatalf("%d people on watch at %v, want %d", len(on), at, want)
		}
	})
}

func TestARelayIsAtTheSameHourAllYearAndAWatchLastsItsDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRota(t)
		for n, w := range first(r, 60) {
			if !w.To.After(w.From) {
				t.Fatalf("watch %d is empty: %v", n, w.From)
			}
			if w.From.Hour() != 9 || w.To.Hour() != 9 {
				t.Fatalf("watch %d goes from %v to %v, want 09:00", n, w.From, w.To)
			}
			if n >= 4 && !w.From.AddDate(0, 0, r.Days).Equal(w.To) {
				t.Fatalf("watch %d goes from %v to %v, want %d days", n, w.From, w.To, r.Days)
			}
		}
	})
}

func TestThePastIsTheSameFromAnyLaterMoment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRota(t)
		all := first(r, 40)
		at := all[rapid.IntRange(0, 30).Draw(t, "from")].From
		var under []captain.Watch
		for _, w := range all {
			if w.To.After(at) && !w.From.After(at) {
				under = append(under, w)
			}
		}
		got := r.On(at)
		if !slices.EqualFunc(got, under, func(a, b captain.Watch) bool { return a.Who.ID == b.Who.ID && a.From.Equal(b.From) }) {
			t.Fatalf("seen at %v the watch is %v, seen from the start %v", at, got, under)
		}
	})
}

func TestAutoGivesEveryoneAsManyWatches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRota(t)
		r.Auto = true
		taken := map[captain.UserID]int{}
		for n, w := range first(r, 100) {
			taken[w.Who.ID]++
			low, high := n+1, 0
			for _, p := range r.Crew {
				low, high = min(low, taken[p.ID]), max(high, taken[p.ID])
			}
			if high-low > 1 {
				t.Fatalf("after %d watches somebody has had %d and somebody %d", n+1, high, low)
			}
		}
	})
}

func TestAutoKeepsTeamsApartWhereItCan(t *testing.T) {
	for _, c := range []struct {
		crew captain.Crew
		// want is how many of 24 watches meet one of their own team, at most.
		want int
	}{
		{crew("A1", "A2", "B1", "B2"), 0},
		{crew("B1", "C1", "A1", "A2"), 0},
		{crew("A1", "A2", "A3", "B1", "B2", "C1"), 0},
		{crew("A1", "A2", "A3", "B1", "B2"), 5},
		{crew("A1", "A2"), 23},
	} {
		r := captain.Rota{Crew: c.crew, Size: 2, Days: 14, Start: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC), Auto: true}
		meetings := 0
		list := first(r, 24)
		for n := 1; n < len(list); n++ {
			if list[n].Who.Team == list[n-1].Who.Team {
				meetings++
			}
		}
		if meetings > c.want {
			t.Errorf("%v: teammates meet %d times, want at most %d", c.crew.IDs(), meetings, c.want)
		}
	}
}

func TestNobodyIsOnWatchBeforeTheStartOrWithoutACrew(t *testing.T) {
	start := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	r := captain.Rota{Crew: crew("A1", "B1"), Size: 2, Days: 14, Start: start}
	if on := r.On(start.Add(-time.Second)); len(on) != 0 {
		t.Errorf("before the start %v is on watch", on)
	}
	if next, ok := r.Next(start.Add(-time.Second)); !ok || next.Who.ID != "A1" {
		t.Errorf("the first to come is %v, %v", next, ok)
	}
	if _, ok := (captain.Rota{Size: 2, Days: 14, Start: start}).Next(start); ok {
		t.Error("without a crew somebody comes next")
	}
}
