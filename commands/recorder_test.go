package commands

import (
	"context"
	"strings"
	"testing"

	"vigie/captain"
	"vigie/incident"
	"vigie/production"
)

// ledgerOfDeeds keeps the audit in memory.
type ledgerOfDeeds struct {
	deeds []Deed
	err   error
}

func (l *ledgerOfDeeds) Audit(_ context.Context, d Deed) error {
	l.deeds = append(l.deeds, d)
	return l.err
}

// granted is a gate that grants everybody one degree.
func granted(have Access) Gate {
	return func(_ context.Context, _ captain.UserID, need Access) (bool, error) { return have >= need, nil }
}

// recorder is the real commands whose handlers only write down that they ran, and the
// router before them.
type recorder struct {
	*Router
	audit *ledgerOfDeeds
	// ran are the handlers that ran, with the words they got.
	ran []string
}

// record gives a handler that writes its name down.
func (r *recorder) handler(name string) Run {
	return func(_ context.Context, c Call) (Reply, error) {
		r.ran = append(r.ran, strings.TrimSpace(name+" "+c.Rest))
		return whisper("done"), nil
	}
}

func newRecorder(t *testing.T, have Access) *recorder {
	t.Helper()
	r := &recorder{audit: &ledgerOfDeeds{}}
	all := All(Parts{Incidents: &incident.Desk{}, Pages: &captain.Desk{}, Fleet: &production.Fleet{}, Digester: &Digester{}})
	for n := range all {
		c := &all[n]
		for v := range c.Verbs {
			c.Verbs[v].Run = r.handler(c.Slash + " " + c.Verbs[v].Name)
		}
		if c.Bare != nil {
			bare := *c.Bare
			bare.Run, c.Bare = r.handler(c.Slash+" bare"), &bare
		}
		if c.Free != nil {
			free := *c.Free
			free.Run, c.Free = r.handler(c.Slash+" free"), &free
		}
		for d := range c.Deeds {
			c.Deeds[d].Run = r.handler(c.Deeds[d].Name)
		}
	}
	r.Router = &Router{
		Commands: all, Texts: catalogueIn(t), Gate: granted(have), Audit: r.audit, Near: NearWords,
		Language: func(context.Context, captain.UserID) string { return "en" },
		Mention:  r.handler("mention"), Home: r.handler("home"),
	}
	return r
}

// typed is a request to a slash command.
func typed(text string) Request {
	name, rest, _ := strings.Cut(text, " ")
	return Request{ID: "Ev-123/abc:456789", Kind: Typed, User: "UGOOD", Name: name, Text: rest}
}
