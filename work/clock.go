package work

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Poll is the longest a clock sleeps without looking: the safety net for a missed wake
// and for items whose holder died in another process.
const Poll = time.Second

// Lane is a set of kinds that share a number of hands, so that slow work never holds up
// urgent work.
type Lane struct {
	// Name is for logs.
	Name string
	// Hands is how many items are done side by side.
	Hands int
	// Deadline bounds one handling of one item; it must be shorter than any patience
	// that depends on the lane. Zero means a minute.
	Deadline time.Duration
	// Handlers is what the lane does, by kind.
	Handlers map[string]Handler
}

// Clock sleeps until the next item is due and has it done.
type Clock struct {
	// Poll is the longest sleep; zero means the constant of that name.
	Poll  time.Duration
	queue Queue
	lanes []Lane
	// Told hears of every failed handling and of the queue's own errors; it must not block.
	told func(t Taken, err error)
	// rounds is when each lane last looked at the queue with success, in Unix milliseconds.
	rounds []atomic.Int64
}

// NewClock gives a clock that is not running; Run starts it.
func NewClock(queue Queue, told func(Taken, error), lanes ...Lane) *Clock {
	return &Clock{queue: queue, lanes: lanes, told: told, rounds: make([]atomic.Int64, len(lanes))}
}

// Run works until ctx ends, then waits for the handlers under way.
func (c *Clock) Run(ctx context.Context) {
	wakes := make([]chan struct{}, len(c.lanes))
	var all sync.WaitGroup
	for i := range c.lanes {
		wakes[i] = make(chan struct{}, 1)
		all.Go(func() { c.lane(ctx, i, wakes[i]) })
	}
	for {
		select {
		case <-ctx.Done():
			all.Wait()
			return
		case <-c.queue.Wake():
			for _, w := range wakes {
				poke(w)
			}
		}
	}
}

// LastRound is when the slowest lane last looked at the queue with success; the zero time
// if one never has.
func (c *Clock) LastRound() time.Time {
	last := time.Now()
	for i := range c.rounds {
		ms := c.rounds[i].Load()
		if ms == 0 {
			return time.Time{}
		}
		if at := time.UnixMilli(ms); at.Before(last) {
			last = at
		}
	}
	return last
}

// lane takes what is due, as many as it has free hands, and sleeps until the next.
func (c *Clock) lane(ctx context.Context, n int, wake chan struct{}) {
	lane := c.lanes[n]
	kinds := make([]string, 0, len(lane.Handlers))
	for k := range lane.Handlers {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	var busy sync.WaitGroup
	defer busy.Wait()
	hands := make(chan struct{}, lane.Hands)
	sleep := time.NewTimer(0)
	defer sleep.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-sleep.C:
		}
		free := lane.Hands - len(hands)
		taken, err := c.take(ctx, n, free, kinds)
		for _, t := range taken {
			hands <- struct{}{}
			busy.Go(func() {
				again, why := c.do(ctx, lane, t)
				marked := c.mark(ctx, t, again, why)
				<-hands
				poke(wake)
				if !marked {
					c.remark(ctx, t, again, why)
				}
			})
		}
		if err != nil { // what is due stays due: asking at once would be asking without end
			sleep.Reset(Poll)
			continue
		}
		sleep.Reset(c.pause(ctx, lane.Hands-len(hands), kinds))
	}
}

func (c *Clock) take(ctx context.Context, n, free int, kinds []string) ([]Taken, error) {
	if free <= 0 {
		c.rounds[n].Store(time.Now().UnixMilli())
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	taken, err := c.queue.Take(ctx, time.Now(), free, kinds...)
	if err != nil {
		if ctx.Err() == nil || errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
			c.told(Taken{}, fmt.Errorf("take due work: %w", err))
		}
		return nil, err
	}
	c.rounds[n].Store(time.Now().UnixMilli())
	return taken, nil
}

// pause is how long to sleep: until the next due item, at most Poll. A lane with no free
// hand is woken when one frees.
func (c *Clock) pause(ctx context.Context, free int, kinds []string) time.Duration {
	if free <= 0 {
		return c.poll()
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	due, ok, err := c.queue.Next(ctx, kinds...)
	if err != nil || !ok {
		return c.poll()
	}
	return min(max(time.Until(due), 0), c.poll())
}

func (c *Clock) poll() time.Duration {
	if c.Poll > 0 {
		return c.Poll
	}
	return Poll
}

// do runs the handler and says how the item is to be marked. One that was cut short by the
// end of the process is to be done again at once, by whoever comes next.
func (c *Clock) do(ctx context.Context, lane Lane, t Taken) (again time.Time, why string) {
	deadline := lane.Deadline
	if deadline == 0 {
		deadline = time.Minute
	}
	run, cancel := context.WithTimeout(ctx, deadline)
	again, err := handle(run, lane.Handlers[t.Kind], t)
	cancel()
	switch {
	case err == nil:
	case ctx.Err() != nil:
		again, why = time.Now(), "stopped"
	case IsFinal(err):
		again, why = time.Time{}, err.Error()
		c.told(t, err)
	default:
		again, why = time.Now().Add(Pause(t.Attempt, err)), err.Error()
		c.told(t, err)
	}
	return again, why
}

// mark marks the item; ok is false if that is to be tried again.
func (c *Clock) mark(ctx context.Context, t Taken, again time.Time, why string) (ok bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err := c.queue.Mark(ctx, t, again, why)
	if err != nil {
		c.told(t, fmt.Errorf("mark: %w", err))
	}
	return err == nil || IsFinal(err)
}

// remark marks an item that the queue did not take, with growing pauses and without a
// hand: an item that is neither marked nor let go of would wait until this process ends.
// Only that end, which frees the item, stops it.
func (c *Clock) remark(ctx context.Context, t Taken, again time.Time, why string) {
	for attempt := 1; ; attempt++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(Pause(attempt, nil)):
		}
		if c.mark(ctx, t, again, why) {
			return
		}
	}
}

// handle turns a panic into an error, so that one bad item stops nobody else.
func handle(ctx context.Context, h Handler, t Taken) (again time.Time, err error) {
	defer func() {
		if p := recover(); p != nil {
			again, err = time.Time{}, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return h(ctx, t)
}

func poke(wake chan struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}
