package production

import (
	"time"

	"vigie/work"
)

// Schedule says when the next time after a moment is. cron.Schedule keeps it.
type Schedule interface{ Next(time.Time) time.Time }

// LateLimit is how late a digest is still worth posting; a slot older than that is skipped
// and the next digest says so.
const LateLimit = 2 * time.Hour

// LateMark is how late a digest must be to be marked late.
const LateMark = 5 * time.Minute

// Slot is one time at which a digest is to be posted.
type Slot struct {
	Digest string
	At     time.Time
	// Skipped counts the slots before it that were missed for good.
	Skipped int
}

// NextSlot gives the slot that follows one: the next time of the schedule, or, after an
// outage, the newest missed time that is still worth posting.
func NextSlot(digest string, s Schedule, last, now time.Time) Slot {
	slot := Slot{Digest: digest, At: s.Next(last)}
	for !slot.At.IsZero() && now.Sub(slot.At) > LateLimit {
		slot.At = s.Next(slot.At)
		slot.Skipped++
	}
	for !slot.At.IsZero() {
		next := s.Next(slot.At)
		if next.IsZero() || next.After(now) {
			return slot
		}
		slot.At = next
		slot.Skipped++
	}
	return slot
}

// DigestWork posts the digest of a slot; its key is the digest's name and the slot's
// time, so that a slot is posted once.
const DigestWork = "digest.post"

// SlotItem is the work of a slot.
func SlotItem(s Slot) work.Item {
	return work.Item{Kind: DigestWork, Key: s.Digest + "@" + s.At.UTC().Format(time.RFC3339), Due: s.At, Once: true}
}
