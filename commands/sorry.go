package commands

import (
	"errors"
	"strings"

	"vigie/captain"
	"vigie/incident"
	"vigie/production"
)

// forbiddenError is the answer to somebody who may not.
type forbiddenError struct{ need Access }

func (forbiddenError) Error() string { return "not allowed" }

// unknownVerbError is the answer to a first word that a command does not know.
type unknownVerbError struct {
	command Command
	word    string
	near    []string
}

func (e unknownVerbError) Error() string { return "unknown word " + e.word }

// unknownDeedError is the answer to a button of a former version.
type unknownDeedError struct{}

func (unknownDeedError) Error() string { return "no such command or button" }

// sayError is any other answer that is for the person: the id of a text and its values.
type sayError struct {
	id   string
	vars []any
}

func (e sayError) Error() string { return e.id }

// sorry makes an error for the person.
func sorry(id string, vars ...any) error { return sayError{id: id, vars: vars} }

// Sorry words an error that is for the person; ok is false for one that is for the log.
func (l Lang) Sorry(err error) (text string, ok bool) {
	if e, ok := errors.AsType[sayError](err); ok {
		return l.Say(e.id, e.vars...), true
	}
	if e, ok := errors.AsType[forbiddenError](err); ok {
		return l.Say([]string{"", "sorry.viewers", "sorry.crew", "sorry.admins"}[e.need]), true
	}
	if e, ok := errors.AsType[unknownVerbError](err); ok {
		return l.unknownVerb(e), true
	}
	if e, ok := errors.AsType[production.UnknownAppError](err); ok {
		return l.unknownApp(e), true
	}
	if e, ok := errors.AsType[production.BusyError](err); ok {
		o := e.Operation
		return l.Say("sorry.busy", "Operation", o.ID, "App", o.App, "By", o.By, "At", l.Clock(o.Asked)), true
	}
	if e, ok := errors.AsType[production.RefusedError](err); ok {
		return l.Say("sorry.host-refuses", "Why", e.Why), true
	}
	return l.plainSorry(err)
}

// plainSorry words the errors that carry nothing.
func (l Lang) plainSorry(err error) (string, bool) {
	for _, known := range []struct {
		err error
		id  string
	}{
		{unknownDeedError{}, "sorry.unknown-deed"},
		{captain.ErrNobody, "sorry.nobody"},
		{captain.ErrNoPage, "sorry.no-page"},
		{incident.ErrNoIncident, "sorry.no-incident"},
		{incident.ErrNoTitle, "sorry.no-title"},
		{incident.ErrNotLive, "sorry.not-live"},
		{production.ErrNoApp, "sorry.host-no-app"},
		{production.ErrHostDown, "sorry.host-down"},
		{production.ErrTryLater, "sorry.host-busy"},
	} {
		if errors.Is(err, known.err) {
			return l.Say(known.id), true
		}
	}
	return "", false
}

func (l Lang) unknownApp(e production.UnknownAppError) string {
	if len(e.Near) == 0 {
		return l.Say("sorry.no-app", "Name", e.Name)
	}
	return l.Say("sorry.no-app-near", "Name", e.Name, "Near", code(e.Near))
}

func (l Lang) unknownVerb(e unknownVerbError) string {
	var usage []string
	for _, v := range e.command.Verbs {
		usage = append(usage, v.Name)
	}
	text := l.Say("sorry.unknown-verb", "Command", e.command.Slash, "Word", e.word, "Verbs", code(usage))
	if len(e.near) > 0 {
		text += " " + l.Say("sorry.near", "Near", code(e.near[:1]))
	}
	return text
}

// code sets words in a fixed-width face.
func code(words []string) Markup {
	set := make([]string, len(words))
	for i, w := range words {
		set[i] = "`" + Escape(strings.ReplaceAll(w, "`", "'")) + "`"
	}
	return Markup(strings.Join(set, ", "))
}
