// Package shoutrrr wakes people by the many services that the library of that name
// speaks: ntfy, Pushover, e-mail, Matrix and others; and by Telegram, which it does not
// speak well enough.
package shoutrrr

import (
	"context"
	"errors"
	"strings"

	"vigie/captain"
	"vigie/config"
)

// names are the words for services whose scheme is not what people call them, or is the
// name of another contact method.
var names = map[string]string{"smtp": "e-mail", "generic": "webhook", "slack": "slack webhook"}

// Scheme is the service of a contact, "" if it has none.
func Scheme(contact captain.Contact) string { return scheme(contact.Reveal()) }

func scheme(address string) string {
	before, _, ok := strings.Cut(address, ":")
	before, _, _ = strings.Cut(before, "+") // generic+https://…
	if !ok {
		return ""
	}
	return strings.ToLower(before)
}

// Channel is the contact method of one service.
type Channel struct{ scheme string }

var _ captain.Channel = Channel{}

// New gives the contact method of a service, such as "ntfy".
func New(scheme string) Channel { return Channel{scheme: scheme} }

// Name is the word receipts use.
func (c Channel) Name() string {
	if name, ok := names[c.scheme]; ok {
		return name
	}
	return c.scheme
}

// Reaches tells whether the person has a contact of the service.
func (c Channel) Reaches(p captain.Person) bool { return len(c.addresses(p)) > 0 }

func (c Channel) addresses(p captain.Person) (mine []string) {
	for _, contact := range p.Contacts {
		if Scheme(contact) == c.scheme {
			mine = append(mine, contact.Reveal())
		}
	}
	return mine
}

// Page calls the person by all their contacts of the service at once; the first that works
// is enough, the others are called to their end.
func (c Channel) Page(ctx context.Context, who captain.Person, p captain.Page) (string, error) {
	addresses := c.addresses(who)
	if len(addresses) == 0 {
		return "", errors.New(who.Name + " has no contact of " + c.Name())
	}
	results := make(chan error, len(addresses))
	for _, address := range addresses {
		go func() { results <- send(ctx, address, p) }()
	}
	var failures []error
	for range addresses {
		err := <-results // every send ends with its own deadline
		if err == nil {
			return "", nil
		}
		failures = append(failures, err)
	}
	return "", errors.Join(failures...)
}

// Fallback is a contact of nobody in particular, called when nobody has answered.
type Fallback struct{ contact config.Secret }

var _ captain.Channel = Fallback{}

// NewFallback gives the contact method of one address.
func NewFallback(contact config.Secret) Fallback { return Fallback{contact: contact} }

// Name is the word receipts use.
func (f Fallback) Name() string { return New(Scheme(f.contact)).Name() }

// Reaches is true of everybody.
func (Fallback) Reaches(captain.Person) bool { return true }

// Page calls the address.
func (f Fallback) Page(ctx context.Context, _ captain.Person, p captain.Page) (string, error) {
	return "", send(ctx, f.contact.Reveal(), p)
}
