package shoutrrr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/url"
	"time"

	"github.com/nicholas-fedor/shoutrrr/pkg/router"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"

	"vigie/captain"
)

// sendLimit bounds one call of one contact, whatever its caller's patience.
const sendLimit = 15 * time.Second

// Check tells whether a contact's address is understood, without calling it. Some services
// are asked whether they know the account.
func Check(ctx context.Context, contact captain.Contact) error {
	return within(ctx, contact.Reveal(), func(context.Context) error {
		_, err := open(contact.Reveal())
		return err
	})
}

// errAddress is an address that is not understood. The library's own error quotes it.
var errAddress = errors.New("the contact's address is not understood; see `contacts` in vigie.yaml")

// errMatrix is a Matrix server that did not let the account in.
var errMatrix = errors.New("matrix could not be reached, or does not know the account; see `contacts` in vigie.yaml")

// send calls one contact.
func send(ctx context.Context, address string, p captain.Page) error {
	return within(ctx, address, func(ctx context.Context) error {
		if scheme(address) == "telegram" {
			return telegram(ctx, address, p)
		}
		service, err := open(address)
		if err != nil {
			return err
		}
		params := parameters(address, p)
		return service.Send(Body(p), &params)
	})
}

// open makes the service of an address. The library's router is not used to send: it runs
// services where nothing catches their panics, and a service that panics would end Vigie
// (Zulip's does when its server cannot be reached). The "logger" service calls nobody.
func open(address string) (types.Service, error) {
	switch scheme(address) {
	case "telegram":
		_, err := chatsOf(address)
		return nil, err
	case "", "logger":
		return nil, errAddress
	}
	r, err := router.New(log.New(io.Discard, "", 0))
	if err != nil {
		return nil, errAddress
	}
	service, err := r.Locate(address)
	switch {
	case err == nil:
		return service, nil
	case scheme(address) == "matrix": // it logs in first, and does not say what failed
		return nil, errMatrix
	}
	return nil, errAddress
}

// within does something with a contact until ctx or sendLimit ends. The library takes no
// context, so what hangs is left behind, to its own time limits. An error holds no secret.
func within(ctx context.Context, address string, do func(context.Context) error) error {
	done := make(chan error, 1)
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendLimit)
	go func() {
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				done <- errBroke
			}
		}()
		done <- do(own)
	}()
	select {
	case <-ctx.Done():
		return fmt.Errorf("%s gave no answer in time", scheme(address))
	case <-own.Done():
		select {
		case err := <-done:
			return redacted(err, address)
		default:
			return fmt.Errorf("%s gave no answer in time", scheme(address))
		}
	case err := <-done:
		return redacted(err, address)
	}
}

// quiet are the services that know no title: they would refuse the whole page for it. What
// Zulip calls a title is a topic, and must be short.
var quiet = map[string]bool{"pagerduty": true, "wecom": true, "zulip": true}

// loud are the services' words for how loud a page is: of the two gravest severities, and
// of the others. The first pass by silent modes, where the service can.
var loud = map[string][2]string{
	"ntfy": {"urgent", "high"}, "pushover": {"1", "0"}, "gotify": {"10", "7"}, "opsgenie": {"P1", "P3"},
}

// parameters are what a page asks of a service beside the text. A priority that the
// address names is left to it.
func parameters(address string, p captain.Page) types.Params {
	params := types.Params{}
	service := scheme(address)
	if !quiet[service] {
		params["title"] = Title(p)
	}
	words, ok := loud[service]
	if u, err := url.Parse(address); err == nil && ok && !u.Query().Has("priority") {
		params["priority"] = words[min(max(p.Severity-2, 0), 1)]
	}
	return params
}
