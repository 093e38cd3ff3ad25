package production

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/fr"
)

// WorkingDays is the calendar that due days are counted by: Monday to Friday without
// France's public holidays and the crew's own days off.
type WorkingDays struct {
	calendar *cal.BusinessCalendar
	zone     *time.Location
	off      map[string]bool
}

// NewWorkingDays gives the calendar of a zone; off are further days off, of
// which only the dates count.
func NewWorkingDays(zone *time.Location, off ...time.Time) WorkingDays {
	c := cal.NewBusinessCalendar()
	c.AddHoliday(fr.Holidays...)
	w := WorkingDays{calendar: c, zone: zone, off: make(map[string]bool, len(off))}
	for _, day := range off {
		w.off[day.Format(time.DateOnly)] = true
	}
	return w
}

// Is tells whether a moment's day, in the crew's zone, is a working day.
func (w WorkingDays) Is(at time.Time) bool {
	at = at.In(w.zone) // first: an evening in UTC may be a holiday in Paris
	return w.calendar.IsWorkday(at) && !w.off[at.Format(time.DateOnly)]
}

// After gives the end of the n-th working day after a moment, in the crew's zone.
func (w WorkingDays) After(from time.Time, n int) time.Time {
	from = from.In(w.zone)
	day := time.Date(from.Year(), from.Month(), from.Day(), 23, 59, 59, 0, w.zone)
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if w.Is(day) {
			n--
		}
	}
	return day
}
