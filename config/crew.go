package config

import (
	"strings"
)

// crew reads who takes watches.
func (r *reader) crew(n node) {
	ids, names, logins := seen{}, seen{}, seen{}
	for _, item := range n.items() {
		p := item.person()
		ids.once(r, join(item.path, "slack"), p.Slack)
		names.once(r, join(item.path, "name"), p.Name)
		logins.once(r, join(item.path, "github"), p.GitHub)
		r.cfg.Crew = append(r.cfg.Crew, p)
	}
	if len(r.cfg.Crew) == 0 {
		n.fault("is empty; list at least one person with slack and name")
	}
}

func (n node) person() Person {
	var p Person
	n.fields(
		need("slack", userID.want, like(&p.Slack, userID)),
		need("name", "write how the person is called", text(&p.Name)),
		opt("team", text(&p.Team)),
		opt("github", like(&p.GitHub, login)),
		opt("locale", oneOf(&p.Locale, "fr", "en")),
		opt("contacts", contacts(&p.Contacts)),
	)
	return p
}

// seen is where each value of a kind was first given, case and accents ignored.
type seen map[string]string

// once records a fault when the value at a path was already given at another.
func (s seen) once(r *reader, path, value string) {
	if value == "" {
		return
	}
	if first, twice := s[fold(value)]; twice {
		r.faultAt(path, "%s is already given at %s; change one", show(value), first)
		return
	}
	s[fold(value)] = path
}

// whoIs is the Slack id of one of the crew by id, mention, name, or a first name that only one of them bears.
// The id is empty when theirs is a fault already told.
func (r *reader) whoIs(s string) (string, bool) {
	id := strings.Trim(s, "<@>")
	var first []string
	for _, p := range r.cfg.Crew {
		if p.Slack == id && id != "" || p.Name != "" && fold(p.Name) == fold(s) {
			return p.Slack, true
		}
		if given, _, _ := strings.Cut(fold(p.Name), " "); given == fold(s) {
			first = append(first, p.Slack)
		}
	}
	if len(first) == 1 {
		return first[0], true
	}
	return "", false
}

// names are those of the crew, to offer.
func (r *reader) names() []string {
	var all []string
	for _, p := range r.cfg.Crew {
		if p.Name != "" {
			all = append(all, p.Name)
		}
	}
	return all
}

// person reads a name or an id of one of the crew, into a Slack id.
func person(to *string) read {
	return func(n node) {
		s, ok := n.word()
		if !ok {
			return
		}
		if id, known := n.r.whoIs(s); known {
			*to = id
			return
		}
		n.fault("%s is not in crew; %s", show(s), offer(s, n.r.names()))
	}
}
