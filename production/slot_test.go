package production_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/config"
	"vigie/production"
)

// paris is where the hour changes twice a year.
func paris(t interface{ Fatal(...any) }) *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// schedule reads a schedule of Paris, as the configuration does.
func schedule(t interface{ Fatal(...any) }, spec string) config.Schedule {
	s, err := config.NewSchedule(spec, paris(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// clock reads a wall-clock time of Paris in 2026, "03-29 09:00".
func clock(t interface{ Fatal(...any) }, s string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+s, paris(t))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestTheNextDigestIsTheNewestThatIsWorthPosting(t *testing.T) {
	const daily, workdays, often, nightly = "0 9 * * *", "0 9 * * 1-5", "*/30 * * * *", "30 2 * * *"
	for name, c := range map[string]struct {
		spec, last, now, want string
		skipped               int
	}{
		"in time":                     {daily, "11-23 09:00", "11-23 09:01", "11-24 09:00", 0},
		"due now":                     {daily, "11-23 09:00", "11-24 09:00", "11-24 09:00", 0},
		"an hour late":                {daily, "11-23 09:00", "11-24 10:00", "11-24 09:00", 0},
		"as late as may be":           {daily, "11-23 09:00", "11-24 11:00", "11-24 09:00", 0},
		"three hours late":            {daily, "11-23 09:00", "11-24 12:00", "11-25 09:00", 1},
		"a long outage":               {daily, "11-01 09:00", "11-20 12:00", "11-21 09:00", 19},
		"a long outage, just in time": {daily, "11-01 09:00", "11-20 10:00", "11-20 09:00", 18},
		"several worth posting":       {often, "11-24 09:00", "11-24 11:10", "11-24 11:00", 3},
		"over a weekend":              {workdays, "11-20 09:00", "11-21 10:00", "11-23 09:00", 0},
		"spring forward":              {daily, "03-28 09:00", "03-28 09:01", "03-29 09:00", 0},
		"spring forward, workdays":    {workdays, "03-27 09:00", "03-27 09:01", "03-30 09:00", 0},
		"spring forward, late":        {daily, "03-28 09:00", "03-29 10:30", "03-29 09:00", 0},
		"an hour that does not exist": {nightly, "03-28 02:30", "03-28 03:00", "03-30 02:30", 0},
		"fall back":                   {daily, "10-24 09:00", "10-24 09:01", "10-25 09:00", 0},
		"fall back, workdays":         {workdays, "10-23 09:00", "10-23 09:01", "10-26 09:00", 0},
	} {
		got := production.NextSlot("morning", schedule(t, c.spec), clock(t, c.last), clock(t, c.now))
		if want := clock(t, c.want); !got.At.Equal(want) || got.Skipped != c.skipped || got.Digest != "morning" {
			t.Errorf("%s: %s at %v with %d skipped, want %v with %d", name, got.Digest, got.At, got.Skipped, want, c.skipped)
		}
	}
}

func TestASlotIsNewWorthPostingAndCountsWhatWasMissed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := rapid.SampledFrom([]string{"0 9 * * *", "0 9 * * 1-5", "*/30 * * * *", "30 2 * * *", "15 8,17 * * *", "0 0 1 * *"}).Draw(t, "schedule")
		s := schedule(t, spec)
		last := clock(t, "01-01 00:00").Add(time.Duration(rapid.IntRange(0, 365*24*60).Draw(t, "last")) * time.Minute)
		now := last.Add(time.Duration(rapid.IntRange(0, 40*24*60*60).Draw(t, "later")) * time.Second)
		slot := production.NextSlot("morning", s, last, now)
		if !slot.At.After(last) {
			t.Fatalf("%v follows %v", slot.At, last)
		}
		if late := now.Sub(slot.At); late > production.LateLimit {
			t.Fatalf("%v is %v late", slot.At, late)
		}
		if next := s.Next(slot.At); !next.After(now) {
			t.Fatalf("%v is given, but %v is newer", slot.At, next)
		}
		missed := 0
		for at := s.Next(last); at.Before(slot.At); at = s.Next(at) {
			missed++
		}
		if slot.Skipped != missed {
			t.Fatalf("%d skipped between %v and %v, want %d", slot.Skipped, last, slot.At, missed)
		}
	})
}

func TestASlotIsPostedOnceWhateverTheZoneItIsReadIn(t *testing.T) {
	at := clock(t, "07-14 09:00")
	here := production.SlotItem(production.Slot{Digest: "morning", At: at})
	there := production.SlotItem(production.Slot{Digest: "morning", At: at.UTC(), Skipped: 3})
	if !here.Once || here.Key != "morning@2026-07-14T07:00:00Z" || there.Key != here.Key {
		t.Errorf("%q (once %v) and %q, want one key, once", here.Key, here.Once, there.Key)
	}
}
