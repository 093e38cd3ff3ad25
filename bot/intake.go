package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"vigie/captain"
	"vigie/commands"
	"vigie/work"
)

// The kinds of work a request makes; the key is the request's id.
const (
	// requestWork does what was asked.
	requestWork = "request"
	// answerWork says what came of it, when that did not work the first time.
	answerWork = "answer"
)

// nowDeadline is how long a request may take that is answered within Slack's 200 (3 s).
const nowDeadline = 2500 * time.Millisecond

// answerable is how long a request can be answered (Slack: 30 minutes).
const answerable = 30 * time.Minute

// intake takes requests in: it answers at once what can be, and keeps the rest.
type intake struct {
	router *commands.Router
	queue  work.Queue
	room   commands.Room
	asker  commands.Asker
	// watch says who is on watch, for when nothing can be kept.
	watch func() string
	log   zerolog.Logger
}

// kept is a request as it is stored.
type kept struct {
	Request commands.Request
	At      time.Time
	// Reply is what there is to say, for an answer.
	Reply commands.Message
}

// Take answers or keeps a request. Kept is kept: the error says that it could not be.
func (in *intake) Take(ctx context.Context, r commands.Request) (commands.Reply, error) {
	unpack(&r)
	if r.Kind == commands.Submitted {
		if faults := in.router.Faults(ctx, r); len(faults) > 0 {
			return commands.Reply{Faults: faults}, nil
		}
	}
	if in.router.Now(r) {
		ctx, cancel := context.WithTimeout(ctx, nowDeadline)
		defer cancel()
		reply, err := in.router.Do(ctx, r)
		if err != nil {
			in.log.Error().Err(err).Str("user", string(r.User)).Str("request", r.ID).Msg("request failed")
		}
		return reply, nil
	}
	body, err := json.Marshal(kept{Request: r, At: time.Now()})
	if err == nil {
		err = in.queue.Add(ctx, work.Item{Kind: requestWork, Key: r.ID, Body: body, Once: true})
	}
	if err != nil {
		lang := in.router.Texts.In(in.router.Language(ctx, r.User))
		m := commands.Message{Text: lang.Say("sorry.not-kept", "Who", commands.Markup(in.watch()))}
		return commands.Reply{Message: &m}, fmt.Errorf("keep request %s: %w", r.ID, err)
	}
	return commands.Reply{}, nil
}

// request is the handler of requestWork.
func (in *intake) request(ctx context.Context, t work.Taken) (time.Time, error) {
	var k kept
	if err := json.Unmarshal(t.Body, &k); err != nil {
		return time.Time{}, work.Final(fmt.Errorf("read a kept request: %w", err))
	}
	reply, err := in.router.Do(ctx, k.Request)
	if err != nil {
		in.log.Error().Err(err).Str("user", string(k.Request.User)).Str("request", k.Request.ID).Msg("request failed")
	}
	return time.Time{}, in.deliver(ctx, k, reply)
}

// deliver says what came of a request. What cannot be said now is kept to be said later,
// so that the request itself is never done twice for the sake of its answer.
func (in *intake) deliver(ctx context.Context, k kept, reply commands.Reply) error {
	r := k.Request
	switch {
	case reply.Home != nil:
		return in.asker.Publish(ctx, r.User, *reply.Home)
	case reply.Form != nil:
		return in.open(ctx, k, *reply.Form)
	case reply.Message == nil:
		return nil
	}
	k.Reply = *reply.Message
	err := in.say(ctx, k, false)
	if err == nil || permanent(err) {
		return err
	}
	body, jsonErr := json.Marshal(k)
	return errors.Join(jsonErr, in.queue.Add(context.WithoutCancel(ctx), work.Item{
		Kind: answerWork, Key: r.ID, Body: body, Due: time.Now().Add(work.Pause(1, err)), Once: true,
	}))
}

// open shows a form; when the 3 s are over the person is asked to try again.
func (in *intake) open(ctx context.Context, k kept, f commands.Form) error {
	pack(&f, k.Request)
	err := in.asker.Open(ctx, k.Request.Trigger, f)
	if errors.Is(err, commands.ErrExpired) {
		lang := in.router.Texts.In(in.router.Language(ctx, k.Request.User))
		m := commands.Message{Text: lang.Say("sorry.too-late")}
		return in.deliver(ctx, k, commands.Reply{Message: &m})
	}
	return err
}

// answer is the handler of answerWork.
func (in *intake) answer(ctx context.Context, t work.Taken) (time.Time, error) {
	var k kept
	if err := json.Unmarshal(t.Body, &k); err != nil {
		return time.Time{}, work.Final(fmt.Errorf("read a kept answer: %w", err))
	}
	if time.Since(k.At) > answerable {
		return time.Time{}, work.Final(fmt.Errorf("request %s was not answered within %s", t.Key, answerable))
	}
	err := in.say(ctx, k, true)
	if permanent(err) {
		err = work.Final(err)
	}
	return time.Time{}, err
}

// say speaks where the request came from: below the text that mentioned Vigie, through
// the answer address, else to the person alone in the channel, else by a direct message.
func (in *intake) say(ctx context.Context, k kept, again bool) error {
	r := k.Request
	options := commands.PostOptions{Key: "answer " + r.ID, Again: again}
	if r.Kind == commands.Mentioned {
		options.Thread = r.Thread
		if options.Thread == "" {
			options.Thread = r.Message.TS
		}
		_, err := in.room.Post(ctx, r.Channel, k.Reply, options)
		return err
	}
	if r.Answer != "" {
		if err := in.asker.Answer(ctx, r.Answer, k.Reply); !errors.Is(err, commands.ErrExpired) {
			return err
		}
	}
	if r.Channel != "" {
		if err := in.asker.Whisper(ctx, r.Channel, r.User, k.Reply); !permanent(err) {
			return err
		}
	}
	_, err := in.room.Post(ctx, string(r.User), k.Reply, options)
	return err
}

// A form is answered where it was asked for: its value carries the place along.
const seam = "\x1f"

func pack(f *commands.Form, r commands.Request) {
	f.Value = strings.Join([]string{f.Value, r.Channel, r.Answer}, seam)
}

func unpack(r *commands.Request) {
	if r.Kind != commands.Submitted {
		return
	}
	parts := strings.Split(r.Value, seam)
	if len(parts) == 3 {
		r.Value, r.Channel, r.Answer = parts[0], parts[1], parts[2]
	}
}

// onWatch mentions who is on watch.
func onWatch(rota captain.Rota, at time.Time) string {
	var who []string
	for _, w := range rota.On(at) {
		who = append(who, "<@"+string(w.Who.ID)+">")
	}
	if len(who) == 0 {
		return "—"
	}
	return strings.Join(who, ", ")
}
