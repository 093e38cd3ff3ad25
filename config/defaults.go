package config

import (
	"fmt"
	"slices"
	"time"
)

// epoch is the Monday from which watches are counted when the file gives no start.
var epoch = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// before is what holds when the file says nothing.
func before() Config {
	paris, err := loadZone("Europe/Paris")
	if err != nil {
		paris = time.UTC // the zones are compiled in; this cannot happen
	}
	return Config{
		Locale:      "fr",
		Timezone:    paris,
		Rota:        Rota{Watch: 14, Handover: Handover{Weekly: true, Day: time.Monday, Hour: 9}},
		Paging:      Paging{Patience: 2 * time.Minute, Rounds: 6},
		Freshdesk:   Freshdesk{WarnAt: 7},
		WorkingDays: WorkingDays{Country: "FR"},
	}
}

// complete fills in what depends on other parts of the file.
func (r *reader) complete() {
	c := &r.cfg
	rota := &c.Rota
	if rota.Size == 0 {
		rota.Size = max(1, min(2, len(c.Crew)))
	}
	if _, given := r.places["rota.handover"]; !given && rota.Watch%7 != 0 {
		rota.Handover.Weekly = false
	}
	if len(rota.Order) == 0 {
		for _, p := range c.Crew {
			rota.Order = append(rota.Order, p.Slack)
		}
	}
	rota.Start = firstHandover(rota.Start, rota.Handover, c.Timezone)
	if len(c.Paging.Steps) == 0 {
		c.Paging.Steps = []Step{
			{Who: "captain", Patience: min(time.Minute, c.Paging.Patience)},
			{Who: "mate", Patience: c.Paging.Patience},
			{Who: "crew", Patience: c.Paging.Patience},
		}
	}
	r.completeRegions()
}

// firstHandover is the hour of the handover on the first day, by default the first such day of 2024.
func firstHandover(start time.Time, h Handover, zone *time.Location) time.Time {
	if start.IsZero() {
		start = epoch
		for h.Weekly && start.Weekday() != h.Day {
			start = start.AddDate(0, 0, 1)
		}
	}
	return time.Date(start.Year(), start.Month(), start.Day(), h.Hour, h.Minute, 0, 0, zone)
}

// completeRegions gives the only region in use the usual variables when the file names none.
func (r *reader) completeRegions() {
	if len(r.cfg.Regions) > 0 {
		return
	}
	var used []string
	for i, a := range r.cfg.Apps {
		if !slices.Contains(used, a.Region) {
			used = append(used, a.Region)
			if len(used) == 2 {
				r.faultAt(fmt.Sprintf("apps[%d].region", i), "a second region is used; "+
					"name the variables of each under regions, as regions: {%s: {token: SCALINGO_API_TOKEN}, %s: {token: …}}", used[0], a.Region)
			}
		}
	}
	if len(used) == 1 {
		r.cfg.Regions = []Region{r.account(used[0], "SCALINGO_API_TOKEN", "SCALINGO_API_URL", "SCALINGO_AUTH_URL")}
	}
}
