package incident_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"vigie/incident"
)

// firing is an alert about the API.
func firing(key string) incident.Alert {
	return incident.Alert{Source: "alertmanager", Key: key, Title: key + " is ill", App: "api", Severity: 1, Firing: true}
}

// well is the end of one.
func well(key string) incident.Alert {
	a := firing(key)
	a.Firing = false
	return a
}

// minor is one that wakes nobody.
func minor(key string) incident.Alert {
	a := firing(key)
	a.Minor = true
	return a
}

// began is an alert with the moment it began.
func began(a incident.Alert, at time.Time) incident.Alert {
	a.Started = at
	return a
}

func TestAlertsDeclareJoinAndCount(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		alerts []incident.Alert
		// live is how many incidents there are, and counted how many alerts the newest has.
		live, counted int
	}{
		"one":                           {[]incident.Alert{firing("cpu")}, 1, 1},
		"repeated":                      {[]incident.Alert{firing("cpu"), firing("cpu"), firing("cpu")}, 1, 1},
		"two of one app":                {[]incident.Alert{firing("cpu"), firing("disk")}, 1, 2},
		"well again":                    {[]incident.Alert{firing("cpu"), well("cpu")}, 1, 1},
		"well before it fired":          {[]incident.Alert{well("cpu")}, 0, 0},
		"fired anew after it was well":  {[]incident.Alert{began(well("cpu"), now.Add(-time.Hour)), began(firing("cpu"), now.Add(time.Hour))}, 1, 1},
		"a minor one alone":             {[]incident.Alert{minor("slow")}, 0, 0},
		"a minor one joins":             {[]incident.Alert{firing("cpu"), minor("slow")}, 1, 2},
		"a minor one before a real one": {[]incident.Alert{minor("slow"), firing("cpu")}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			d, s := open(t)
			for _, a := range c.alerts {
				if err := d.Ingest(t.Context(), a); err != nil {
					t.Fatal(err)
				}
			}
			live, err := s.Incidents(t.Context(), incident.Query{Live: true})
			if err != nil || len(live) != c.live {
				t.Fatalf("%d incidents live (%v), want %d", len(live), err, c.live)
			}
			if c.live > 0 && live[0].Alerts != c.counted {
				t.Errorf("counted %d alerts, want %d", live[0].Alerts, c.counted)
			}
		})
	}
}

func TestTheTimelineTellsOfChangesAndNotOfRepetitions(t *testing.T) {
	d, s := open(t)
	for _, a := range []incident.Alert{firing("cpu"), firing("cpu"), firing("disk"), well("cpu"), well("cpu"), well("disk")} {
		if err := d.Ingest(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := s.Entries(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Text)
	}
	want := []string{"cpu is ill", "▲ disk is ill", "▼ cpu is ill", "✓ disk is ill"}
	if !slices.Equal(got, want) {
		t.Errorf("the timeline is %q, want %q", got, want)
	}
}

func TestAStormOfOneAppIsOneIncidentThatCountsEveryAlert(t *testing.T) {
	d, s := open(t)
	var all sync.WaitGroup
	for hand := range 8 {
		all.Go(func() {
			for n := range 25 {
				if err := d.Ingest(t.Context(), firing(fmt.Sprintf("check-%d-%d", hand, n))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	live, err := s.Incidents(t.Context(), incident.Query{Live: true})
	if err != nil || len(live) != 1 {
		t.Fatalf("%d incidents live (%v), want one", len(live), err)
	}
	if live[0].Alerts != 200 {
		t.Errorf("counted %d alerts, want 200", live[0].Alerts)
	}
}
