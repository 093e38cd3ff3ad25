// Package captaintest has a contact method in memory, for the tests of whoever pages people.
package captaintest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"vigie/captain"
)

// Channel is a contact method that remembers its calls, and whose messages follow the page.
// The zero value reaches everybody and takes every call.
type Channel struct {
	// Word is the channel's name; empty means "memory".
	Word string
	// Answer is what becomes of a call: nil takes it, an error refuses it. It is asked while
	// the call is under way, side by side with others; a nil Answer takes every call.
	Answer func(ctx context.Context, c Call) error

	mu    sync.Mutex
	calls []Call
	shown map[string]captain.Page
}

// Call is one time that somebody was called, whatever came of it.
type Call struct {
	Who captain.UserID
	// Page is the page as it was then.
	Page captain.Page
	At   time.Time
	// Handle is where the message stands if the call was taken.
	Handle string
}

// Hang is an Answer that comes only when the caller gives up.
func Hang(ctx context.Context, _ Call) error {
	<-ctx.Done()
	return ctx.Err()
}

// Name is the channel's word.
func (c *Channel) Name() string { return cmp.Or(c.Word, "memory") }

// Reaches is true of everybody.
func (c *Channel) Reaches(captain.Person) bool { return true }

// Page notes the call and gives it the Answer.
func (c *Channel) Page(ctx context.Context, who captain.Person, p captain.Page) (string, error) {
	call := c.note(who.ID, p)
	if c.Answer != nil {
		if err := c.Answer(ctx, call); err != nil {
			return "", err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown[call.Handle] = p
	return call.Handle, nil
}

func (c *Channel) note(who captain.UserID, p captain.Page) Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.shown == nil {
		c.shown = map[string]captain.Page{}
	}
	call := Call{Who: who, Page: p, At: time.Now(), Handle: fmt.Sprintf("message-%d", len(c.calls)+1)}
	c.calls = append(c.calls, call)
	return call
}

// Told edits a message; one that was never sent is an error.
func (c *Channel) Told(_ context.Context, _ captain.Person, handle string, p captain.Page) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.shown[handle]; !ok {
		return fmt.Errorf("no message %q to edit", handle)
	}
	c.shown[handle] = p
	return nil
}

// Calls lists the calls made so far, in their order.
func (c *Channel) Calls() []Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.calls)
}

// Called lists who was called so far, in the order of the calls.
func (c *Channel) Called() []captain.UserID {
	var who []captain.UserID
	for _, call := range c.Calls() {
		who = append(who, call.Who)
	}
	return who
}

// Shown is the page that a message shows now; ok is false if there is no such message.
func (c *Channel) Shown(handle string) (p captain.Page, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, ok = c.shown[handle]
	return p, ok
}
