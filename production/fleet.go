package production

import (
	"context"
	"errors"
	"time"

	"vigie/captain"
	"vigie/work"
)

// How an operation is followed: the host is asked every followEvery until it is done or
// giveUp has passed; then the app has settle to become healthy.
const (
	followEvery = 2 * time.Second
	giveUp      = 15 * time.Minute
	settle      = 30 * time.Second
	// tryLater is the pause after a host said that it has too many requests (Scalingo
	// counts 60 a minute); keepAsking is how long that goes on.
	tryLater   = 5 * time.Second
	keepAsking = 2 * time.Minute
)

// Fleet acts on the apps of production.
type Fleet struct {
	Ledger Ledger
	// Apps is read at each use, so that a reloaded catalogue counts.
	Apps func() Catalogue
	// Near finds names like one that was typed.
	Near   func(name string, among []string) []string
	Host   Host
	Prober Prober
	// Changed names the work that others have when an operation ended; may be nil.
	Changed func(Operation) []work.Item
}

// Find gives the app of a name, or an UnknownAppError.
func (f *Fleet) Find(name string) (App, error) { return f.Apps().Find(name, f.Near) }

// Restart books a restart of an app; the host is called right after, once.
func (f *Fleet) Restart(ctx context.Context, name, process, why string, by captain.UserID, channel, delivery string) (Operation, error) {
	app, err := f.Find(name)
	if err != nil {
		return Operation{}, err
	}
	o := Operation{
		Kind: "restart", App: app.Name, Process: process, By: by, Why: why, State: Asked,
		Asked: time.Now(), Delivery: delivery, Channel: channel,
	}
	return f.Ledger.Begin(ctx, o, func(o Operation) []work.Item {
		return []work.Item{o.item(FollowWork), o.item(ShowWork)}
	})
}

func (o Operation) item(kind string) work.Item {
	return work.Item{Kind: kind, Key: o.ID.String()}
}

// Follow calls the host for an operation, at most once, and follows it to its end.
func (f *Fleet) Follow(ctx context.Context, t work.Taken) (again time.Time, err error) {
	id, ok := ParseOperationID(t.Key)
	if !ok {
		return time.Time{}, work.Final(ErrNoOperation)
	}
	o, err := f.Ledger.Operation(ctx, id)
	if errors.Is(err, ErrNoOperation) {
		return time.Time{}, work.Final(err)
	} else if err != nil {
		return time.Time{}, err
	}
	app, err := f.Find(o.App)
	if err != nil && !o.State.Ended() {
		state := Unknown
		if o.State == Asked {
			state = Failed
		}
		return time.Time{}, f.end(ctx, o, state, "the app has left the catalogue")
	}
	switch o.State {
	case Asked:
		return f.call(ctx, app, o)
	case Calling:
		return f.lookUp(ctx, app, o)
	case Running:
		return f.watch(ctx, app, o)
	}
	return time.Time{}, nil
}

// call writes down that the host is being called, then calls it.
func (f *Fleet) call(ctx context.Context, app App, o Operation) (time.Time, error) {
	before := f.Prober.Health(ctx, app)
	claimed := false
	o, err := f.change(ctx, o.ID, func(o *Operation) {
		if claimed = o.State == Asked; claimed {
			o.State, o.Called, o.Before = Calling, time.Now(), before
		}
	})
	if err != nil || !claimed {
		return time.Time{}, err
	}
	ref, err := f.Host.Restart(ctx, app, o.Process)
	switch {
	case errors.Is(err, ErrUnknownOutcome):
		return f.lookUp(ctx, app, o)
	case errors.Is(err, ErrTryLater) && time.Since(o.Asked) < keepAsking:
		_, err = f.change(context.WithoutCancel(ctx), o.ID, func(o *Operation) { o.State = Asked })
		return time.Now().Add(tryLater), err
	case err != nil:
		return time.Time{}, f.end(ctx, o, Failed, err.Error())
	}
	_, err = f.change(context.WithoutCancel(ctx), o.ID, func(o *Operation) { o.State, o.Ref = Running, ref })
	return time.Now().Add(followEvery), err
}

// lookUp finds out whether a call with an unknown outcome was heard. It never calls again.
func (f *Fleet) lookUp(ctx context.Context, app App, o Operation) (time.Time, error) {
	seen, err := f.Host.Restarted(ctx, app, o.Called)
	switch {
	case err == nil && seen:
		_, err := f.change(ctx, o.ID, func(o *Operation) { o.State, o.Ref = Running, "" })
		return time.Now().Add(followEvery), err
	case time.Since(o.Called) < settle:
		return time.Now().Add(followEvery), nil
	case err != nil:
		return time.Time{}, f.end(ctx, o, Unknown, err.Error())
	}
	return time.Time{}, f.end(ctx, o, Unknown, "")
}

// watch asks the host how far it is, and then the app whether it is well.
func (f *Fleet) watch(ctx context.Context, app App, o Operation) (time.Time, error) {
	p, err := f.progress(ctx, app, o)
	if time.Since(o.Called) > giveUp {
		why := "no end seen within " + giveUp.String()
		if err != nil {
			why = err.Error()
		}
		return time.Time{}, f.end(ctx, o, Unknown, why)
	}
	if err != nil || !p.Done {
		return time.Now().Add(followEvery), nil // a host that does not answer is asked again
	}
	if p.Failed {
		return time.Time{}, f.end(ctx, o, Failed, p.Why)
	}
	return f.check(ctx, app, o)
}

// progress is the host's word on the operation; without a reference, the app's status.
func (f *Fleet) progress(ctx context.Context, app App, o Operation) (Progress, error) {
	if o.Ref != "" {
		return f.Host.Progress(ctx, app, o.Ref)
	}
	s, err := f.Host.State(ctx, app)
	return Progress{Done: s.Status == "running"}, err
}

// check ends the operation once the app is healthy, or unhealthy for too long.
func (f *Fleet) check(ctx context.Context, app App, o Operation) (time.Time, error) {
	finished := o.Ended
	if finished.IsZero() {
		finished = time.Now()
	}
	after := f.Prober.Health(ctx, app)
	over := after.OK || app.Health == "" || time.Since(finished) >= settle
	_, err := f.change(ctx, o.ID, func(o *Operation) {
		o.Ended, o.After = finished, after
		if over {
			o.State = Done
		}
	})
	if over || err != nil {
		return time.Time{}, err
	}
	return time.Now().Add(followEvery), nil
}

// end writes down how the operation came out.
func (f *Fleet) end(ctx context.Context, o Operation, s OperationState, problem string) error {
	_, err := f.change(context.WithoutCancel(ctx), o.ID, func(o *Operation) {
		o.State, o.Problem, o.Ended = s, problem, time.Now()
	})
	return err
}

// change changes an operation; its message, and whoever follows it, get work.
func (f *Fleet) change(ctx context.Context, id OperationID, change func(*Operation)) (Operation, error) {
	return f.Ledger.ChangeOperation(ctx, id, func(o *Operation) ([]work.Item, error) {
		change(o)
		todo := []work.Item{o.item(ShowWork)}
		if f.Changed != nil && o.State.Ended() {
			todo = append(todo, f.Changed(*o)...)
		}
		return todo, nil
	})
}
