package workspace

import (
	"time"

	"golang.org/x/time/rate"
)

// burst is how many messages a channel takes at once before one a second;
// Slack allows "short bursts" without a number.
const burst = 4

// limits are the buckets, by method and by channel.
type limits map[string]*rate.Limiter

// perMinute are the calls a tier grants, docs.slack.dev/apis/web-api/rate-limits.
func perMinute(tier int) int {
	return []int{0, 1, 20, 50, 100}[tier]
}

// slow says how long the caller of a method must wait, zero for not at all.
func (w *Workspace) slow(name string, m method) time.Duration {
	if w.opt.Unlimited || m.tier == 0 {
		return 0
	}
	quota := perMinute(m.tier)
	// A single call a minute would stop a reconnecting client: Slack's
	// "1+" grants some more in a burst.
	return w.limits.take("method "+name, rate.Limit(float64(quota)/60), max(quota, 5))
}

// slowChannel is slow for one message more in a channel.
func (w *Workspace) slowChannel(channel string) time.Duration {
	if w.opt.Unlimited {
		return 0
	}
	return w.limits.take("channel "+channel, 1, burst)
}

func (l limits) take(key string, every rate.Limit, size int) time.Duration {
	b := l[key]
	if b == nil {
		b = rate.NewLimiter(every, size)
		l[key] = b
	}
	r := b.Reserve()
	wait := r.Delay()
	if wait > 0 {
		r.Cancel()
	}
	return wait
}

// tooFast is the refusal of a channel that gets more than it may; the API
// turns it into a 429.
type tooFast struct{ wait time.Duration }

func (t *tooFast) Error() string { return "ratelimited" }
