package production

import "time"

// The objectives of the watch.
const (
	// AlertedWithin is how soon a problem has reached a human.
	AlertedWithin = time.Minute
	// RestoredWithin is how soon the service is back.
	RestoredWithin = 10 * time.Minute
	// FixedWithinDays is how many working days the lasting fix may take.
	FixedWithinDays = 10
	// TicketsBelow is how many helpdesk tickets an incident stays below.
	TicketsBelow = 10
)
