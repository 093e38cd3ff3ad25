package work_test

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"vigie/work"
)

// row is an item in the memory of a queue.
type row struct {
	work.Taken
	held, done bool
	why        string
}

// queue keeps items in memory, with the promises of work.Queue.
type queue struct {
	mu    sync.Mutex
	rows  []*row
	wake  chan struct{}
	takes int
	// deaf loses the wakes.
	deaf bool
	// takeFails and markFails are returned, once each, before anything is done.
	takeFails, markFails []error
}

func newQueue() *queue { return &queue{wake: make(chan struct{}, 1)} }

func (q *queue) Add(_ context.Context, items ...work.Item) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, i := range items {
		if i.Due.IsZero() {
			i.Due = time.Now()
		}
		at := slices.IndexFunc(q.rows, func(r *row) bool { return r.Kind == i.Kind && r.Key == i.Key })
		if at < 0 {
			q.rows = append(q.rows, &row{Taken: work.Taken{Item: i, ID: int64(len(q.rows) + 1), Seq: 1}})
			continue
		}
		r := q.rows[at]
		if r.Once {
			continue
		}
		if r.done || i.Due.Before(r.Due) {
			r.Due = i.Due
		}
		r.Seq, r.done, r.Attempt = r.Seq+1, false, 0
	}
	if q.deaf {
		return nil
	}
	select {
	case q.wake <- struct{}{}:
	default:
	}
	return nil
}

func (q *queue) Take(_ context.Context, now time.Time, limit int, kinds ...string) ([]work.Taken, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.takes++
	if len(q.takeFails) > 0 {
		err := q.takeFails[0]
		q.takeFails = q.takeFails[1:]
		return nil, err
	}
	free := q.free(kinds)
	var taken []work.Taken
	for _, r := range free {
		if len(taken) < limit && !r.Due.After(now) {
			r.held, r.Attempt = true, r.Attempt+1
			taken = append(taken, r.Taken)
		}
	}
	return taken, nil
}

func (q *queue) free(kinds []string) []*row {
	var free []*row
	for _, r := range q.rows {
		if !r.done && !r.held && slices.Contains(kinds, r.Kind) {
			free = append(free, r)
		}
	}
	slices.SortStableFunc(free, func(a, b *row) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) })
	return free
}

func (q *queue) Mark(_ context.Context, t work.Taken, again time.Time, why string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.markFails) > 0 {
		err := q.markFails[0]
		q.markFails = q.markFails[1:]
		return err
	}
	r := q.rows[t.ID-1]
	r.held, r.why = false, why
	if why == "" || r.Seq != t.Seq {
		r.Attempt = 0
	}
	r.done = r.Seq == t.Seq && again.IsZero()
	if r.Seq == t.Seq && !again.IsZero() {
		r.Due = again
	}
	return nil
}

func (q *queue) Next(_ context.Context, kinds ...string) (time.Time, bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if free := q.free(kinds); len(free) > 0 {
		return free[0].Due, true, nil
	}
	return time.Time{}, false, nil
}

func (q *queue) Wake() <-chan struct{} { return q.wake }

func (q *queue) row(key string) row {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range q.rows {
		if r.Key == key {
			return *r
		}
	}
	return row{}
}
