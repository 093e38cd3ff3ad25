package work_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigie/work"
)

// diary is what was done when, counted from the test's beginning.
type diary struct {
	mu    sync.Mutex
	since time.Time
	lines []string
}

func newDiary() *diary { return &diary{since: time.Now()} }

func (d *diary) write(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintf("%v %s", time.Since(d.since), what))
}

func (d *diary) handler(_ context.Context, t work.Taken) (time.Time, error) {
	d.write(t.Key)
	return time.Time{}, nil
}

func (d *diary) reads(t *testing.T, want ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Equal(d.lines, want) {
		t.Errorf("the diary reads\n%q, want\n%q", d.lines, want)
	}
}

// run runs a clock for a span of virtual time, then stops it and waits for it.
func run(t *testing.T, q *queue, span time.Duration, during func(), lanes ...work.Lane) *work.Clock {
	t.Helper()
	c := work.NewClock(q, func(work.Taken, error) {}, lanes...)
	ctx, cancel := context.WithCancel(t.Context())
	var done sync.WaitGroup
	done.Go(func() { c.Run(ctx) })
	if during != nil {
		during()
	}
	time.Sleep(span)
	cancel()
	done.Wait()
	return c
}

func lane(name string, h work.Handler, kinds ...string) work.Lane {
	handlers := map[string]work.Handler{}
	for _, k := range kinds {
		handlers[k] = h
	}
	return work.Lane{Name: name, Hands: 1, Handlers: handlers}
}

func add(t *testing.T, q *queue, key string, in time.Duration) {
	t.Helper()
	if err := q.Add(t.Context(), work.Item{Kind: "k", Key: key, Due: time.Now().Add(in)}); err != nil {
		t.Fatal(err)
	}
}

func TestItemsAreDoneInTheOrderTheyFallDueAndNotAMomentLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, d := newQueue(), newDiary()
		add(t, q, "third", 1500*time.Millisecond)
		add(t, q, "first", 0)
		add(t, q, "second", 123*time.Millisecond)
		run(t, q, time.Minute, nil, lane("all", d.handler, "k"))
		d.reads(t, "0s first", "123ms second", "1.5s third")
	})
}

func TestAnItemAddedToASleepingClockIsDoneAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, d := newQueue(), newDiary()
		run(t, q, time.Minute, func() {
			time.Sleep(300 * time.Millisecond)
			add(t, q, "now", 0)
		}, lane("all", d.handler, "k"))
		d.reads(t, "300ms now")
	})
}

func TestAMissedWakeCostsAPollAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, d := newQueue(), newDiary()
		run(t, q, time.Minute, func() {
			time.Sleep(1300 * time.Millisecond)
			q.deaf = true
			add(t, q, "unheard", 0)
		}, lane("all", d.handler, "k"))
		d.reads(t, "2s unheard")
	})
}

func TestAStuckLaneHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, d := newQueue(), newDiary()
		stuck := func(ctx context.Context, _ work.Taken) (time.Time, error) {
			<-ctx.Done()
			return time.Time{}, ctx.Err()
		}
		for _, kind := range []string{"slow", "urgent"} {
			for n := range 3 {
				_ = q.Add(t.Context(), work.Item{Kind: kind, Key: fmt.Sprint(kind, n)})
			}
		}
		run(t, q, 10*time.Second, nil, lane("slow", stuck, "slow"), lane("urgent", d.handler, "urgent"))
		d.reads(t, "0s urgent0", "0s urgent1", "0s urgent2")
	})
}

func TestAHandlerIsCutShortAtItsLanesDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, d := newQueue(), newDiary()
		add(t, q, "slow", 0)
		l := lane("all", func(ctx context.Context, _ work.Taken) (time.Time, error) {
			<-ctx.Done()
			d.write("cut short")
			return time.Time{}, nil
		}, "k")
		l.Deadline = 7 * time.Second
		run(t, q, time.Minute, nil, l)
		d.reads(t, "7s cut short")
	})
}

func TestAPanicIsRetriedWithGrowingPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, d := newQueue(), newDiary()
		add(t, q, "bad", 0)
		add(t, q, "good", 0)
		run(t, q, time.Minute, nil, lane("all", func(_ context.Context, i work.Taken) (time.Time, error) {
			d.write(fmt.Sprint(i.Key, " ", i.Attempt))
			if i.Key == "bad" && i.Attempt < 4 {
				panic("nil map")
			}
			return time.Time{}, nil
		}, "k"))
		d.reads(t, "0s bad 1", "0s good 1", "1s bad 2", "3s bad 3", "7s bad 4")
	})
}

func TestAHandlerSaysWhatComesNext(t *testing.T) {
	boom := errors.New("boom")
	for _, c := range []struct {
		name string
		err  error
		// want is when it is done, in seconds, within ten.
		want string
		done bool
	}{
		{"done", nil, "[0]", true},
		{"an error is retried", boom, "[0 1 3 7]", false},
		{"a final error ends it", work.Final(boom), "[0]", true},
		{"a wrapped final error ends it", fmt.Errorf("page: %w", work.Final(boom)), "[0]", true},
		{"who says when to come back is believed", work.After(4*time.Second, boom), "[0 4 8]", false},
		{"a pause of nothing is no pause", work.After(0, boom), "[0 1 3 7]", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q, start := newQueue(), time.Now()
				var at []int
				add(t, q, "x", 0)
				run(t, q, 10*time.Second, nil, lane("all", func(context.Context, work.Taken) (time.Time, error) {
					at = append(at, int(time.Since(start).Seconds()))
					return time.Time{}, c.err
				}, "k"))
				if got := fmt.Sprint(at); got != c.want || q.row("x").done != c.done {
					t.Errorf("done at %s, over %v; want %s, over %v", got, q.row("x").done, c.want, c.done)
				}
			})
		})
	}
}

func TestPausesDoubleUpToAMinute(t *testing.T) {
	for attempt, want := range map[int]time.Duration{-1: 1, 0: 1, 1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 6: 32, 7: 60, 8: 60, 1000: 60} {
		if got := work.Pause(attempt, errors.New("x")); got != want*time.Second {
			t.Errorf("after attempt %d the pause is %v, want %v", attempt, got, want*time.Second)
		}
	}
}

func TestAgainIsNoFailureAndCountsNoAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, d := newQueue(), newDiary()
		add(t, q, "x", 0)
		run(t, q, 7*time.Second, nil, lane("all", func(_ context.Context, i work.Taken) (time.Time, error) {
			d.write(fmt.Sprint(i.Attempt))
			return time.Now().Add(3 * time.Second), nil
		}, "k"))
		d.reads(t, "0s 1", "3s 1", "6s 1")
	})
}

func TestWhatIsAddedAgainWhileItRunsRunsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, d := newQueue(), newDiary()
		add(t, q, "x", 0)
		first := true
		run(t, q, time.Minute, nil, lane("all", func(_ context.Context, i work.Taken) (time.Time, error) {
			d.write("begun")
			if first {
				first = false
				add(t, q, "x", 0)
				time.Sleep(5 * time.Second)
			}
			return time.Time{}, nil
		}, "k"))
		d.reads(t, "0s begun", "5s begun")
	})
}
