package production

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"vigie/captain"
	"vigie/work"
)

// OperationID is said aloud as "OP-3".
type OperationID int64

// String is the id as people say it.
func (id OperationID) String() string { return fmt.Sprintf("OP-%d", int64(id)) }

// ParseOperationID reads "OP-3"; ok is false for anything else.
func ParseOperationID(s string) (OperationID, bool) {
	n, err := strconv.ParseInt(strings.TrimPrefix(strings.ToUpper(s), "OP-"), 10, 64)
	return OperationID(n), err == nil && n > 0
}

// OperationState is how far an operation has come.
type OperationState string

// The states of an operation.
const (
	// Asked: somebody confirmed it; the host has not been called.
	Asked OperationState = "asked"
	// Calling: the host is being called. Found after a death, the outcome is unknown.
	Calling OperationState = "calling"
	// Running: the host has begun.
	Running OperationState = "running"
	// Done: the host has finished and the app is as it should be.
	Done OperationState = "done"
	// Failed: the host refused, or it came to nothing.
	Failed OperationState = "failed"
	// Unknown: nobody can tell; nothing is repeated.
	Unknown OperationState = "unknown"
)

// Ended tells whether nothing more will happen.
func (s OperationState) Ended() bool { return s == Done || s == Failed || s == Unknown }

// Operation is something done to an app through its host.
type Operation struct {
	ID OperationID
	// Kind is "restart".
	Kind     string
	App      string
	Process  string
	By       captain.UserID
	Why      string
	State    OperationState
	Ref      string
	Asked    time.Time
	Called   time.Time
	Ended    time.Time
	Before   Health
	After    Health
	Problem  string
	Delivery string
	// Channel and TS are the message that shows its progress; Silent has none.
	Channel, TS string
}

// The kinds of work an operation makes; each item's key is the operation's id.
const (
	// FollowWork calls the host and follows the operation to its end.
	FollowWork = "operation.follow"
	// ShowWork posts or edits the message that shows it.
	ShowWork = "operation.show"
)

// BusyError says that an operation on the app is under way.
type BusyError struct{ Operation Operation }

// Error names the operation.
func (e BusyError) Error() string {
	return fmt.Sprintf("%s is under way on %s", e.Operation.ID, e.Operation.App)
}

// ErrNoOperation says that there is no such operation.
var ErrNoOperation = errors.New("no such operation")

// Ledger keeps operations.
type Ledger interface {
	// Begin writes an operation and the work that follows it. Another one on the app that
	// has not ended is a BusyError; the same delivery gives the operation it began.
	Begin(ctx context.Context, o Operation, then func(Operation) []work.Item) (Operation, error)
	// Operation gives one, or ErrNoOperation.
	Operation(ctx context.Context, id OperationID) (Operation, error)
	// ChangeOperation changes one in one transaction; change may be called more than once.
	ChangeOperation(ctx context.Context, id OperationID, change func(*Operation) ([]work.Item, error)) (Operation, error)
	// Operations gives those asked for in a span, newest first.
	Operations(ctx context.Context, from, to time.Time) ([]Operation, error)
}
