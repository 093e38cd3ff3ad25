package captain

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// Rota says who is on watch when: a pure function of its fields and a moment.
//
// Size people are on watch together. One of them is relieved every Days/Size days, at the
// wall-clock time of Start in Start's zone: the *quart biseauté*. Where Size does not
// divide Days, relays are uneven by a day and each watch still lasts Days. The one on
// watch the longest is the captain, the others are mates.
type Rota struct {
	// Crew takes watches in this order, again and again.
	Crew Crew
	// Size is how many are on watch together, 1 to 4; with a smaller crew, all of it.
	Size int
	// Days is how long a watch lasts.
	Days int
	// Start is when the first watch of all begins.
	Start time.Time
	// Auto chooses the next person by fairness instead of by order: one with the fewest
	// watches; among them one of another team than those who stay on watch, longest ago.
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
		r.Size = min(r.Size, len(r.Crew))
		choose := r.chooser()
		for n, taken := 0, 0; ; n++ {
			w := Watch{From: r.begin(n), To: r.begin(n + r.Size)}
			if n < r.Size { // the first watches begin together, so that the crew is whole
				w.From = r.Start
			}
			if !w.To.After(w.From) { // relieved at once, since Days < Size: nobody's watch
				continue
			}
			w.Who = choose(taken)
			taken++
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
	var past []Person
	return func(int) Person {
		c := r.choice(past)
		who := slices.MinFunc(r.Crew, c.compare)
		past = append(past, who)
		return who
	}
}

// choice is what is known when the next person is chosen.
type choice struct {
	// stay are those who stay on watch.
	stay Crew
	// taken counts the watches a person has had, and last is when the newest began.
	taken, last map[UserID]int
	// waiting counts, by team, those who have had the fewest watches.
	waiting map[string]int
}

func (r Rota) choice(past []Person) choice {
	c := choice{
		stay:  past[max(0, len(past)-(r.Size-1)):],
		taken: make(map[UserID]int), last: make(map[UserID]int), waiting: make(map[string]int),
	}
	for n, p := range past {
		c.taken[p.ID]++
		c.last[p.ID] = n + 1
	}
	fewest := len(past)
	for _, p := range r.Crew {
		fewest = min(fewest, c.taken[p.ID])
	}
	for _, p := range r.Crew {
		if c.taken[p.ID] == fewest && p.Team != "" {
			c.waiting[p.Team]++
		}
	}
	return c
}

// compare puts first who should go next. Being on watch already weighs most, then having
// had more watches, then the team; the larger team of those who wait goes first, or its
// people would be left to meet at the end; then who went longest ago.
func (c choice) compare(a, b Person) int {
	return cmp.Or(
		cmp.Compare(c.on(a), c.on(b)),
		cmp.Compare(c.taken[a.ID], c.taken[b.ID]),
		cmp.Compare(c.meets(a), c.meets(b)),
		cmp.Compare(c.waiting[b.Team], c.waiting[a.Team]),
		cmp.Compare(c.last[a.ID], c.last[b.ID]),
	)
}

// on is 1 for somebody who stays on watch.
func (c choice) on(p Person) int {
	if _, on := c.stay.Person(p.ID); on {
		return 1
	}
	return 0
}

// meets counts those of a person's team who stay on watch.
func (c choice) meets(p Person) (n int) {
	for _, s := range c.stay {
		if p.Team != "" && s.Team == p.Team {
			n++
		}
	}
	return n
}
