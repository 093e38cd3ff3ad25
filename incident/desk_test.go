package incident_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/captain"
	"vigie/incident"
	"vigie/store"
)

// open gives a desk on a new store on the disk.
func open(t *testing.T) (*incident.Desk, *store.Store) {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "vigie.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	rota := captain.Rota{Crew: captain.Crew{{ID: "ada"}, {ID: "bob"}}, Size: 2, Days: 14, Start: time.Now().Add(-time.Hour)}
	return &incident.Desk{
		Ledger: s, Rota: func() captain.Rota { return rota }, Plan: captain.DefaultPlan, FollowUps: true,
	}, s
}

func declare(t *testing.T, d *incident.Desk, draft incident.Draft) incident.Incident {
	t.Helper()
	i, fresh, err := d.Declare(t.Context(), draft)
	if err != nil || !fresh {
		t.Fatalf("declared %v, fresh %v, %v", i.ID, fresh, err)
	}
	return i
}

// booked takes the work that is due, as "KIND KEY" in alphabetical order.
func booked(t *testing.T, s *store.Store) []string {
	t.Helper()
	taken, err := s.Take(t.Context(), time.Now(), 20, captain.RingWork, captain.CloseWork,
		incident.CardWork, incident.RoomWork, incident.FollowUpWork)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, item := range taken {
		list = append(list, item.String())
		if err := s.Mark(t.Context(), item, time.Time{}, ""); err != nil {
			t.Error(err)
		}
	}
	slices.Sort(list)
	return list
}

func TestADeclarationBooksItsPageItsCardAndItsRoom(t *testing.T) {
	d, s := open(t)
	i := declare(t, d, incident.Draft{Title: "  L'API \n est en panne ", Severity: 1, By: "ada", Drill: true})
	if i.Title != "L'API est en panne" || i.State != incident.Open || i.By != "ada" || !i.Drill {
		t.Errorf("declared %+v", i)
	}
	want := []string{"incident.card INC-1", "incident.room INC-1", "page.ring P-1"}
	if got := booked(t, s); !slices.Equal(got, want) {
		t.Errorf("booked %v, want %v", got, want)
	}
	p, err := s.Page(t.Context(), i.Page)
	if err != nil || p.State != captain.Ringing || p.Ref != "INC-1" || p.Severity != 1 || !p.Drill {
		t.Errorf("the page is %+v (%v), want a drill's, ringing for INC-1", p, err)
	}
	if len(p.Steps) == 0 || !slices.Equal(p.Steps[0].Who, []captain.UserID{"ada"}) {
		t.Errorf("the page calls %v, want the captain first", p.Steps)
	}
}

func TestADeliveryDeclaresOnce(t *testing.T) {
	d, s := open(t)
	first := declare(t, d, incident.Draft{Title: "one", Delivery: "trigger-1"})
	again, fresh, err := d.Declare(t.Context(), incident.Draft{Title: "two", Delivery: "trigger-1"})
	if err != nil || fresh || again.ID != first.ID || again.Title != "one" {
		t.Errorf("the second is %v %q, fresh %v (%v), want INC-1 again", again.ID, again.Title, fresh, err)
	}
	if got := booked(t, s); len(got) != 3 {
		t.Errorf("booked %v, want one page, one card and one room", got)
	}
}

func TestADeclarationIsPutRight(t *testing.T) {
	long := strings.Repeat("é", 300)
	for name, c := range map[string]struct {
		draft, want incident.Draft
		err         error
	}{
		"no title":          {incident.Draft{Title: " \n\t "}, incident.Draft{}, incident.ErrNoTitle},
		"no severity":       {incident.Draft{Title: "x"}, incident.Draft{Title: "x", Severity: 2}, nil},
		"a severity of 5":   {incident.Draft{Title: "x", Severity: 5}, incident.Draft{Title: "x", Severity: 2}, nil},
		"a severity of -1":  {incident.Draft{Title: "x", Severity: -1}, incident.Draft{Title: "x", Severity: 2}, nil},
		"the severity of 4": {incident.Draft{Title: "x", Severity: 4}, incident.Draft{Title: "x", Severity: 4}, nil},
		"a long title": {
			incident.Draft{Title: long, Severity: 1},
			incident.Draft{Title: strings.Repeat("é", incident.MaxTitle-1) + "…", Severity: 1}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, _ := open(t)
			i, _, err := d.Declare(t.Context(), c.draft)
			if !errors.Is(err, c.err) || i.Title != c.want.Title || i.Severity != c.want.Severity {
				t.Errorf("got %v %q (%v), want %v %q (%v)", i.Severity, i.Title, err, c.want.Severity, c.want.Title, c.err)
			}
		})
	}
}

