package slack

import (
	"context"
	"fmt"
	"maps"
	"slices"

	slackgo "github.com/slack-go/slack"

	"vigie/commands"
)

// incoming is something Slack told us.
type incoming struct {
	request commands.Request
	// nothing is set when there is nothing to do but to acknowledge.
	nothing bool
	// challenge is to be given back.
	challenge string
	// inputs are the block ids of a submitted form's inputs, in order.
	inputs []string
}

// outcome is the answer to something Slack told us.
type outcome struct {
	// body goes into the acknowledgement; nil for an empty one.
	body any
	// late are words that Slack takes at the answer address alone.
	late *commands.Message
}

// take gives a request to the Taker. It is not given up because Slack hangs up: what was
// heard is kept. An error means that Slack is to deliver it again.
func (d *Doors) take(ctx context.Context, in incoming) (outcome, error) {
	if in.challenge != "" {
		return outcome{body: map[string]string{"challenge": in.challenge}}, nil
	}
	if in.nothing {
		return outcome{}, nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), takeTime)
	defer cancel()
	reply, err := d.taker.Take(ctx, in.request)
	if err != nil {
		d.failed(fmt.Errorf("slack: %s %s by %s was not taken: %w",
			in.request.Kind, in.request.Name, in.request.User, err))
	}
	switch in.request.Kind {
	case commands.Typed:
		return outcome{body: spoken(reply.Message)}, nil
	case commands.Submitted:
		return outcome{body: submitted(reply, in.inputs, err)}, nil
	case commands.Mentioned, commands.HomeSeen:
		return outcome{}, err
	}
	return outcome{late: reply.Message}, nil
}

// sayLate says a reply through the answer address.
func (d *Doors) sayLate(ctx context.Context, r commands.Request, m commands.Message) {
	if d.Asker == nil || r.Answer == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lateTime)
	defer cancel()
	d.failed(d.Asker.Answer(ctx, r.Answer, m))
}

// answer is a message as answer addresses and acknowledgements of commands take it.
type answer struct {
	ResponseType    string          `json:"response_type,omitempty"`
	ReplaceOriginal bool            `json:"replace_original"`
	Text            string          `json:"text"`
	Blocks          []slackgo.Block `json:"blocks,omitempty"`
}

func newAnswer(m commands.Message) answer {
	d := draw(m)
	a := answer{ResponseType: slackgo.ResponseTypeEphemeral, ReplaceOriginal: m.Replace, Text: d.text, Blocks: d.blocks}
	if m.Public {
		a.ResponseType = slackgo.ResponseTypeInChannel
	}
	if m.Replace { // as an update: the old blocks must go
		a.Blocks = redraw(m).blocks
	}
	return a
}

// spokenAnswer is the body that answers a command, with the message it was drawn from.
type spokenAnswer struct {
	answer
	message commands.Message
}

// spoken is the body that answers a command: nothing is said for nil.
func spoken(m *commands.Message) any {
	if m == nil {
		return nil
	}
	return spokenAnswer{newAnswer(*m), *m}
}

// submitted is the body that answers a form: faults keep it open, another form takes its
// place, nil closes it. Words that come with an error are shown as a fault, for there is
// no other place.
func submitted(r commands.Reply, inputs []string, err error) any {
	faults := r.Faults
	if len(faults) == 0 && err != nil && r.Message != nil {
		faults = map[string]string{"": plainer.Replace(words(*r.Message))}
	}
	if errs := faultsByBlock(faults, inputs); len(errs) > 0 {
		return slackgo.NewErrorsViewSubmissionResponse(errs)
	}
	if r.Form != nil {
		if view, err := modal(*r.Form); err == nil {
			return slackgo.NewUpdateViewSubmissionResponse(&view)
		}
	}
	return nil
}

// faultsByBlock finds the blocks of faulty inputs: Slack refuses the whole answer for an
// id it does not know, so a fault without input stands below the first one.
func faultsByBlock(faults map[string]string, inputs []string) map[string]string {
	errs := map[string]string{}
	if len(inputs) == 0 {
		return errs
	}
	for _, name := range slices.Sorted(maps.Keys(faults)) {
		if blank(faults[name]) {
			continue
		}
		i := max(0, slices.IndexFunc(inputs, func(id string) bool { return bare(id) == name }))
		if errs[inputs[i]] != "" {
			errs[inputs[i]] += "\n"
		}
		errs[inputs[i]] = cutPlain(errs[inputs[i]]+faults[name], maxLabel)
	}
	return errs
}
