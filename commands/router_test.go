package commands

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vigie/captain"
	"vigie/production"
)

func TestAVerbIsFoundInEitherLanguageWithOrWithoutAccents(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"/incident RÉSOLU", "/incident resolve"},
		{"/incident résolu INC-7 tout va bien", "/incident resolve INC-7 tout va bien"},
		{"/incident Résoudre", "/incident resolve"},
		{"/incident noter  la base", "/incident note la base"},
		{"/incident déclarer", "/incident declare"},
		{"/incident liste", "/incident list"},
		{"/incident list of users is empty", "/incident free list of users is empty"},
		{"/incident nobody can log in", "/incident free nobody can log in"},
		{"/incident", "/incident bare"},
		{"/incident   ", "/incident bare"},
		{"/app redémarrer API", "/app restart API"},
		{"/app État", "/app status"},
		{"/app api-web", "/app free api-web"},
		{"/app", "/app bare"},
		{"/captain QUI", "/captain who"},
		{"/captain", "/captain bare"},
		{"/captain acquitté P-7", "/captain ack P-7"},
		{"/digest aperçu matin", "/digest preview matin"},
		{"/digest", "/digest bare"},
		{"/vigie AIDE incident", "/vigie help incident"},
		{"/vigie Aidez-moi", "/vigie help"},
	} {
		r := newRecorder(t, Admins)
		if _, err := r.Do(t.Context(), typed(c.typed)); err != nil || !slices.Equal(r.ran, []string{c.want}) {
			t.Errorf("%q ran %q (%v), want %q", c.typed, r.ran, err, c.want)
		}
	}
}

func TestAnUnknownWordIsAnsweredWithWhatThereIsAndWhatIsNear(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"/captain tomorrow", "`/captain` does not know “tomorrow”. It knows `who`, `ack`."},
		{"/digest nwo", "`/digest` does not know “nwo”. It knows `now`, `preview`, `list`. Did you mean `now`?"},
		{"/vigie hlep", "`/vigie` does not know “hlep”. It knows `help`. Did you mean `help`?"},
		{"/vigie <!channel>", "`/vigie` does not know “&lt;!channel&gt;”. It knows `help`."},
		{"/nothing", "This button is from an older version of Vigie. Type the command instead: `/vigie help`."},
	} {
		r := newRecorder(t, Admins)
		reply, err := r.Do(t.Context(), typed(c.typed))
		if err != nil || reply.Message == nil || reply.Message.Text != c.want || len(r.ran) > 0 {
			t.Errorf("%q is answered %+v (%v, ran %q), want %q", c.typed, reply.Message, err, r.ran, c.want)
		}
		if len(r.audit.deeds) != 1 || r.audit.deeds[0].Outcome != Refused {
			t.Errorf("%q is recorded as %+v, want one refusal", c.typed, r.audit.deeds)
		}
	}
}

func TestWhatWasAskedIsRecordedWhateverCameOfIt(t *testing.T) {
	boom := errors.New("disk full")
	for _, c := range []struct {
		name string
		have Access
		req  Request
		run  Run
		want []Deed
	}{
		{"accepted", Crew, Request{Kind: Typed, Name: "/app", Text: "restart api"}, nil,
			[]Deed{{What: "/app restart api", Outcome: Accepted}}},
		{"refused", Everyone, Request{Kind: Typed, Name: "/app", Text: "restart api"}, nil,
			[]Deed{{What: "/app restart api", Outcome: Refused, Why: "Only the crew may do this. Ask the captain: `/captain`."}}},
		{"a button, without what its value hides", Crew, Request{Kind: Pressed, Name: "page.ack", Value: "P-7\x1fhttps://answer.example"}, nil,
			[]Deed{{What: "pressed page.ack P-7", Outcome: Accepted}}},
		{"a button of another age", Crew, Request{Kind: Pressed, Name: "page.gone"}, nil,
			[]Deed{{What: "page.gone", Outcome: Refused, Why: "This button is from an older version of Vigie. Type the command instead: `/vigie help`."}}},
		{"a refusal for the person", Everyone, Request{Kind: Mentioned, Text: "who"},
			func(context.Context, Call) (Reply, error) { return Reply{}, captain.ErrNobody },
			[]Deed{{What: "mention: who", Outcome: Refused, Why: "Nobody is on watch: the rota has no crew. See `rota` in vigie.yaml."}}},
		{"a failure", Everyone, Request{Kind: Mentioned, Text: "who"},
			func(context.Context, Call) (Reply, error) { return Reply{}, boom },
			[]Deed{{What: "mention: who", Outcome: Faulty, Why: "disk full"}}},
		{"a look", Everyone, Request{Kind: HomeSeen}, nil, nil},
		{"a look that was refused", Nobody, Request{Kind: HomeSeen}, nil,
			[]Deed{{What: "home", Outcome: Refused, Why: "You may not ask Vigie: ask an admin to add you to `roles.viewers`."}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRecorder(t, c.have)
			if c.run != nil {
				r.Mention = c.run
			}
			c.req.ID, c.req.User = "Ev1", "UGOOD"
			_, err := r.Do(t.Context(), c.req)
			if faulty := len(c.want) == 1 && c.want[0].Outcome == Faulty; (err != nil) != faulty {
				t.Errorf("the log hears %v", err)
			}
			for n := range c.want {
				c.want[n].By, c.want[n].Request = "UGOOD", "Ev1"
			}
			if diff := cmp.Diff(c.want, r.audit.deeds, cmpopts.IgnoreFields(Deed{}, "At")); diff != "" {
				t.Errorf("the audit, want − got +:\n%s", diff)
			}
		})
	}
}

