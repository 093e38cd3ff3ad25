// Package incident runs what goes wrong, from the first word to the lasting fix: who said
// it, who was paged, what was done, and how it stands against the objectives.
package incident

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"vigie/captain"
)

// ID is said aloud as "INC-42".
type ID int64

// String is the id as people say it.
func (id ID) String() string { return fmt.Sprintf("INC-%d", int64(id)) }

// ParseID reads "INC-42", "inc42" or "42"; ok is false for anything else.
func ParseID(s string) (id ID, ok bool) {
	s = strings.ToUpper(s)
	if rest, named := strings.CutPrefix(s, "INC"); named {
		s = strings.TrimPrefix(rest, "-")
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return ID(n), err == nil && n > 0 && s[0] != '+'
}

// Severity is 1 (gravest: the service is down for many) to 4 (nobody notices yet).
type Severity int

// DefaultSeverity is taken when nobody has said: grave enough to wake somebody.
const DefaultSeverity Severity = 2

// String is the severity as people say it, "P1".
func (s Severity) String() string { return fmt.Sprintf("P%d", int(s)) }

// Valid tells whether s is 1 to 4.
func (s Severity) Valid() bool { return s >= 1 && s <= 4 }

// State is how far an incident has come.
type State string

// The states of an incident.
const (
	Open      State = "open"
	Mitigated State = "mitigated"
	Resolved  State = "resolved"
	Cancelled State = "cancelled"
)

// Incident is one thing that went wrong in production.
type Incident struct {
	ID       ID
	Title    string
	Severity Severity
	State    State
	Apps     []string
	Impact   string
	Drill    bool
	// Key is what its alerts share; one live incident a key, empty for none.
	Key string
	// Delivery is the request that declared it: the same one never declares twice. Empty
	// for none.
	Delivery string
	// By declared it; empty for an alert, whose sender is Source.
	By     captain.UserID
	Source string
	Link   string
	// Page is the call that went out for it.
	Page captain.PageID
	// Alerts counts its alerts; one that is repeated counts once.
	Alerts int

	Declared time.Time
	// Restored is when the service was back: the moment of its resolution, zero before.
	Restored time.Time
	// ResolvedBy said so.
	ResolvedBy captain.UserID

	// News is the newest note.
	News   string
	NewsBy captain.UserID
	NewsAt time.Time

	Room     Room
	Card     Card
	FollowUp FollowUp
}

// Live tells whether the incident still needs somebody.
func (i Incident) Live() bool { return i.State == Open || i.State == Mitigated }

// Room is the incident's own channel and how far its set-up has come. Each step is done
// once and may be resumed after a death between any two.
type Room struct {
	Channel string
	Topic   bool
	Invited bool
	Greeted bool
	// Problem is the step that Slack refuses, in Slack's words; empty when all is well.
	Problem string
}

// Card is the one message that shows the incident, edited in place.
type Card struct {
	Channel, TS string
	// Shown is when it was last posted or edited.
	Shown time.Time
}

// FollowUp is the lasting fix, kept as an issue where the code is.
type FollowUp struct {
	Number int
	URL    string
	Due    time.Time
	Done   time.Time
}

// The errors of the package.
var (
	// ErrNoIncident says that there is no such incident.
	ErrNoIncident = errors.New("no such incident")
	// ErrNotLive says that the incident is over already.
	ErrNotLive = errors.New("the incident is over")
	// ErrNoTitle says that a declaration has no words.
	ErrNoTitle = errors.New("an incident needs a title")
)

// EntryKind is a kind of timeline entry.
type EntryKind string

// The kinds of timeline entries.
const (
	EntryDeclared  EntryKind = "declared"
	EntryNote      EntryKind = "note"
	EntryEdited    EntryKind = "edited"
	EntryAlert     EntryKind = "alert"
	EntryOperation EntryKind = "operation"
	EntryResolved  EntryKind = "resolved"
	EntryFollowUp  EntryKind = "follow-up"
)

// Entry is something that happened in an incident: the timeline is append-only.
type Entry struct {
	At   time.Time
	By   captain.UserID
	Kind EntryKind
	Text string
}

// MaxTitle is the longest title in characters; longer ones are cut. A channel's topic
// holds 250 and the card's header 150 (Slack's limits).
const MaxTitle = 140

// words are the usual words for severities.
var words = map[string]Severity{
	"critical": 1, "page": 1, "p1": 1, "1": 1,
	"error": 2, "high": 2, "p2": 2, "2": 2,
	"warning": 3, "warn": 3, "p3": 3, "3": 3,
	"info": 4, "p4": 4, "4": 4,
}

// SeverityOf reads a sender's word: the crew's own words count more than the usual ones.
// An unknown word is otherwise, and DefaultSeverity if that is not valid.
func SeverityOf(word string, own map[string]Severity, otherwise Severity) Severity {
	word = strings.ToLower(strings.TrimSpace(word))
	for said, severity := range own {
		if strings.ToLower(said) == word && severity.Valid() {
			return severity
		}
	}
	if known, ok := words[word]; ok {
		return known
	}
	if otherwise.Valid() {
		return otherwise
	}
	return DefaultSeverity
}
