// Package shoutrrr wakes people by the many services that the library of that name
// speaks: ntfy, Pushover, e-mail, Telegram, Matrix and others.
package shoutrrr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"strings"

	"github.com/nicholas-fedor/shoutrrr"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"

	"vigie/captain"
	"vigie/config"
	"vigie/incident"
)

// names are the words for services whose scheme is not what people call them.
var names = map[string]string{"smtp": "e-mail", "generic": "webhook"}

// Scheme is the service of a contact, "" if it has none.
func Scheme(contact captain.Contact) string {
	scheme, _, ok := strings.Cut(contact.Reveal(), ":")
	scheme, _, _ = strings.Cut(scheme, "+") // generic+https://…
	if !ok {
		return ""
	}
	return strings.ToLower(scheme)
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
func (c Channel) Reaches(p captain.Person) bool { return len(c.contacts(p)) > 0 }

func (c Channel) contacts(p captain.Person) (mine []captain.Contact) {
	for _, contact := range p.Contacts {
		if Scheme(contact) == c.scheme {
			mine = append(mine, contact)
		}
	}
	return mine
}

// Page calls the person by each of their contacts of the service; one that works is enough.
func (c Channel) Page(ctx context.Context, who captain.Person, p captain.Page) (string, error) {
	var errs []error
	for _, contact := range c.contacts(who) {
		errs = append(errs, send(ctx, contact.Reveal(), p))
	}
	for _, err := range errs {
		if err == nil {
			return "", nil
		}
	}
	return "", errors.Join(errs...)
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

// send sends a page within ctx. The library takes no context, so what hangs is left
// behind; its own time limits end it.
func send(ctx context.Context, address string, p captain.Page) error {
	sender, err := shoutrrr.NewSender(log.New(io.Discard, "", 0), address)
	if err != nil {
		return errors.New("the contact's address is not understood; see `contacts` in vigie.yaml")
	}
	done := make(chan error, 1)
	go func() {
		params := types.Params{"title": Title(p)}
		if strings.HasPrefix(address, "ntfy:") {
			params["priority"] = priority(p)
		}
		done <- errors.Join(sender.Send(Body(p), &params)...)
	}()
	select {
	case <-ctx.Done():
		return fmt.Errorf("no answer in time")
	case err := <-done:
		return redacted(err, address)
	}
}

// Title is what the telephone shows first.
func Title(p captain.Page) string {
	title := incident.Severity(p.Severity).String() + " " + p.Ref + ": " + p.Subject
	if p.Drill {
		title = "[DRILL] " + title
	}
	return title
}

// Body is the page in words that stand alone: whoever reads it sees nothing else.
func Body(p captain.Page) string {
	return Title(p) + "\n" + p.ID.String() + " · " + p.Created.UTC().Format("15:04 MST") + "\n/captain ack " + p.ID.String()
}

// priority is ntfy's word for how loud a page is; "urgent" passes by silent modes.
func priority(p captain.Page) string {
	if p.Severity <= 2 {
		return "urgent"
	}
	return "high"
}

// redacted keeps of an error only what cannot hold a secret: the library quotes addresses.
func redacted(err error, address string) error {
	if err == nil {
		return nil
	}
	text := strings.ToLower(err.Error())
	for _, cause := range []string{"connection refused", "no such host", "timeout", "certificate", "401", "403", "404", "429", "500", "502", "503"} {
		if strings.Contains(text, cause) && !strings.Contains(strings.ToLower(address), cause) {
			return fmt.Errorf("%s refused the page: %s", Scheme(config.Secret(address)), cause)
		}
	}
	return fmt.Errorf("%s refused the page", Scheme(config.Secret(address)))
}
