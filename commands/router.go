package commands

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie/captain"
)

// Router finds who handles a request, asks whether the person may, runs it, words what
// came of it, and has it recorded.
type Router struct {
	Commands []Command
	Texts    *Texts
	Gate     Gate
	Audit    Audit
	// Language gives the language to answer somebody in.
	Language func(ctx context.Context, who captain.UserID) string
	// Mention answers what is said to Vigie, and Home draws a home tab.
	Mention, Home Run
	// Near finds words like one that was typed.
	Near func(word string, among []string) []string
}

// route is a handler and what it asks of the person.
type route struct {
	what   string
	access Access
	now    bool
	check  func(l Lang, r Request) map[string]string
	run    Run
}

// Now tells whether the request is to be answered within Slack's 200. Others are kept
// first and done after.
func (r *Router) Now(req Request) bool {
	route, _, err := r.find(req)
	return err != nil || route.now
}

// Faults are what is wrong with a submitted form, by input; nil when it can be kept.
func (r *Router) Faults(ctx context.Context, req Request) map[string]string {
	route, _, err := r.find(req)
	if err != nil || route.check == nil {
		return nil
	}
	return route.check(r.Texts.In(r.Language(ctx, req.User)), req)
}

// Do answers a request: always in words, for the person. The error is for the log; its
// reference is what the person was told.
func (r *Router) Do(ctx context.Context, req Request) (Reply, error) {
	lang := r.Texts.In(r.Language(ctx, req.User))
	route, call, err := r.find(req)
	if err != nil {
		return r.told(ctx, lang, req, req.Name, err)
	}
	call.Lang, call.At = lang, time.Now()
	if route.access == Nobody {
		return r.told(ctx, lang, req, route.what, forbiddenError{Admins})
	}
	allowed, err := r.Gate(ctx, req.User, route.access)
	if err != nil {
		return r.told(ctx, lang, req, route.what, err)
	}
	if !allowed {
		return r.told(ctx, lang, req, route.what, forbiddenError{route.access})
	}
	reply, err := run(ctx, route.run, call)
	if err != nil {
		return r.told(ctx, lang, req, route.what, err)
	}
	if err := r.record(ctx, req, route.what, Accepted, ""); err != nil {
		return reply, err
	}
	return reply, nil
}

// told words an error and records it.
func (r *Router) told(ctx context.Context, lang Lang, req Request, what string, err error) (Reply, error) {
	text, ok := lang.Sorry(err)
	outcome, why := Refused, text
	if !ok {
		outcome, why = Faulty, err.Error()
		ref := Reference(req.ID)
		text = lang.Say("sorry.internal", "Ref", ref)
		err = fmt.Errorf("%s (ref %s): %w", what, ref, err)
	} else {
		err = nil
	}
	return Reply{Message: &Message{Text: text}}, errors.Join(err, r.record(ctx, req, what, outcome, why))
}

// Reference is a request's short name in the log and in apologies.
func Reference(id string) string {
	id = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, id)
	return id[max(0, len(id)-8):]
}

// record appends to the audit. Looking is not recorded unless it was refused.
func (r *Router) record(ctx context.Context, req Request, what string, o Outcome, why string) error {
	if req.Kind == HomeSeen && o == Accepted {
		return nil
	}
	return r.Audit.Audit(context.WithoutCancel(ctx), Deed{
		At: time.Now(), By: req.User, What: what, Outcome: o, Why: why, Request: req.ID,
	})
}

// run turns a panic into an error: one bad request stops nobody else.
func run(ctx context.Context, do Run, c Call) (reply Reply, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return do(ctx, c)
}

// find gives the handler of a request.
func (r *Router) find(req Request) (route, Call, error) {
	call := Call{Request: req}
	switch req.Kind {
	case Typed:
		return r.typed(call)
	case Mentioned:
		return route{what: "mention: " + req.Text, access: Everyone, run: r.Mention}, call, nil
	case HomeSeen:
		return route{what: "home", access: Everyone, run: r.Home}, call, nil
	}
	for _, c := range r.Commands {
		for _, d := range c.Deeds {
			if d.Name == req.Name {
				what := strings.TrimSpace(string(req.Kind) + " " + d.Name + " " + shown(req.Value))
				return route{what: what, access: d.Access, check: d.Check, run: d.Run}, call, nil
			}
		}
	}
	return route{}, call, unknownDeedError{}
}

// shown is as much of a button's value as the audit keeps: ids, never an answer address.
func shown(value string) string {
	value, _, _ = strings.Cut(value, "\x1f")
	return value
}

func (r *Router) typed(call Call) (route, Call, error) {
	for _, c := range r.Commands {
		if c.Slash != call.Name {
			continue
		}
		word, rest := firstWord(call.Text)
		verb, ok := c.find(word)
		switch {
		case word == "" && c.Bare != nil:
			verb = *c.Bare
		case ok && !(verb.Alone && rest != ""):
			call.Rest = rest
		case c.Free != nil:
			verb, call.Rest = *c.Free, strings.TrimSpace(call.Text)
		default:
			return route{}, call, unknownVerbError{command: c, word: word, near: r.Near(word, c.words())}
		}
		call.Verb = verb.Name
		what := strings.TrimSpace(call.Name + " " + call.Text)
		return route{what: what, access: verb.Access, now: verb.Now, run: verb.Run}, call, nil
	}
	return route{}, call, unknownDeedError{}
}

// words lists all first words of a command.
func (c Command) words() []string {
	var words []string
	for _, v := range c.Verbs {
		words = append(append(words, v.Name), v.Aliases...)
	}
	return words
}
