package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"vigie/commands"
)

// Fact gives a small remembered value; ok is false if it was never set.
func (s *Store) Fact(ctx context.Context, name string) (value string, ok bool, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT value FROM facts WHERE name = $1", name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return value, err == nil, err
}

// SetFact remembers a small value.
func (s *Store) SetFact(ctx context.Context, name, value string) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO facts (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

// Audit appends what somebody did, or was refused.
func (s *Store) Audit(ctx context.Context, d commands.Deed) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO audit (at, who, deed, outcome, why, request)
		VALUES ($1, $2, $3, $4, $5, $6)`, ms(d.At), string(d.By), cut(d.What, 300), string(d.Outcome), cut(d.Why, 300), d.Request)
	return err
}

// Deeds gives the newest of the audit since a moment, newest first, at most limit.
func (s *Store) Deeds(ctx context.Context, since time.Time, limit int) ([]commands.Deed, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT at, who, deed, outcome, why, request FROM audit
		WHERE at >= $1 ORDER BY id DESC LIMIT $2`, ms(since), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var deeds []commands.Deed
	for rows.Next() {
		var d commands.Deed
		var when int64
		if err := rows.Scan(&when, &d.By, &d.What, &d.Outcome, &d.Why, &d.Request); err != nil {
			return nil, err
		}
		d.At = at(when)
		deeds = append(deeds, d)
	}
	return deeds, rows.Err()
}
