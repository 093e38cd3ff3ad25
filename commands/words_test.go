package commands

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/incident"
)

func TestAnIncidentsChannelIsNamedByItsNumberAndTitle(t *testing.T) {
	for _, c := range []struct {
		title string
		drill bool
		want  string
	}{
		{"API en panne", false, "inc-42-api-en-panne"},
		{"Été à Nîmes : l'œuvre brûle !", false, "inc-42-ete-a-nimes-l-oeuvre-brule"},
		{"exercise", true, "drill-inc-42-exercise"},
		{"", false, "inc-42"},
		{"🔥🔥", false, "inc-42"},
		{"привет", false, "inc-42"},
		{"<!channel> `rm -rf`", false, "inc-42-channel-rm-rf"},
		{"../../etc", false, "inc-42-etc"},
		{strings.Repeat("a", 140), false, "inc-42-" + strings.Repeat("a", 71)},
		{strings.Repeat("a", 70) + " b", false, "inc-42-" + strings.Repeat("a", 70)},
	} {
		if got := ChannelFor(incident.Incident{ID: 42, Title: c.title, Drill: c.drill}); got != c.want {
			t.Errorf("%q has the channel %s, want %s", c.title, got, c.want)
		}
	}
}

func TestAnyTitleGivesANameThatSlackTakes(t *testing.T) {
	fine := regexp.MustCompile(`^(drill-)?inc-\d+(-[a-z0-9-]*[a-z0-9])?$`)
	rapid.Check(t, func(t *rapid.T) {
		i := incident.Incident{
			ID: incident.ID(rapid.Int64Range(1, 1<<40).Draw(t, "id")), Title: rapid.String().Draw(t, "title"), Drill: rapid.Bool().Draw(t, "drill"),
		}
		if name := ChannelFor(i); !fine.MatchString(name) || len(name) > maxChannelName-2 {
			t.Errorf("%q has the channel %q (%d characters)", i.Title, name, len(name))
		}
	})
}

func TestDurationsAreSaidAsAStopwatchShowsThem(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0:00", 499 * time.Millisecond: "0:00", 500 * time.Millisecond: "0:01", 9 * time.Second: "0:09", 59600 * time.Millisecond: "1:00",
		8*time.Minute + 12*time.Second: "8:12", time.Hour - 400*time.Millisecond: "1:00:00", time.Hour - time.Second: "59:59",
		time.Hour + 2*time.Minute + 3*time.Second: "1:02:03", 25 * time.Hour: "25:00:00",
	} {
		if got := Stopwatch(d); got != want {
			t.Errorf("%v is said %s, want %s", d, got, want)
		}
	}
}

func TestMomentsAreSaidInTheCrewsZoneThroughTheChangesOfTheClock(t *testing.T) {
	words := catalogueIn(t)
	for _, c := range []struct{ at, en, fr string }{
		{"2027-03-27T22:59:00Z", "Sat 27 March 23:59", "sam. 27 mars 23:59"},
		{"2027-03-28T00:59:59Z", "Sun 28 March 01:59", "dim. 28 mars 01:59"},
		{"2027-03-28T01:00:00Z", "Sun 28 March 03:00", "dim. 28 mars 03:00"},
		{"2027-03-28T22:00:00Z", "Mon 29 March 00:00", "lun. 29 mars 00:00"},
		{"2026-10-25T00:30:00Z", "Sun 25 October 02:30", "dim. 25 octobre 02:30"},
		{"2026-10-25T01:30:00Z", "Sun 25 October 02:30", "dim. 25 octobre 02:30"},
		{"2026-10-25T23:00:00Z", "Mon 26 October 00:00", "lun. 26 octobre 00:00"},
		{"2027-01-31T23:30:00Z", "Mon 1 February 00:30", "lun. 1er février 00:30"},
		{"2026-12-31T22:59:00Z", "Thu 31 December 23:59", "jeu. 31 décembre 23:59"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if en, fr := words.In("en").Moment(at), words.In("fr").Moment(at); en != c.en || fr != c.fr {
			t.Errorf("%s is said %q and %q, want %q and %q", c.at, en, fr, c.en, c.fr)
		}
		if got := words.In("fr").Clock(at); !strings.HasSuffix(c.fr, got) {
			t.Errorf("%s is %s by the clock, want the end of %q", c.at, got, c.fr)
		}
	}
	if got := words.In("fr").Moment(time.Time{}); got != "—" {
		t.Errorf("no moment is said %q", got)
	}
}

func TestDaysAreSaidWhole(t *testing.T) {
	words := catalogueIn(t)
	for at, want := range map[string][2]string{
		"2027-03-27T23:30:00Z": {"Sunday 28 March", "dimanche 28 mars"},
		"2027-03-28T21:59:00Z": {"Sunday 28 March", "dimanche 28 mars"},
		"2027-03-28T22:00:00Z": {"Monday 29 March", "lundi 29 mars"},
		"2026-08-01T12:00:00Z": {"Saturday 1 August", "samedi 1er août"},
	} {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{words.In("en").Day(when), words.In("fr").Day(when)}; got != want {
			t.Errorf("%s is said %q, want %q", at, got, want)
		}
	}
}

func TestNearWordsAreWithinASlipOfTheFinger(t *testing.T) {
	verbs := []string{"declare", "declarer", "note", "resolve", "resolu", "list", "ls"}
	for _, c := range []struct {
		typed string
		want  []string
	}{
		{"ntoe", []string{"note"}},
		{"not", []string{"note"}},
		{"note", []string{"note"}},
		{"nott", []string{"note"}},
		{"noxx", []string{}},
		{"RÉSLOU", []string{"resolu"}},
		{"ersolve", []string{"resolve"}},
		{"rezolvee", []string{"resolve"}},
		{"declrae", []string{"declare", "declarer"}},
		{"kubernetes", []string{}},
		{"", []string{}},
	} {
		if got := NearWords(c.typed, verbs); !slices.Equal(got, c.want) {
			t.Errorf("near %q are %q, want %q", c.typed, got, c.want)
		}
	}
}

func TestNearNamesAreTheThreeMostAlikeTheNearestFirst(t *testing.T) {
	apps := []string{"billing", "api-web", "api-worker", "Éditeur", "search"}
	for typed, want := range map[string]string{"api": "api-web", "apiweb": "api-web", "editor": "Éditeur", "SERACH": "search", "biling": "billing"} {
		got := NearNames(typed, apps)
		if len(got) != namesShown || got[0] != want {
			t.Errorf("near %q are %q, want three, %s first", typed, got, want)
		}
	}
	if got := NearNames("api", nil); len(got) != 0 {
		t.Errorf("near names among none are %q", got)
	}
	if got := NearNames("", []string{"a"}); !slices.Equal(got, []string{"a"}) {
		t.Errorf("the only name is offered as %q", got)
	}
}