func TestWhoResolvesSecondHearsWhoWasFirst(t *testing.T) {
	d, s := open(t)
	i := declare(t, d, incident.Draft{Title: "x"})
	booked(t, s)
	if i, err := d.Resolve(t.Context(), i.ID, "ada", "restarted"); err != nil || i.Live() || i.ResolvedBy != "ada" || i.News != "restarted" {
		t.Fatalf("resolved: %+v, %v", i, err)
	}
	want := []string{"incident.card INC-1", "incident.follow-up INC-1", "page.close P-1"}
	if got := booked(t, s); !slices.Equal(got, want) {
		t.Errorf("booked %v, want %v", got, want)
	}
	second, err := d.Resolve(t.Context(), i.ID, "bob", "me too")
	if !errors.Is(err, incident.ErrNotLive) || second.ResolvedBy != "ada" {
		t.Errorf("the second hears %v, by %q; want that ada was first", err, second.ResolvedBy)
	}
	if got := booked(t, s); len(got) != 0 {
		t.Errorf("the second booked %v", got)
	}
}

func TestADrillAsksForNoLastingFix(t *testing.T) {
	d, s := open(t)
	i := declare(t, d, incident.Draft{Title: "x", Drill: true})
	booked(t, s)
	if _, err := d.Resolve(t.Context(), i.ID, "ada", ""); err != nil {
		t.Fatal(err)
	}
	if got := booked(t, s); slices.Contains(got, "incident.follow-up INC-1") {
		t.Errorf("booked %v, want no follow-up", got)
	}
}

func TestTheNewestNoteIsTheNews(t *testing.T) {
	d, s := open(t)
	i := declare(t, d, incident.Draft{Title: "x"})
	for _, text := range []string{"looking", "the disk is full"} {
		if _, err := d.Note(t.Context(), i.ID, "bob", text); err != nil {
			t.Fatal(err)
		}
	}
	i, err := s.Incident(t.Context(), i.ID)
	if err != nil || i.News != "the disk is full" || i.NewsBy != "bob" || i.NewsAt.IsZero() {
		t.Errorf("the news is %q by %q at %v (%v)", i.News, i.NewsBy, i.NewsAt, err)
	}
	entries, err := s.Entries(t.Context(), i.ID)
	if err != nil || len(entries) != 3 || entries[1].Text != "looking" || entries[2].Text != "the disk is full" {
		t.Errorf("the timeline is %v (%v), want both notes", entries, err)
	}
}

func TestAnEditLeavesWhatItDoesNotName(t *testing.T) {
	d, _ := open(t)
	i := declare(t, d, incident.Draft{Title: "x", Severity: 1, Apps: []string{"api"}, Impact: "no logins"})
	i, err := d.Edit(t.Context(), i.ID, incident.Draft{Title: "y", By: "ada"})
	if err != nil || i.Title != "y" || i.Severity != 1 || !slices.Equal(i.Apps, []string{"api"}) || i.Impact != "no logins" {
		t.Errorf("edited %+v, %v; want the title alone changed", i, err)
	}
}

func TestAnIncidentIsKnownByItsNumber(t *testing.T) {
	for text, want := range map[string]incident.ID{
		"INC-42": 42, "inc-42": 42, "inc42": 42, "Inc-7": 7, "42": 42,
		"": 0, "INC-": 0, "INC-0": 0, "0": 0, "INC--4": 0, "INC-4.2": 0, "INC-42x": 0, "P-42": 0,
		"INC-99999999999999999999": 0, "٤٢": 0,
	} {
		if got, ok := incident.ParseID(text); ok != (want != 0) || ok && got != want {
			t.Errorf("%q is %v, %v; want %v", text, got, ok, want)
		}
	}
}

func TestACutTextIsAtMostAsLongAndSaysThatItIsCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, n := rapid.String().Draw(t, "text"), rapid.IntRange(1, 40).Draw(t, "most")
		got, all := []rune(incident.Cut(s, n)), []rune(s)
		if len(all) <= n {
			if string(got) != s {
				t.Fatalf("%q fits in %d, but became %q", s, n, string(got))
			}
			return
		}
		if len(got) != n || got[n-1] != '…' || !slices.Equal(got[:n-1], all[:n-1]) {
			t.Fatalf("%q cut to %d is %q", s, n, string(got))
		}
	})
}
