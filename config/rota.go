package config

import (
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// rota reads how watches follow each other, and checks that it can be done.
func (r *reader) rota(n node) {
	var handover, start, auto node
	rota := &r.cfg.Rota
	n.fields(
		opt("size", number(&rota.Size, 4)),
		opt("watch", days(&rota.Watch, 1, 366)),
		opt("handover", func(at node) { handover = at; at.handover(&rota.Handover) }),
		opt("start", func(at node) { start = at; at.date(&rota.Start, r.cfg.Timezone) }),
		opt("order", r.order),
		opt("auto", func(at node) { auto = at; truth(&rota.Auto)(at) }),
		opt("avoid_same_team", truth(&rota.AvoidSameTeam)),
		opt("usergroup", like(&rota.Usergroup, groupID)),
	)
	if auto.r != nil && rota.Auto && len(rota.Order) > 0 {
		auto.fault("an order is given too; keep rota.order or rota.auto")
	}
	if rota.Size > len(r.cfg.Crew) && len(r.cfg.Crew) > 0 {
		r.faultAt("rota.size", "%d people on watch need as many in crew, which has %d; write %d or add people",
			rota.Size, len(r.cfg.Crew), len(r.cfg.Crew))
	}
	if rota.Handover.Weekly && rota.Watch%7 != 0 && handover.r != nil {
		handover.fault("a watch of %d days does not end on the same weekday each time; write the hour alone, as 09:00", rota.Watch)
	}
	if rota.Handover.Weekly && start.r != nil && !rota.Start.IsZero() && rota.Start.Weekday() != rota.Handover.Day {
		back := (int(rota.Start.Weekday()) - int(rota.Handover.Day) + 7) % 7
		start.fault("%s is a %s, and the handover is on %ss; write %s", rota.Start.Format(time.DateOnly),
			rota.Start.Weekday(), rota.Handover.Day, rota.Start.AddDate(0, 0, -back).Format(time.DateOnly))
	}
}

// order reads a list of people, or the word auto.
func (r *reader) order(n node) {
	if s, ok := n.at.(*ast.StringNode); ok && strings.EqualFold(s.Value, "auto") {
		r.cfg.Rota.Auto = true
		return
	}
	already := map[string]string{}
	for _, item := range n.items() {
		var id string
		person(&id)(item)
		if id == "" {
			continue
		}
		if first, twice := already[id]; twice {
			item.fault("is the same person as %s; each is named once", first)
			continue
		}
		already[id] = item.path
		r.cfg.Rota.Order = append(r.cfg.Rota.Order, id)
	}
}
