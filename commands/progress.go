package commands

import (
	"context"
	"errors"
	"slices"
	"time"

	"vigie/incident"
	"vigie/production"
	"vigie/work"
)

// OperationEndedWork writes an operation's outcome into the timeline of the incident it
// belongs to; its key is the operation's id.
const OperationEndedWork = "operation.ended"

// Progress shows operations to everybody. Its methods are work.Handlers.
type Progress struct {
	Operations production.Ledger
	Incidents  incident.Ledger
	Room       Room
	Lang       func() Lang
	// Where is the channel for operations whose own channel Vigie cannot speak in.
	Where func() string
}

// OperationEnded is the work that the end of an operation makes.
func OperationEnded(o production.Operation) []work.Item {
	return []work.Item{{Kind: OperationEndedWork, Key: o.ID.String(), Once: true}}
}

// Show posts an operation's message, or edits it to what is so now.
func (p *Progress) Show(ctx context.Context, t work.Taken) (time.Time, error) {
	o, err := p.operation(ctx, t)
	if err != nil {
		return time.Time{}, err
	}
	m := p.Lang().Operation(o)
	if o.TS != "" {
		err := p.Room.Update(ctx, Place{Channel: o.Channel, TS: o.TS}, m)
		if !errors.Is(err, ErrGone) {
			return time.Time{}, err
		}
	}
	options := PostOptions{Key: "operation " + o.ID.String(), Again: t.Attempt > 1}
	at, err := p.Room.Post(ctx, o.Channel, m, options)
	var refused interface{ Permanent() bool }
	if errors.As(err, &refused) && refused.Permanent() && o.Channel != p.Where() {
		at, err = p.Room.Post(ctx, p.Where(), m, options)
	}
	if err == nil && options.Again { // what was found may tell of an earlier state
		err = p.Room.Update(ctx, at, m)
	}
	if err != nil {
		return time.Time{}, err
	}
	_, err = p.Operations.ChangeOperation(context.WithoutCancel(ctx), o.ID, func(o *production.Operation) ([]work.Item, error) {
		o.Channel, o.TS = at.Channel, at.TS
		return nil, nil
	})
	return time.Time{}, err
}

// Ended writes the outcome into the timeline of the live incident of the channel, or the
// one about the app.
func (p *Progress) Ended(ctx context.Context, t work.Taken) (time.Time, error) {
	o, err := p.operation(ctx, t)
	if err != nil {
		return time.Time{}, err
	}
	live, err := p.Incidents.Incidents(ctx, incident.Query{Live: true})
	if err != nil {
		return time.Time{}, err
	}
	for _, i := range live {
		if i.Room.Channel != o.Channel && !slices.Contains(i.Apps, o.App) && len(live) > 1 {
			continue
		}
		text := p.Lang().plain("operation."+string(o.State), "App", o.App, "By", Markup(""), "Took", took(o),
			"Why", o.Problem, "Health", Markup(p.Lang().healths(o)))
		_, err := p.Incidents.ChangeIncident(ctx, i.ID, func(*incident.Incident) (incident.Change, error) {
			return incident.Change{Entries: []incident.Entry{{
				At: o.Ended, By: o.By, Kind: incident.EntryOperation, Text: o.ID.String() + " " + text,
			}}}, nil
		})
		return time.Time{}, err
	}
	return time.Time{}, nil
}

func (p *Progress) operation(ctx context.Context, t work.Taken) (production.Operation, error) {
	id, ok := production.ParseOperationID(t.Key)
	if !ok {
		return production.Operation{}, work.Final(production.ErrNoOperation)
	}
	o, err := p.Operations.Operation(ctx, id)
	if errors.Is(err, production.ErrNoOperation) {
		err = work.Final(err)
	}
	return o, err
}
