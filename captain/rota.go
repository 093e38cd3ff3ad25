package captain

import (
	"iter"
	"slices"
	"time"
)

// Rota says who is on watch when: a pure function of its fields and a moment.
//
// Size people are on watch together. One of them is relieved every Days/Size days, at the
// wall-clock time of Start in Start's zone: the *quart biseauté*. The one on watch the
// longest is the captain, the others are mates.
type Rota struct {
	// Crew takes watches in this order, again and again.
	Crew Crew
	// Size is how many are on watch together, 1 to 4.
	Size int
	// Days is how long a watch lasts; Size divides it.
	Days int
	// Start is when the first watch of all begins.
	Start time.Time
	// Auto chooses the next person by fairness instead of by order: the one with the
	// fewest watches, longest ago, of another team than those who stay on watch.
	Auto bool
}

// Watch is a stretch on duty of one person.
type Watch struct {
	Who      Person
	From, To time.Time
}

// Watches gives every watch from the one that begins first among those under way at a
// moment, in the order of their beginnings, without end; the caller breaks. It is empty
// when there is no crew. Before Start nobody is on watch.
func (r Rota) Watches(at time.Time) iter.Seq[Watch] {
	return func(yield func(Watch) bool) {
		if len(r.Crew) == 0 || r.Size <= 0 || r.Days <= 0 {
			return
		}
		choose := r.chooser()
		for n := 0; ; n++ {
			w := Watch{Who: choose(n), From: r.begin(n), To: r.begin(n + r.Size)}
			if n < r.Size { // the first watches begin together, so that the crew is whole
				w.From = r.Start
			}
			if w.To.After(at) && !yield(w) {
				return
			}
		}
	}
}

// On gives the watches under way at a moment: the captain's first, then the mates'.
func (r Rota) On(at time.Time) []Watch {
	var on []Watch
	for w := range r.Watches(at) {
		if w.From.After(at) {
			break
		}
		on = append(on, w)
	}
	return on
}

// Next is the first watch that begins after a moment; ok is false without a crew.
func (r Rota) Next(at time.Time) (w Watch, ok bool) {
	for w := range r.Watches(at) {
		if w.From.After(at) {
			return w, true
		}
	}
	return Watch{}, false
}

// begin is when the n-th relay happens: days by the wall clock, so that a change of hour
// moves nothing.
func (r Rota) begin(n int) time.Time {
	return r.Start.AddDate(0, 0, (n-(r.Size-1))*r.Days/r.Size)
}

// chooser tells who takes the n-th watch, for n = 0, 1, 2…
func (r Rota) chooser() func(n int) Person {
	if !r.Auto {
		return func(n int) Person { return r.Crew[n%len(r.Crew)] }
	}
	taken := make(map[UserID]int, len(r.Crew))
	var recent []Person
	return func(int) Person {
		stay := recent[max(0, len(recent)-(r.Size-1)):]
		who := slices.MinFunc(r.Crew, func(a, b Person) int {
			return rank(a, stay, taken, recent) - rank(b, stay, taken, recent)
		})
		taken[who.ID]++
		recent = append(recent, who)
		if len(recent) > len(r.Crew) {
			recent = recent[1:]
		}
		return who
	}
}

// rank is lower for who should go next. Being on watch already weighs most, then having
// had more watches, then the team, then how lately.
func rank(p Person, stay []Person, taken map[UserID]int, recent []Person) int {
	n := taken[p.ID] * 1000
	for _, s := range stay {
		if s.ID == p.ID {
			n += 1_000_000_000
		} else if p.Team != "" && s.Team == p.Team {
			n += 500_000
		}
	}
	for i, q := range recent {
		if q.ID == p.ID {
			n += i + 1
		}
	}
	return n
}
