package commands

import (
	"strings"
	"testing"
)

// needs is what each door asks of a person: written down here a second time, so that none
// is opened by mistake.
var needs = map[string]Access{
	"/incident declare": Everyone, "/incident note": Everyone, "/incident resolve": Crew, "/incident list": Everyone,
	"/incident bare": Everyone, "/incident free": Everyone,
	"/captain who": Everyone, "/captain ack": Crew, "/captain bare": Everyone,
	"/app status": Everyone, "/app restart": Crew, "/app bare": Everyone, "/app free": Everyone,
	"/digest now": Crew, "/digest preview": Everyone, "/digest list": Everyone, "/digest bare": Everyone,
	"/vigie help": Everyone, "/vigie bare": Everyone,
	"incident.open": Everyone, "incident.from-message": Everyone, "incident.declare": Everyone, "incident.as-title": Everyone,
	"incident.edit": Everyone, "incident.edited": Everyone, "incident.say": Everyone, "incident.said": Everyone,
	"incident.room": Everyone, "incident.end": Crew, "incident.ended": Crew, "incident.show": Everyone,
	"captain.share": Everyone, "page.ack": Crew, "page.escalate": Crew, "page.decline": Crew,
	"app.restart": Crew, "app.cancel": Everyone,
	"mention": Everyone, "home": Everyone,
}

// doors are all ways in, by the name of the handler behind them.
func doors(all []Command) map[string]Request {
	list := map[string]Request{"mention": {Kind: Mentioned, Text: "hello"}, "home": {Kind: HomeSeen}}
	for _, c := range all {
		for _, v := range c.Verbs {
			list[c.Slash+" "+v.Name] = Request{Kind: Typed, Name: c.Slash, Text: v.Name}
		}
		if c.Bare != nil {
			list[c.Slash+" bare"] = Request{Kind: Typed, Name: c.Slash}
		}
		if c.Free != nil {
			list[c.Slash+" free"] = Request{Kind: Typed, Name: c.Slash, Text: "zzzzzz"}
		}
		for _, d := range c.Deeds {
			list[d.Name] = Request{Kind: Pressed, Name: d.Name}
		}
	}
	return list
}

func TestEachDoorOpensToThoseWhoMayAndToNobodyElse(t *testing.T) {
	refusals := map[Access]string{Everyone: "sorry.viewers", Crew: "sorry.crew", Admins: "sorry.admins"}
	for _, have := range []Access{Nobody, Everyone, Crew, Admins} {
		r := newRecorder(t, have)
		all := doors(r.Commands)
		if len(all) != len(needs) {
			t.Errorf("%d doors, and %d known needs", len(all), len(needs))
		}
		for name, req := range all {
			need, known := needs[name]
			if !known {
				t.Errorf("nobody wrote down what %s needs", name)
				continue
			}
			r.ran = nil
			reply, err := r.Do(t.Context(), req)
			opened := len(r.ran) == 1 && strings.HasPrefix(r.ran[0], name)
			if err != nil || opened != (have >= need) || len(r.ran) > 1 {
				t.Errorf("%s, which needs %d, ran %q for somebody granted %d (%v)", name, need, r.ran, have, err)
			}
			if said := r.Texts.In("en").Say(refusals[need]); have < need && reply.Message.Text != said {
				t.Errorf("%s refused with %q, want %q", name, reply.Message.Text, said)
			}
		}
	}
}
