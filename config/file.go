package config

import (
	"time"

	"github.com/goccy/go-yaml/ast"
)

// root reads the whole file. Places are read before what refers to them.
func (r *reader) root(n node) {
	c := &r.cfg
	n.fields(
		opt("locale", oneOf(&c.Locale, "fr", "en")),
		opt("timezone", timezone(&c.Timezone)),
		need("channels", "write channels: {incidents: C…}", r.channels),
		need("crew", "list who takes watches, each with slack and name", r.crew),
		opt("rota", r.rota),
		opt("paging", r.paging),
		opt("github", r.github),
		opt("regions", r.regions),
		opt("apps", r.apps),
		opt("alerts", r.alerts),
		opt("probes", r.probes),
		opt("digests", r.digests),
		opt("freshdesk", r.freshdesk),
		opt("roles", r.roles),
		opt("working_days", r.workingDays),
	)
}

// timezone reads the crew's zone.
func timezone(to **time.Location) read {
	return func(n node) {
		s, ok := n.word()
		if !ok {
			return
		}
		zone, err := loadZone(s)
		if err != nil {
			n.fault("%v", err)
			return
		}
		*to = zone
	}
}

func (r *reader) channels(n node) {
	c := &r.cfg.Channels
	n.fields(
		need("incidents", channelID.want, like(&c.Incidents, channelID)),
		opt("captains", like(&c.Captains, channelID)),
		opt("digest", like(&c.Digest, channelID)),
		opt("releases", like(&c.Releases, channelID)),
	)
	or(&c.Captains, c.Incidents)
	or(&c.Digest, c.Incidents)
	or(&c.Releases, c.Digest)
}

// or fills in what was not written.
func or(to *string, otherwise string) {
	if *to == "" {
		*to = otherwise
	}
}

func (r *reader) github(n node) {
	g := &r.cfg.GitHub
	n.fields(
		need("owner", login.want, like(&g.Owner, login)),
		opt("repos", each(&g.Repos, r.repo)),
		opt("label", text(&g.Label)),
		opt("follow_up_repo", r.repo(&g.FollowUpRepo)),
	)
	or(&g.Label, "incident")
}

func (r *reader) freshdesk(n node) {
	n.fields(
		need("tag", ticketTag.want, like(&r.cfg.Freshdesk.Tag, ticketTag)),
		opt("warn_at", number(&r.cfg.Freshdesk.WarnAt, 1000)),
	)
}

func (r *reader) roles(n node) {
	n.fields(
		opt("viewers", likes(&r.cfg.Roles.Viewers, roleID)),
		opt("crew", likes(&r.cfg.Roles.Crew, roleID)),
		opt("admins", likes(&r.cfg.Roles.Admins, roleID)),
	)
}

func (r *reader) workingDays(n node) {
	n.fields(
		opt("country", func(at node) {
			if s, ok := at.at.(*ast.StringNode); !ok || s.Value != "FR" {
				at.fault("write FR; days off of other countries are not known, list them in working_days.extra")
			}
		}),
		opt("extra", func(at node) {
			for _, item := range at.items() {
				var day time.Time
				if item.date(&day, r.cfg.Timezone); !day.IsZero() {
					r.cfg.WorkingDays.Extra = append(r.cfg.WorkingDays.Extra, day)
				}
			}
		}),
	)
}
