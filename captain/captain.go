// Package captain knows the people who take watches: who is captain, how they are paged,
// and who has answered.
package captain

import (
	"errors"
	"slices"
)

// UserID is a Slack user's id, such as U024BE7LH. Vigie has no other accounts.
type UserID string

// Person is somebody of the crew.
type Person struct {
	ID   UserID
	Name string
	// Team is where the person works; two of one team are not on watch together if it
	// can be avoided.
	Team string
	// GitHub is the login follow-ups are assigned to; may be empty.
	GitHub string
	// Locale is "fr" or "en"; empty means Slack's.
	Locale string
	// Contacts are the ways to wake the person besides Slack, in their order. They hold
	// secrets: never log one.
	Contacts []Contact
}

// Contact is the address of one contact method. It prints as ***.
type Contact interface {
	String() string
	Reveal() string
}

// ErrNobody says that the rota has nobody on watch.
var ErrNobody = errors.New("nobody is on watch")

// Crew is everyone who takes watches, in the rota's order.
type Crew []Person

// Person finds somebody by id.
func (c Crew) Person(id UserID) (Person, bool) {
	i := slices.IndexFunc(c, func(p Person) bool { return p.ID == id })
	if i < 0 {
		return Person{}, false
	}
	return c[i], true
}

// IDs lists the crew's ids in order.
func (c Crew) IDs() []UserID {
	ids := make([]UserID, len(c))
	for i, p := range c {
		ids[i] = p.ID
	}
	return ids
}
