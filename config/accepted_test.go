package config

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAFileOfTwoLinesHasDefaults(t *testing.T) {
	c, err := Parse("v", []byte(least), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Locale: "fr", Timezone: c.Timezone,
		Channels: Channels{Incidents: "C0X", Captains: "C0X", Digest: "C0X", Releases: "C0X"},
		Crew:     []Person{{Slack: "U0X", Name: "X"}},
		Rota: Rota{Size: 1, Watch: 14, Handover: Handover{Weekly: true, Day: time.Monday, Hour: 9},
			Start: time.Date(2024, 1, 1, 9, 0, 0, 0, c.Timezone), Order: []string{"U0X"}},
		Paging: Paging{Patience: 2 * time.Minute, Rounds: 6,
			Steps: []Step{{"captain", time.Minute}, {"mate", 2 * time.Minute}, {"crew", 2 * time.Minute}}},
		Freshdesk:   Freshdesk{WarnAt: 7},
		WorkingDays: WorkingDays{Country: "FR"},
	}
	if diff := cmp.Diff(want, c, cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })); diff != "" {
		t.Errorf("the defaults (-want +got):\n%s", diff)
	}
	if c.Timezone.String() != "Europe/Paris" {
		t.Errorf("the zone is %v", c.Timezone)
	}
}

func TestHandoversAreReadInFrenchAndEnglish(t *testing.T) {
	for written, want := range map[string]Handover{
		"mon 09:00":       {true, time.Monday, 9, 0},
		"Lundi à 9h":      {true, time.Monday, 9, 0},
		"mar. 14h30":      {true, time.Tuesday, 14, 30},
		"mercredi 8:05":   {true, time.Wednesday, 8, 5},
		"thursday 23:59":  {true, time.Thursday, 23, 59},
		"ven 0h":          {true, time.Friday, 0, 0},
		"SAM 09:00":       {true, time.Saturday, 9, 0},
		"dimanche  10:00": {true, time.Sunday, 10, 0},
		"'09:30'":         {false, 0, 9, 30},
	} {
		c, err := Parse("v", []byte(least+"rota: {handover: "+written+"}\n"), nil)
		if err != nil || c.Rota.Handover != want {
			t.Errorf("%s is read as %+v (%v), want %+v", written, c.Rota.Handover, err, want)
		}
	}
	for _, written := range []string{"mon", "mo 09:00", "mon 24:00", "mon 9", "mon 09:60", "9", "midi", "mon 09:00 UTC"} {
		if c, err := Parse("v", []byte(least+"rota: {handover: "+written+"}\n"), nil); err == nil {
			t.Errorf("%s is taken as %+v", written, c.Rota.Handover)
		}
	}
}

func TestStepsCallRolesNamesAndIds(t *testing.T) {
	text := least + "paging: {patience: 90s, steps: [capitaine, {who: second, patience: 1m30s}, équipage, X, <@U0X>, '@U0BOSS'], rounds: 1}\n"
	c, err := Parse("v", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []Step{{"captain", 90 * time.Second}, {"mate", 90 * time.Second}, {"crew", 90 * time.Second},
		{"U0X", 90 * time.Second}, {"U0X", 90 * time.Second}, {"U0BOSS", 90 * time.Second}}
	if diff := cmp.Diff(want, c.Paging.Steps); diff != "" {
		t.Errorf("the steps (-want +got):\n%s", diff)
	}
}

func TestContactsTakeTheirSecretsFromTheEnvironment(t *testing.T) {
	text := `channels: {incidents: C0X}
crew:
  - slack: U0X
    name: X
    contacts: ["sms:+33 6 39 98 00 01", "tel://${PHONE}", "pushover://shoutrrr:${TOKEN}@user", "${WHOLE}"]
apps: [{name: a, cdn: "https://cdn.example.org/${TOKEN}"}]
`
	c, err := Parse("v", []byte(text), having("PHONE", "+33639980002", "TOKEN", "t0\n", "WHOLE", "ntfy://ntfy.sh/x"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Secret{"sms:+33639980001", "tel:+33639980002", "pushover://shoutrrr:t0@user", "ntfy://ntfy.sh/x"}
	if !cmp.Equal(want, c.Crew[0].Contacts) || c.Apps[0].CDN != "https://cdn.example.org/t0" {
		t.Errorf("the contacts are not as written")
	}
}

func TestAlertsSayWhatDeclares(t *testing.T) {
	for written, want := range map[string]int{"true": 4, "false": 0, "P3": 3, "p1": 1, "2": 2} {
		c, err := Parse("v", []byte(least+"alerts: [{source: grafana, declare: "+written+", severity: "+"P3}]\n"), nil)
		if err != nil || c.Alerts[0].Declare != want || c.Alerts[0].Severity != 3 {
			t.Errorf("declare %s is read as %+v (%v), want %d", written, c.Alerts, err, want)
		}
	}
}

func TestSchedulesKeepTheCrewsClockOverChangesOfHour(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		spec, from, want string
	}{
		{"0 9 * * *", "2026-03-28T12:00:00+01:00", "2026-03-29T09:00:00+02:00"},
		{"0 9 * * *", "2026-10-24T12:00:00+02:00", "2026-10-25T09:00:00+01:00"},
		{"30 0 9 * * *", "2026-01-01T00:00:00+01:00", "2026-01-01T09:00:30+01:00"},
		{"CRON_TZ=UTC 0 9 * * *", "2026-07-01T00:00:00+02:00", "2026-07-01T11:00:00+02:00"},
	} {
		s, err := NewSchedule(c.spec, paris)
		if err != nil {
			t.Fatal(err)
		}
		from, _ := time.Parse(time.RFC3339, c.from)
		want, _ := time.Parse(time.RFC3339, c.want)
		if got := s.Next(from); !got.Equal(want) {
			t.Errorf("%s after %s comes at %s, want %s", s, c.from, got, c.want)
		}
	}
	if !(Schedule{}).Next(time.Now()).IsZero() {
		t.Errorf("the zero schedule comes")
	}
}

func TestDurationsAreSpelledAsTheyAreWritten(t *testing.T) {
	for want, d := range map[string]time.Duration{"10s": 10 * time.Second, "1m": time.Minute, "1h": time.Hour, "1h30m": 90 * time.Minute,
		"1m30s": 90 * time.Second, "31d": 31 * 24 * time.Hour, "10h": 10 * time.Hour, "20m": 20 * time.Minute} {
		if got := spell(d); got != want {
			t.Errorf("%v is spelled %s, want %s", d, got, want)
		}
		if back, err := parseSpan(want); err != nil || back != d {
			t.Errorf("%s is read as %v (%v), want %v", want, back, err, d)
		}
	}
}
