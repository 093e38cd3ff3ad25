package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"vigie/production"
	"vigie/work"
)

// Begin writes an operation and the work that follows it.
func (s *Store) Begin(ctx context.Context, o production.Operation, then func(production.Operation) []work.Item) (production.Operation, error) {
	out := o
	err := s.tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var id int64
		err := tx.QueryRowContext(ctx, `
			INSERT INTO operations (body, app, ended, delivery, asked_at) VALUES ('{}', $1, 0, $2, $3)
			ON CONFLICT DO NOTHING RETURNING id`, o.App, o.Delivery, ms(o.Asked)).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			out, err = standing(ctx, tx, o)
			return err
		} else if err != nil {
			return err
		}
		out = o
		out.ID = production.OperationID(id)
		return errors.Join(saveOperation(ctx, tx, out, ""), s.add(ctx, tx, then(out)))
	})
	if err == nil {
		s.poke()
	}
	return out, err
}

// standing gives the operation that the same delivery began, or says which one is in the way.
func standing(ctx context.Context, tx *sql.Tx, o production.Operation) (production.Operation, error) {
	row := tx.QueryRowContext(ctx, `SELECT body FROM operations
		WHERE (delivery = $1 AND $1 <> '') OR (app = $2 AND ended = 0) ORDER BY id DESC LIMIT 1`, o.Delivery, o.App)
	there, _, err := load[production.Operation](row, production.ErrNoOperation)
	if err == nil && (o.Delivery == "" || there.Delivery != o.Delivery) {
		err = production.BusyError{Operation: there}
	}
	return there, err
}

// Operation gives one, or production.ErrNoOperation.
func (s *Store) Operation(ctx context.Context, id production.OperationID) (production.Operation, error) {
	row := s.read.QueryRowContext(ctx, "SELECT body FROM operations WHERE id = $1", int64(id))
	o, _, err := load[production.Operation](row, production.ErrNoOperation)
	return o, err
}

// ChangeOperation changes one in one transaction.
func (s *Store) ChangeOperation(ctx context.Context, id production.OperationID, change func(*production.Operation) ([]work.Item, error)) (production.Operation, error) {
	var out production.Operation
	err := s.tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		row := tx.QueryRowContext(ctx, "SELECT body FROM operations WHERE id = $1"+s.dialect.forUpdate, int64(id))
		o, body, err := load[production.Operation](row, production.ErrNoOperation)
		if err != nil {
			return err
		}
		items, err := change(&o)
		if err != nil {
			return err
		}
		out = o
		return errors.Join(saveOperation(ctx, tx, o, body), s.add(ctx, tx, items))
	})
	if err == nil {
		s.poke()
	}
	return out, err
}

// Operations gives those asked for in a span, newest first.
func (s *Store) Operations(ctx context.Context, from, to time.Time) ([]production.Operation, error) {
	return all[production.Operation](ctx, s.read,
		"SELECT body FROM operations WHERE asked_at >= $1 AND asked_at < $2 ORDER BY id DESC LIMIT 200", ms(from), ms(to))
}

func saveOperation(ctx context.Context, tx *sql.Tx, o production.Operation, previous string) error {
	body, err := encode(o, previous)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE operations SET body = $1, ended = $2 WHERE id = $3",
		body, flag(o.State.Ended()), int64(o.ID))
	return err
}