func TestAPanicIsAnApologyWithAReferenceThatTheLogHasToo(t *testing.T) {
	r := newRecorder(t, Admins)
	r.Commands[0].Bare.Run = func(context.Context, Call) (Reply, error) { panic("nil map") }
	reply, err := r.Do(t.Context(), typed("/incident"))
	want := r.Texts.In("en").Say("sorry.internal", "Ref", "bc456789")
	if reply.Message == nil || reply.Message.Text != want {
		t.Errorf("the person is told %+v, want %q", reply.Message, want)
	}
	if err == nil || !strings.Contains(err.Error(), "ref bc456789") || !strings.Contains(err.Error(), "nil map") {
		t.Errorf("the log hears %v, want the panic and its reference", err)
	}
	if len(r.audit.deeds) != 1 || r.audit.deeds[0].Outcome != Faulty {
		t.Errorf("recorded as %+v, want one failure", r.audit.deeds)
	}
}

func TestAGateThatFailsLetsNobodyIn(t *testing.T) {
	r := newRecorder(t, Admins)
	r.Gate = func(context.Context, captain.UserID, Access) (bool, error) { return true, errors.New("no answer") }
	reply, err := r.Do(t.Context(), typed("/app restart api"))
	if err == nil || len(r.ran) > 0 || reply.Message == nil {
		t.Errorf("ran %q, answered %+v (%v), want an apology and an error", r.ran, reply.Message, err)
	}
}

func TestAnAuditThatFailsIsToldToTheLogAndTheAnswerStands(t *testing.T) {
	r := newRecorder(t, Admins)
	r.audit.err = errors.New("disk full")
	reply, err := r.Do(t.Context(), typed("/captain"))
	if !errors.Is(err, r.audit.err) || reply.Message == nil || reply.Message.Text != "done" {
		t.Errorf("answered %+v (%v)", reply.Message, err)
	}
}

func TestAPersonIsAnsweredInTheirLanguage(t *testing.T) {
	r := newRecorder(t, Nobody)
	r.Language = func(_ context.Context, who captain.UserID) string {
		return map[captain.UserID]string{"UGOOD": "fr"}[who]
	}
	reply, _ := r.Do(t.Context(), typed("/app restart api"))
	if want := r.Texts.In("fr").Say("sorry.crew"); reply.Message == nil || reply.Message.Text != want {
		t.Errorf("answered %+v, want %q", reply.Message, want)
	}
}

func TestAFormWithoutWordsIsFaultyAndAnyOtherIsKept(t *testing.T) {
	r := newRecorder(t, Everyone)
	for _, c := range []struct {
		form   string
		fields map[string][]string
		want   []string
	}{
		{"incident.declare", map[string][]string{"title": {" \n"}}, []string{"title"}},
		{"incident.declare", map[string][]string{"title": {"down"}}, nil},
		{"incident.edited", nil, []string{"title"}},
		{"incident.said", map[string][]string{"text": {""}}, []string{"text"}},
		{"incident.said", map[string][]string{"text": {"seen"}}, nil},
		{"incident.ended", nil, nil},
		{"gone", nil, nil},
	} {
		var got []string
		for name := range r.Faults(t.Context(), Request{Kind: Submitted, Name: c.form, Fields: c.fields}) {
			got = append(got, name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s with %v is faulty at %q, want %q", c.form, c.fields, got, c.want)
		}
	}
}

func TestNoNameOrAliasStandsForTwoVerbsOrCannotBeTyped(t *testing.T) {
	deeds := map[string]bool{}
	for _, c := range newRecorder(t, Admins).Commands {
		seen := map[string]bool{}
		for _, word := range c.words() {
			if seen[word] {
				t.Errorf("%s has %q twice", c.Slash, word)
			}
			if production.Fold(word) != word {
				t.Errorf("%s has %q, which nobody can type: folded it is %q", c.Slash, word, production.Fold(word))
			}
			seen[word] = true
		}
		for _, d := range c.Deeds {
			if deeds[d.Name] {
				t.Errorf("%s is handled twice", d.Name)
			}
			deeds[d.Name] = true
		}
	}
}

func TestAReferenceIsTheEndOfARequestsId(t *testing.T) {
	for id, want := range map[string]string{"": "", "Ev-1": "Ev1", "a.b.123456789": "23456789", "é`<!>": ""} {
		if got := Reference(id); got != want {
			t.Errorf("%q has the reference %q, want %q", id, got, want)
		}
	}
}
