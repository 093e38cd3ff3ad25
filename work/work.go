// Package work keeps Vigie's promises: whatever was accepted and is not yet done is an
// item in the store, which one replica takes, does and marks.
package work

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Item is one thing to do. Items are added in the same transaction as the fact that
// calls for them, so that neither exists without the other.
type Item struct {
	// Kind names the handler.
	Kind string
	// Key is what the item is about ("INC-42"). A kind has one item a key: adding it
	// again while it is open brings its due time forward; adding it once it is done
	// opens it again, unless Once.
	Key string
	// Due is when to begin; the zero time means at once.
	Due time.Time
	// Body is what the handler needs beyond the key; may be empty.
	Body []byte
	// Once refuses the item when its key has been seen before, done or not: the mark of
	// a delivery that may come twice. Done items are remembered for at least a day.
	Once bool
}

// Taken is an item that this replica holds. No other replica sees it while this one lives.
type Taken struct {
	Item
	// ID is the row's number.
	ID int64
	// Attempt is 1 the first time an item is taken since a handling of it last succeeded:
	// above 1 an earlier one may have been done in part. Adding it anew changes nothing.
	Attempt int
	// Owner is the replica that holds it, as the queue numbers them.
	Owner int64
	// Seq counts how often the item was added; the queue compares it when the item is
	// marked, so that what was added meanwhile is done as well.
	Seq int64
}

// Queue is where items wait. store keeps it.
type Queue interface {
	// Add writes items in a transaction of their own.
	Add(ctx context.Context, items ...Item) error
	// Take holds up to limit open items of the kinds that are due at now, the earliest
	// first, and frees those whose holder has died.
	Take(ctx context.Context, now time.Time, limit int, kinds ...string) ([]Taken, error)
	// Mark ends the item, or, if again is not zero or the item was added anew since it
	// was taken, frees it to be done again. why is kept for people who look. An error is
	// final (see Final) if the item is no longer this replica's.
	Mark(ctx context.Context, t Taken, again time.Time, why string) error
	// Next is when the earliest free item of the kinds falls due; ok is false if there is none.
	Next(ctx context.Context, kinds ...string) (due time.Time, ok bool, err error)
	// Wake delivers a value soon after an item was added, here or in another replica.
	// It may miss one: whoever waits on it also looks by himself now and then.
	Wake() <-chan struct{}
}

// Handler does an item. It must bear being repeated after a death at any point.
// A zero time and no error means done; a time means "again then", which is no failure.
// An error is retried with growing pauses, for ever, unless it is final (see Final).
type Handler func(ctx context.Context, t Taken) (again time.Time, err error)

// Final wraps an error that no repetition will mend: the item is ended with it.
func Final(err error) error { return finalError{err} }

type finalError struct{ error }

func (f finalError) Unwrap() error { return f.error }

// IsFinal tells whether repeating cannot help.
func IsFinal(err error) bool {
	_, ok := errors.AsType[finalError](err)
	return ok
}

// After wraps an error of somebody who said when to come back, such as a Retry-After header.
func After(pause time.Duration, err error) error { return afterError{error: err, pause: pause} }

type afterError struct {
	error
	pause time.Duration
}

func (a afterError) Unwrap() error { return a.error }

// Pause is how long to wait before attempt+1: what After said, else 1 s doubled with each
// attempt up to a minute.
func Pause(attempt int, err error) time.Duration {
	if a, ok := errors.AsType[afterError](err); ok && a.pause > 0 {
		return a.pause
	}
	return min(time.Second<<min(max(attempt-1, 0), 6), time.Minute)
}

// String names the item in logs and errors.
func (i Item) String() string { return fmt.Sprintf("%s %s", i.Kind, i.Key) }
