package bot

import (
	"sync/atomic"
	"time"

	"vigie/captain"
	"vigie/commands"
	"vigie/config"
	"vigie/production"
)

// settings is the configuration in the words of the nouns. It is replaced whole when
// vigie.yaml is read again, so each part asks for it at every use.
type settings struct {
	config   config.Config
	crew     captain.Crew
	rota     captain.Rota
	plan     captain.Plan
	apps     production.Catalogue
	digests  []commands.Digest
	workdays production.WorkingDays
}

// current is the settings in force.
type current struct{ p atomic.Pointer[settings] }

func (c *current) get() *settings { return c.p.Load() }

func (c *current) set(from config.Config) { c.p.Store(translate(from)) }

// translate turns the configuration into nouns.
func translate(c config.Config) *settings {
	s := &settings{config: c, workdays: production.NewWorkingDays(c.Timezone, c.WorkingDays.Extra...)}
	for _, p := range c.Crew {
		s.crew = append(s.crew, person(p))
	}
	s.rota = captain.Rota{
		Crew: ordered(s.crew, c.Rota.Order), Size: c.Rota.Size, Days: c.Rota.Watch, Start: c.Rota.Start,
		Auto: c.Rota.Auto,
	}
	s.plan = captain.Plan{Rounds: c.Paging.Rounds}
	for _, step := range c.Paging.Steps {
		s.plan.Steps = append(s.plan.Steps, captain.PlanStep{Who: step.Who, Patience: step.Patience})
	}
	for _, a := range c.Apps {
		s.apps = append(s.apps, production.App{
			Name: a.Name, HostName: a.Name, Aliases: a.Aliases, Region: a.Region, Processes: a.Processes,
			Repo: a.Repo, Health: a.Health, Critical: a.Critical, Tags: a.Tags,
		})
	}
	for _, d := range c.Digests {
		s.digests = append(s.digests, digest(d, s.workdays))
	}
	return s
}

func person(p config.Person) captain.Person {
	out := captain.Person{ID: captain.UserID(p.Slack), Name: p.Name, Team: p.Team, GitHub: p.GitHub, Locale: p.Locale}
	for _, contact := range p.Contacts {
		out.Contacts = append(out.Contacts, contact)
	}
	return out
}

// ordered puts the crew into the rota's order; people that the order leaves out take no
// watches.
func ordered(crew captain.Crew, order []string) captain.Crew {
	if len(order) == 0 {
		return crew
	}
	var out captain.Crew
	for _, id := range order {
		if p, ok := crew.Person(captain.UserID(id)); ok {
			out = append(out, p)
		}
	}
	return out
}

func digest(d config.Digest, days production.WorkingDays) commands.Digest {
	out := commands.Digest{
		Name: d.Name, Channel: d.Channel, Sections: d.Sections, Quiet: d.Quiet,
		Spec: d.Schedule.String(), Schedule: d.Schedule,
	}
	if d.WorkingDays {
		out.Schedule = workingDays{d.Schedule, days}
	}
	return out
}

// workingDays is a schedule without the times that fall on days off.
type workingDays struct {
	schedule production.Schedule
	days     production.WorkingDays
}

// Next passes over days off; a schedule that meets none in 400 tries has no next time.
func (w workingDays) Next(at time.Time) time.Time {
	for range 400 {
		if at = w.schedule.Next(at); at.IsZero() || w.days.Is(at) {
			return at
		}
	}
	return time.Time{}
}
