package captain

import (
	"slices"
	"time"
)

// Plan is how a page escalates.
type Plan struct {
	Steps []PlanStep
	// Rounds is how many times the last step is called in all before the page is given up
	// as exhausted. Zero means DefaultRounds.
	Rounds int
	// Pause is the time between two calls of the last step. Zero means DefaultPause.
	Pause time.Duration
}

// PlanStep names who is called, by their part in the watch or by name.
type PlanStep struct {
	// Who is "captain", "mate", "crew" or a user id.
	Who string
	// Patience is how long the step has before the next one is called.
	Patience time.Duration
}

// What a plan does when the configuration is silent: the captain has a minute, so that
// somebody answers within the objective's two; the mate two; then the whole crew, again
// every five minutes, six times.
const (
	DefaultPatience = time.Minute
	DefaultMate     = 2 * time.Minute
	DefaultPause    = 5 * time.Minute
	DefaultRounds   = 6
)

// DefaultPlan is captain, mate, crew.
func DefaultPlan() Plan {
	return Plan{Steps: []PlanStep{
		{Who: "captain", Patience: DefaultPatience},
		{Who: "mate", Patience: DefaultMate},
		{Who: "crew", Patience: DefaultPause},
	}}
}

// steps turns the plan's words into people, as the rota has them at a moment. A step that
// would call nobody, or only those of the step before, is left out. With nobody on watch
// everyone is called.
func (p Plan) steps(r Rota, at time.Time) []Step {
	on := r.On(at)
	var steps []Step
	for _, s := range p.Steps {
		var who []UserID
		switch s.Who {
		case "captain":
			if len(on) > 0 {
				who = []UserID{on[0].Who.ID}
			} else {
				who = r.Crew.IDs()
			}
		case "mate":
			for i := 1; i < len(on); i++ {
				who = append(who, on[i].Who.ID)
			}
		case "crew":
			who = r.Crew.IDs()
		default:
			who = []UserID{UserID(s.Who)}
		}
		if len(who) > 0 {
			steps = append(steps, Step{Who: who, Patience: s.Patience})
		}
	}
	if len(steps) == 0 && len(r.Crew) > 0 {
		steps = []Step{{Who: r.Crew.IDs(), Patience: p.pause()}}
	}
	return slices.CompactFunc(steps, func(a, b Step) bool { return slices.Equal(a.Who, b.Who) })
}

func (p Plan) pause() time.Duration {
	if p.Pause > 0 {
		return p.Pause
	}
	return DefaultPause
}

func (p Plan) rounds() int {
	if p.Rounds > 0 {
		return p.Rounds
	}
	return DefaultRounds
}

// Call makes a page for the people on watch at a moment; the ledger of what it is about
// writes it, together with its first Step item.
func (p Plan) Call(r Rota, at time.Time, subject, ref string, severity int) Page {
	return Page{
		Subject: subject, Ref: ref, Severity: severity, State: Ringing,
		Steps: p.steps(r, at), Rounds: p.rounds(), Pause: p.pause(), Due: at, Created: at,
	}
}
