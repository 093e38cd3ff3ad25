package captain

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vigie/work"
)

// PageID is said aloud as "P-7".
type PageID int64

// String is the id as people say it.
func (id PageID) String() string { return fmt.Sprintf("P-%d", int64(id)) }

// PageState is what has become of a page.
type PageState string

// The states of a page. The zero value is none of them: such a page rings nobody.
const (
	// Ringing: step after step is called until somebody answers.
	Ringing PageState = "ringing"
	// Acknowledged: somebody is on it.
	Acknowledged PageState = "acknowledged"
	// Exhausted: every step was called in every round, nobody answered.
	Exhausted PageState = "exhausted"
	// Closed: what it was about is over.
	Closed PageState = "closed"
)

// Page is a call that wants an acknowledgement. Who is called is frozen when it is made.
type Page struct {
	ID PageID
	// Subject is what one reads first, woken at 3 a.m.
	Subject string
	// Ref is what the page is about, such as "INC-42".
	Ref string
	// Severity is 1 (gravest) to 4.
	Severity int
	Drill    bool
	Steps    []Step
	// Rounds is how many times the last step is called in all, Pause apart.
	Rounds int
	Pause  time.Duration
	// Rung is the next step to call, counted over all rounds: with 3 steps, rung 3 is the
	// last step again.
	Rung  int
	State PageState
	// Due is when the next step is called while the page rings.
	Due     time.Time
	Created time.Time
	// By acknowledged the page, At that time.
	By UserID
	At time.Time
	// Called is when the first receipt of any person was a success: "alerted".
	Called   time.Time
	Receipts []Receipt
}

// Step is a rung of the escalation: these people, this long.
type Step struct {
	Who      []UserID
	Patience time.Duration
}

// ReceiptState is what is known of one attempt to reach one person.
type ReceiptState string

// The states of a receipt.
const (
	// Sending: claimed; if this is found after a death, the outcome is unknown.
	Sending ReceiptState = "sending"
	// Sent: the provider took it.
	Sent ReceiptState = "sent"
	// Failed: the provider refused it, or could not be reached.
	Failed ReceiptState = "failed"
	// Unknown: the process died between asking and hearing.
	Unknown ReceiptState = "unknown"
	// Declined: the person said "not for me".
	Declined ReceiptState = "declined"
)

// Receipt is what one contact method did for one person at one step.
type Receipt struct {
	Who     UserID
	Channel string
	Rung    int
	State   ReceiptState
	At      time.Time
	// Why is the cause of a failure, without secrets.
	Why string
	// Handle is where the message stands, for channels whose messages can be edited.
	Handle string
}

// Channel is a contact method. An error means that the person was not reached by it.
type Channel interface {
	// Name is the word receipts use: "slack", "ntfy".
	Name() string
	// Reaches tells whether the person can be called this way at all.
	Reaches(p Person) bool
	// Page calls the person. It must bear being repeated: somebody may be called twice,
	// nobody is forgotten. The handle lets Told find the message again; may be empty.
	Page(ctx context.Context, who Person, p Page) (handle string, err error)
}

// Teller is a Channel whose messages follow the page: the buttons go and the reader sees
// who has it.
type Teller interface {
	Told(ctx context.Context, who Person, handle string, p Page) error
}

// ErrNoPage says that there is no such page.
var ErrNoPage = errors.New("no such page")

// Ledger keeps pages.
type Ledger interface {
	// Page gives a page, or ErrNoPage.
	Page(ctx context.Context, id PageID) (Page, error)
	// ChangePage changes a page in one transaction: change sees the newest page and
	// returns the work that follows; its error leaves all as it was and is returned.
	// It may be called more than once.
	ChangePage(ctx context.Context, id PageID, change func(*Page) ([]work.Item, error)) (Page, error)
}
