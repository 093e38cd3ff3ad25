package production

import (
	"context"
	"time"
)

// Release is a published version of a repository.
type Release struct {
	Repo, Tag, Title, URL string
	By                    string
	At                    time.Time
}

// Releases knows what was released.
type Releases interface {
	// Released gives the releases of the configured repositories in a span, newest first.
	Released(ctx context.Context, from, to time.Time) ([]Release, error)
}

// FollowUpDraft is what the issue of a lasting fix says.
type FollowUpDraft struct {
	// Ref is the incident's id; the same Ref never opens a second issue.
	Ref, Title, Body string
	// Assignee is a login where the code is; empty for none.
	Assignee string
}

// Tracker keeps follow-ups where the code is.
type Tracker interface {
	// OpenFollowUp opens the issue of an incident, or gives the one that is there.
	OpenFollowUp(ctx context.Context, d FollowUpDraft) (number int, url string, err error)
}
