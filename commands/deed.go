package commands

import (
	"context"
	"time"

	"vigie/captain"
)

// Outcome is what came of a deed.
type Outcome string

// The outcomes of a deed.
const (
	Accepted Outcome = "accepted"
	Refused  Outcome = "refused"
	Faulty   Outcome = "failed"
)

// Deed is an entry of the audit: what somebody asked for, and what came of it.
type Deed struct {
	At time.Time
	By captain.UserID
	// What is the command, button or form, with its words.
	What    string
	Outcome Outcome
	// Why is the reason of a refusal or a failure.
	Why string
	// Request is the id of the request.
	Request string
}

// Audit is the append-only record of deeds.
type Audit interface {
	Audit(ctx context.Context, d Deed) error
}
