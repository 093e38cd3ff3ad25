package slack

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"vigie/work"
)

const (
	// maxWait is how long a call waits for its turn; after that its work is put off.
	maxWait = 3 * time.Second
	// maxBuckets bounds the buckets that are kept; full ones are forgotten above it.
	maxBuckets = 1024
	// defaultPause and maxPause bound what a 429 may ask for.
	defaultPause = 10 * time.Second
	maxPause     = 5 * time.Minute
)

// throttle keeps calls within Slack's limits, by method or by method and channel.
type throttle struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

// bucket is the limit of one key. Until shut, Slack takes nothing.
type bucket struct {
	*rate.Limiter
	shut time.Time
}

// wait lets a call through in its turn, or says by work.After when to come back. An urgent
// call goes at once and is counted all the same.
func (t *throttle) wait(ctx context.Context, name, key string, urgent bool) error {
	now := time.Now()
	t.mu.Lock()
	b := t.bucket(name, key)
	turn := b.ReserveN(now, 1)
	pause := max(turn.DelayFrom(now), b.shut.Sub(now))
	t.mu.Unlock()
	if urgent || pause <= 0 {
		return nil
	}
	deadline, bounded := ctx.Deadline()
	if pause > maxWait || bounded && deadline.Before(now.Add(pause)) {
		turn.CancelAt(now)
		return work.After(pause, fmt.Errorf("slack %s: held back for %s to stay within Slack's limits", name, pause.Round(time.Millisecond)))
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		turn.Cancel()
		return fmt.Errorf("slack %s: given up while waiting for its turn: %w", name, ctx.Err())
	}
}

// shut closes a bucket for a pause that Slack asked for, and gives the pause within reason.
func (t *throttle) shut(name, key string, pause time.Duration) time.Duration {
	pause = min(max(pause, time.Second), maxPause)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bucket(name, key).shut = time.Now().Add(pause)
	return pause
}

// bucket gives a key's bucket; the caller holds mu.
func (t *throttle) bucket(name, key string) *bucket {
	if b := t.buckets[key]; b != nil {
		return b
	}
	if len(t.buckets) >= maxBuckets {
		t.forget(time.Now())
	}
	every, burst := methods[name].bucket()
	b := &bucket{Limiter: rate.NewLimiter(every, burst)}
	if t.buckets == nil {
		t.buckets = map[string]*bucket{}
	}
	t.buckets[key] = b
	return b
}

// forget drops the buckets that a new one would equal.
func (t *throttle) forget(now time.Time) {
	for key, b := range t.buckets {
		if now.After(b.shut) && b.TokensAt(now) >= float64(b.Burst()) {
			delete(t.buckets, key)
		}
	}
}
