package config

import (
	"strings"
	"time"
)

// digests reads the reports posted on a schedule.
func (r *reader) digests(n node) {
	names := seen{}
	for _, item := range n.items() {
		d := item.digest()
		names.once(r, join(item.path, "name"), d.Name)
		r.cfg.Digests = append(r.cfg.Digests, d)
	}
}

func (n node) digest() Digest {
	d := Digest{Channel: n.r.cfg.Channels.Digest}
	n.fields(
		need("name", "write one short word, such as morning", like(&d.Name, shortName)),
		need("schedule", `write cron's fields, as "0 9 * * 1-5"`, schedule(&d.Schedule)),
		opt("channel", like(&d.Channel, channelID)),
		opt("sections", words(&d.Sections, DigestSections)),
		opt("quiet", truth(&d.Quiet)),
		opt("working_days", truth(&d.WorkingDays)),
	)
	if d.Sections == nil {
		d.Sections = []string{"incidents", "objectives", "followups", "apps", "deployments", "releases"}
	}
	return d
}

// schedule reads when a digest is due, in the crew's zone unless it names another.
func schedule(to *Schedule) read {
	return func(n node) {
		s, ok := n.word()
		if !ok {
			return
		}
		when, err := NewSchedule(s, n.r.cfg.Timezone)
		if err != nil {
			n.fault("%s is not a schedule: %v", show(s), err)
			return
		}
		*to = when
	}
}

// probes reads the addresses asked regularly.
func (r *reader) probes(n node) {
	asked := seen{}
	for _, item := range n.items() {
		p := item.probe()
		asked.once(r, item.path, p.URL)
		r.cfg.Probes = append(r.cfg.Probes, p)
	}
}

func (n node) probe() Probe {
	p := Probe{Every: time.Minute, Failures: 3}
	n.fields(
		opt("app", n.r.appName(&p.App)),
		opt("url", address(&p.URL)),
		opt("every", span(&p.Every, 10*time.Second, 24*time.Hour)),
		opt("failures", number(&p.Failures, 20)),
	)
	_, app := n.r.places[join(n.path, "app")]
	_, url := n.r.places[join(n.path, "url")]
	switch {
	case app && url:
		n.fault("has an app and a url; keep one")
	case !app && !url:
		n.fault("asks nothing; write app with a name of apps, or url with an address")
	case p.App != "":
		p.URL = n.healthOf(p.App)
	}
	return p
}

// healthOf is the address of an app that a probe asks.
func (n node) healthOf(app string) string {
	for _, a := range n.r.cfg.Apps {
		if strings.EqualFold(a.Name, app) {
			if a.Health == "" {
				n.r.faultAt(join(n.path, "app"), "%s has no health; write it under apps, or write url here", show(app))
			}
			return a.Health
		}
	}
	return ""
}
