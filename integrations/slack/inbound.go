package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	slackgo "github.com/slack-go/slack"

	"vigie/captain"
	"vigie/commands"
	"vigie/config"
)

// Taker takes what people typed, pressed, filled in and said.
type Taker interface {
	// Take keeps a request or answers it at once; it is done before Slack's 3 s are over.
	// The same ID may come several times. The reply has words for the asker even with an
	// error, except for mentions and the home tab: those Slack delivers again after one.
	Take(ctx context.Context, r commands.Request) (commands.Reply, error)
}

const (
	// maxBody is the longest request taken, in bytes.
	maxBody = 1 << 20
	// takeTime leaves half a second of Slack's three for the way.
	takeTime = 2500 * time.Millisecond
	// lateTime bounds an answer given after the acknowledgement.
	lateTime = 15 * time.Second
)

// Doors are the addresses Slack calls. Set the exported fields before the first request.
type Doors struct {
	secret func() config.Secret // a func, for no format prints what it gives
	taker  Taker
	// Asker says the words of a reply to a press or shortcut through the answer address;
	// with nil they are left to the Taker.
	Asker commands.Asker
	// Bot is Vigie's own user id (Identity.User); empty takes it from each event.
	Bot captain.UserID
	// Refused hears of each request that was turned away; may be nil.
	Refused func(Refusal)
	// Failed hears of errors of the Taker and of late answers; may be nil.
	Failed func(error)
}

// Refusal is a request that was turned away, without anything of its content.
type Refusal struct {
	// Route is the path, or "socket".
	Route string
	// Status is the HTTP status given.
	Status int
	Reason string
}

// NewDoors makes the doors of an app with a signing secret. With an empty secret every
// request is refused.
func NewDoors(signingSecret config.Secret, t Taker) *Doors {
	return &Doors{secret: func() config.Secret { return signingSecret }, taker: t}
}

// Mount adds the doors to a mux: POST /slack/commands, /slack/actions, /slack/events, and
// GET /slack/commands for Slack's check of the certificate.
func (d *Doors) Mount(mux *http.ServeMux) {
	mux.Handle("POST /slack/commands", d.door(commandRoute, parseCommand))
	mux.Handle("POST /slack/actions", d.door(actionRoute, parseAction))
	mux.Handle("POST /slack/events", d.door(eventRoute, d.parseEvent))
	mux.HandleFunc("GET /slack/commands", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("ssl_check") != "1" {
			d.refuse(w, commandRoute, http.StatusMethodNotAllowed, "GET without ssl_check")
		}
	})
}

const (
	commandRoute = "/slack/commands"
	actionRoute  = "/slack/actions"
	eventRoute   = "/slack/events"
)

// parse turns a body into what came in; its errors are the sender's fault.
type parse func(body []byte) (incoming, error)

// door is one address: read, verify, parse, take, answer.
func (d *Doors) door(route string, parse parse) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, status, reason := d.read(w, r)
		if route == commandRoute && status != http.StatusRequestEntityTooLarge && isSSLCheck(body) {
			return
		}
		if status != http.StatusOK {
			d.refuse(w, route, status, reason)
			return
		}
		in, err := parse(body)
		if err != nil {
			d.refuse(w, route, http.StatusBadRequest, err.Error())
			return
		}
		d.respond(w, r, in)
	})
}

// read gives the body and what is wrong with the request, if its status is not 200.
func (d *Doors) read(w http.ResponseWriter, r *http.Request) (body []byte, status int, reason string) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, big := errors.AsType[*http.MaxBytesError](err); big {
		return nil, http.StatusRequestEntityTooLarge, "longer than 1 MiB"
	} else if err != nil {
		return nil, http.StatusBadRequest, "the body broke off"
	}
	if err := d.verify(r.Header, body); err != nil {
		return body, http.StatusUnauthorized, err.Error()
	}
	return body, http.StatusOK, ""
}

// verify checks Slack's signature over the raw body, and that it is at most 5 minutes off.
func (d *Doors) verify(h http.Header, body []byte) error {
	v, err := slackgo.NewSecretsVerifier(h, d.secret().Reveal())
	switch {
	case errors.Is(err, slackgo.ErrInvalidConfiguration):
		return errors.New("no signing secret: set SLACK_SIGNING_SECRET")
	case errors.Is(err, slackgo.ErrMissingHeaders):
		return errors.New("not signed")
	case errors.Is(err, slackgo.ErrExpiredTimestamp):
		return errors.New("signed more than 5 minutes away from this machine's clock")
	case err != nil:
		return errors.New("the signature is no signature")
	}
	_, _ = v.Write(body)
	if v.Ensure() != nil {
		return errors.New("signed with another secret: compare SLACK_SIGNING_SECRET")
	}
	return nil
}

// isSSLCheck recognises Slack's look at the certificate, which wants a 200 and nothing done.
func isSSLCheck(body []byte) bool {
	form, err := url.ParseQuery(string(body))
	return err == nil && form.Get("ssl_check") == "1"
}

func (d *Doors) refuse(w http.ResponseWriter, route string, status int, reason string) {
	d.refused(Refusal{Route: route, Status: status, Reason: reason})
	w.WriteHeader(status)
}

func (d *Doors) refused(r Refusal) {
	if d.Refused != nil {
		d.Refused(r)
	}
}

func (d *Doors) failed(err error) {
	if d.Failed != nil && err != nil {
		d.Failed(err)
	}
}

// respond gives a request to the Taker and writes the answer; what Slack would not read
// in it is said afterwards.
func (d *Doors) respond(w http.ResponseWriter, r *http.Request, in incoming) {
	out, err := d.take(r.Context(), in)
	if err != nil {
		w.Header().Set("Retry-After", "5")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if out.body == nil {
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusOK)
	} else {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		d.failed(json.NewEncoder(w).Encode(out.body))
	}
	if out.late != nil {
		_ = http.NewResponseController(w).Flush() // Slack has its 200 before the words follow
		d.sayLate(r.Context(), in.request, *out.late)
	}
}
