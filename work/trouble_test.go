package work_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigie/work"
)

func TestTheEndWaitsForTheHandlerAndItsItemIsFree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, d := newQueue(), newDiary()
		add(t, q, "x", 0)
		run(t, q, time.Second, nil, lane("all", func(ctx context.Context, i work.Taken) (time.Time, error) {
			<-ctx.Done()
			time.Sleep(3 * time.Second) // tidies up
			d.write("tidied up")
			return time.Time{}, ctx.Err()
		}, "k"))
		d.reads(t, "4s tidied up")
		if got := q.row("x"); got.held || got.done || got.why != "stopped" || got.Due.After(time.Now()) {
			t.Errorf("it is left %+v, want free and due", got)
		}
	})
}

func TestAnItemWhoseMarkFailsIsMarkedOnceTheQueueAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, d := newQueue(), newDiary()
		q.markFails = []error{errors.New("disk full"), errors.New("disk full")}
		add(t, q, "x", 0)
		add(t, q, "y", 0)
		run(t, q, time.Minute, nil, lane("all", d.handler, "k"))
		d.reads(t, "0s x", "0s y") // the hand is free meanwhile
		if !q.row("x").done {
			t.Error("it is held for ever: nobody will ever do it again")
		}
	})
}

func TestAnItemThatIsLostIsNotMarkedWithoutEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		q.markFails = []error{work.Final(errors.New("no longer held"))}
		add(t, q, "x", 0)
		var told []error
		c := work.NewClock(q, func(_ work.Taken, err error) { told = append(told, err) },
			lane("all", newDiary().handler, "k"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		c.Run(ctx)
		if len(told) != 1 {
			t.Errorf("told %v, want the loss once", told)
		}
	})
}

func TestAQueueThatFailsIsAskedOnceAPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, d := newQueue(), newDiary()
		for range 5 {
			q.takeFails = append(q.takeFails, errors.New("read-only file system"))
		}
		add(t, q, "x", 0)
		<-q.wake
		run(t, q, 5500*time.Millisecond, nil, lane("all", d.handler, "k"))
		d.reads(t, "5s x")
		if q.takes > 8 {
			t.Errorf("asked %d times in five seconds", q.takes)
		}
	})
}

func TestTheLastRoundIsTheSlowestLanes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		c := work.NewClock(q, func(work.Taken, error) {}, lane("a", newDiary().handler, "k"), lane("b", newDiary().handler, "k"))
		if !c.LastRound().IsZero() {
			t.Error("a clock that never ran has a last round")
		}
		ctx, cancel := context.WithCancel(t.Context())
		var done sync.WaitGroup
		done.Go(func() { c.Run(ctx) })
		time.Sleep(10 * time.Second)
		if late := time.Since(c.LastRound()); late > work.Poll {
			t.Errorf("the last round of a clock at work is %v ago", late)
		}
		cancel()
		done.Wait()
		time.Sleep(time.Hour)
		if late := time.Since(c.LastRound()); late < time.Hour {
			t.Errorf("the last round of a clock that stopped an hour ago is %v ago", late)
		}
	})
}
