package pretend

import "time"

// Window counts requests per stretch of time. It is not safe for concurrent use: the service that owns it locks.
type Window struct {
	Limit   int           // requests per stretch; 0 or less is without limit
	Length  time.Duration // of a stretch
	Aligned bool          // stretches begin at multiples of Length since 1970, else at the first request

	end  time.Time
	used int
}

// Take counts one request made at now and reports whether it is within the limit.
func (w *Window) Take(now time.Time) bool {
	w.turn(now)
	if w.Limit <= 0 {
		return true
	}
	if w.used >= w.Limit {
		return false
	}
	w.used++
	return true
}

// GiveBack undoes one Take.
func (w *Window) GiveBack() { w.used = max(w.used-1, 0) }

// UseUp leaves nothing for the rest of the stretch.
func (w *Window) UseUp(now time.Time) {
	w.turn(now)
	w.used = w.Limit
}

// Left returns how many requests the stretch at now still allows.
func (w *Window) Left(now time.Time) int {
	w.turn(now)
	return max(w.Limit-w.used, 0)
}

// Reset returns when the stretch that holds now ends.
func (w *Window) Reset(now time.Time) time.Time {
	w.turn(now)
	return w.end
}

func (w *Window) turn(now time.Time) {
	if now.Before(w.end) {
		return
	}
	w.used = 0
	w.end = now.Add(w.Length)
	if w.Aligned {
		w.end = now.Truncate(w.Length).Add(w.Length)
	}
}
