package config

import (
	"strings"
	"time"
)

// paging reads how a page climbs.
func (r *reader) paging(n node) {
	p := &r.cfg.Paging
	n.fields(
		opt("patience", span(&p.Patience, 10*time.Second, time.Hour)),
		opt("steps", r.steps),
		opt("rounds", number(&p.Rounds, 20)),
		opt("fallback", contacts(&p.Fallback)),
	)
}

// steps reads the rungs of a page: each a word, or who and patience.
func (r *reader) steps(n node) {
	items := n.items()
	if len(items) > 20 {
		n.fault("has %d steps; 20 are the most", len(items))
		return
	}
	for _, item := range items {
		s := Step{Patience: r.cfg.Paging.Patience}
		if _, keys := mappingValues(item.at); keys {
			item.fields(
				need("who", "write captain, mate, crew or a Slack user id", who(&s.Who)),
				opt("patience", span(&s.Patience, 10*time.Second, time.Hour)),
			)
		} else {
			who(&s.Who)(item)
		}
		r.cfg.Paging.Steps = append(r.cfg.Paging.Steps, s)
	}
	if len(items) == 0 {
		n.fault("is empty; list captain, mate, crew, or take the key out")
	}
}

// stepWords are who a step calls, in French and in English.
var stepWords = map[string]string{
	"captain": "captain", "capitaine": "captain",
	"mate": "mate", "second": "mate",
	"crew": "crew", "equipage": "crew",
}

// who reads whom a step calls: a role, one of the crew, or anybody by Slack id.
func who(to *string) read {
	return func(n node) {
		s, ok := n.word()
		if !ok {
			return
		}
		if role, known := stepWords[fold(s)]; known {
			*to = role
			return
		}
		if id, known := n.r.whoIs(s); known {
			*to = id
			return
		}
		if id := strings.Trim(s, "<@>"); userID.form.MatchString(id) {
			*to = id
			return
		}
		n.fault("%s is nobody known; %s", show(s), offer(s, append([]string{"captain", "mate", "crew"}, n.r.names()...)))
	}
}
