package production_test

import (
	"testing"
	"time"

	"vigie/production"
)

func TestFrancesHolidaysAreNoWorkingDays(t *testing.T) {
	days := production.NewWorkingDays(paris(t))
	for holiday, day := range map[string]string{
		"New Year's Day": "01-01", "Easter Monday": "04-06", "Labour Day": "05-01", "Victory Day": "05-08",
		"Ascension": "05-14", "Whit Monday": "05-25", "the National Day": "07-14", "Assumption": "08-15",
		"All Saints": "11-01", "Armistice Day": "11-11", "Christmas": "12-25",
	} {
		if days.Is(clock(t, day+" 12:00")) {
			t.Errorf("%s is a working day", holiday)
		}
	}
	working := 0
	for day := clock(t, "01-01 12:00"); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
		if days.Is(day) {
			working++
		}
	}
	if working != 252 { // 261 from Monday to Friday, nine holidays among them
		t.Errorf("2026 has %d working days, want 252", working)
	}
}

func TestADayIsTheCrewsAndNotUTCs(t *testing.T) {
	days := production.NewWorkingDays(paris(t), clock(t, "12-24 00:00"))
	for moment, want := range map[string]bool{
		"2026-05-13T21:59:00Z": true,  // the eve of Ascension, 23:59 in Paris
		"2026-05-13T22:30:00Z": false, // Ascension, 00:30 in Paris
		"2026-05-14T21:30:00Z": false,
		"2026-05-14T22:30:00Z": true, // the Friday after
		"2026-12-31T23:30:00Z": false,
		"2026-11-22T23:30:00Z": true,  // a Sunday evening in UTC is a Monday in Paris
		"2026-11-27T23:30:00Z": false, // and a Friday evening a Saturday
		"2026-12-23T23:30:00Z": false, // the crew's own day off
		"2026-12-24T12:00:00Z": false,
	} {
		at, err := time.Parse(time.RFC3339, moment)
		if err != nil {
			t.Fatal(err)
		}
		if got := days.Is(at); got != want {
			t.Errorf("%s is a working day: %v, want %v", moment, got, want)
		}
	}
}

func TestADueDayIsTheEndOfAWorkingDay(t *testing.T) {
	for name, c := range map[string]struct {
		from time.Time
		n    int
		off  []time.Time
		want string
	}{
		"the next day":             {clock(t, "11-24 08:00"), 1, nil, "2026-11-25"},
		"over a weekend":           {clock(t, "11-27 18:00"), 1, nil, "2026-11-30"},
		"from a Saturday":          {clock(t, "11-28 10:00"), 1, nil, "2026-11-30"},
		"ten days":                 {clock(t, "11-24 08:00"), 10, nil, "2026-12-08"},
		"ten days of May":          {clock(t, "05-04 08:00"), 10, nil, "2026-05-20"},
		"ten days over year's end": {clock(t, "12-18 17:00"), 10, nil, "2027-01-05"},
		"the last day of the year": {clock(t, "12-31 17:00"), 1, nil, "2027-01-04"},
		"an evening in UTC":        {time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC), 1, nil, "2026-11-26"},
		"the crew's days off":      {clock(t, "12-21 08:00"), 2, []time.Time{clock(t, "12-22 00:00"), clock(t, "12-24 00:00")}, "2026-12-28"},
	} {
		got := production.NewWorkingDays(paris(t), c.off...).After(c.from, c.n)
		if got.Format(time.DateTime) != c.want+" 23:59:59" || got.Location().String() != "Europe/Paris" {
			t.Errorf("%s: due %v, want the end of %s in Paris", name, got, c.want)
		}
	}
}
