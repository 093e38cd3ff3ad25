package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"vigie/config"
)

// socketHands is how many envelopes are worked on at once; further ones wait.
const socketHands = 16

// Socket hears Slack over Socket Mode, for where Slack cannot call: the same doors, behind
// a connection of our own making.
type Socket struct {
	client *socketmode.Client
	doors  *Doors
}

// NewSocket makes a Socket with an app-level token (xapp-…, scope connections:write).
func NewSocket(appToken config.Secret, o Options, d *Doors) *Socket {
	api := slackgo.New("", append(o.client(), slackgo.OptionAppLevelToken(appToken.Reveal()))...)
	return &Socket{client: socketmode.New(api, socketmode.OptionReadLimit(maxBody)), doors: d}
}

// Run hears until ctx ends, then finishes what it has begun; lost connections are made
// again. An error is one that no further attempt will mend, such as a revoked token.
func (s *Socket) Run(ctx context.Context) error {
	line, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	ended := make(chan error, 1)
	go func() { ended <- s.client.RunContext(line) }()
	err := s.listen(ctx, ended)
	if err != nil {
		return fmt.Errorf("slack: Socket Mode ended: %w", understandOnce("apps.connections.open", err))
	}
	hangUp()
	<-ended //nolint:errcheck // it was hung up by us: that is no error
	return nil
}

// listen works on what comes in until ctx ends or the line is dead for good.
func (s *Socket) listen(ctx context.Context, ended <-chan error) error {
	var busy sync.WaitGroup
	defer busy.Wait()
	hands := make(chan struct{}, socketHands)
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-ended:
			return err
		case e := <-s.client.Events:
			req := s.request(e)
			if req == nil {
				continue
			}
			hands <- struct{}{}
			busy.Go(func() {
				defer func() { <-hands }()
				s.serve(ctx, *req)
			})
		}
	}
}

// request gives an event's envelope, or nil. An envelope that slack-go could not decode,
// because of a block it does not know, is read all the same: we need little of it.
func (s *Socket) request(e socketmode.Event) *socketmode.Request {
	switch e.Type {
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
		return e.Request
	case socketmode.EventTypeErrorBadMessage:
		var req socketmode.Request
		bad, ok := e.Data.(*socketmode.ErrorBadMessage)
		if ok && json.Unmarshal(bad.Message, &req) == nil && req.EnvelopeID != "" {
			return &req
		}
		s.doors.refused(Refusal{Route: "socket", Status: http.StatusBadRequest, Reason: "an envelope that is none"})
	case socketmode.EventTypeConnectionError:
		if bad, ok := e.Data.(*slackgo.ConnectionErrorEvent); ok {
			s.doors.failed(fmt.Errorf("slack: no Socket Mode connection, next attempt in %s: %w",
				bad.Backoff, understandOnce("apps.connections.open", bad.ErrorObj)))
		}
	}
	return nil
}

// serve takes an envelope and acknowledges it once it is kept. Without acknowledgement
// Slack delivers it again.
func (s *Socket) serve(ctx context.Context, req socketmode.Request) {
	in, err := s.parse(req)
	if err != nil { // it would be no better the next time
		s.doors.refused(Refusal{Route: "socket", Status: http.StatusBadRequest, Reason: err.Error()})
		s.acknowledge(ctx, req, nil)
		return
	}
	out, err := s.doors.take(ctx, in)
	if err != nil {
		return
	}
	if said := s.acknowledge(ctx, req, out.body); !said {
		if a, ok := out.body.(spokenAnswer); ok {
			out.late = &a.message
		}
	}
	if out.late != nil {
		s.doors.sayLate(ctx, in.request, *out.late)
	}
}

func (s *Socket) parse(req socketmode.Request) (incoming, error) {
	switch req.Type {
	case socketmode.RequestTypeSlashCommands:
		return parseSocketCommand(req.Payload)
	case socketmode.RequestTypeInteractive:
		return parseCallback(req.Payload)
	case socketmode.RequestTypeEventsAPI:
		return s.doors.parseEvent(req.Payload)
	}
	return incoming{}, errors.New("an envelope of an unknown type")
}

// acknowledge tells whether the body, if there is one, went out with the acknowledgement:
// Slack drops those of 20 KB and takes bodies for some envelopes alone.
func (s *Socket) acknowledge(ctx context.Context, req socketmode.Request, body any) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), takeTime)
	defer cancel()
	if body != nil && req.AcceptsResponsePayload && s.client.AckCtx(ctx, req.EnvelopeID, body) == nil {
		return true
	}
	if err := s.client.AckCtx(ctx, req.EnvelopeID, nil); err != nil {
		s.doors.failed(fmt.Errorf("slack: an acknowledgement could not be sent: %w", err))
	}
	return body == nil
}
