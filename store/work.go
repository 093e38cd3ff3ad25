package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"vigie/work"
)

// Add writes items in a transaction of their own.
func (s *Store) Add(ctx context.Context, items ...work.Item) error {
	err := s.tx(ctx, func(ctx context.Context, tx *sql.Tx) error { return s.add(ctx, tx, items) })
	if err == nil {
		s.poke()
	}
	return err
}

// add writes items as part of a transaction; poke is to be called once it is committed.
func (s *Store) add(ctx context.Context, tx *sql.Tx, items []work.Item) error {
	now := time.Now()
	for _, i := range items {
		if i.Due.IsZero() {
			i.Due = now
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO work (kind, key, body, due, once, created_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (kind, key) DO UPDATE SET
				due = CASE WHEN work.done_at = 0 AND work.due < excluded.due THEN work.due ELSE excluded.due END,
				body = excluded.body, seq = work.seq + 1, done_at = 0,
				attempts = CASE WHEN work.done_at = 0 THEN work.attempts ELSE 0 END
			WHERE work.once = 0`,
			i.Kind, i.Key, string(i.Body), ms(i.Due), flag(i.Once), ms(now))
		if err != nil {
			return fmt.Errorf("book %s: %w", i, err)
		}
	}
	return nil
}

// Take holds due items for this replica.
func (s *Store) Take(ctx context.Context, now time.Time, limit int, kinds ...string) ([]work.Taken, error) {
	owner, err := s.holder.owner(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.holder.free(ctx, s.write); err != nil {
		return nil, err
	}
	if err := s.held.giveBack(ctx, s.write, owner); err != nil {
		return nil, err
	}
	args := []any{owner, ms(now)}
	query := `UPDATE work SET owner = $1, attempts = attempts + 1 WHERE id IN (
		SELECT id FROM work WHERE done_at = 0 AND owner = 0 AND due <= $2 AND kind IN (` + list(&args, kinds) +
		`) ORDER BY due, id LIMIT ` + fmt.Sprint(limit) + s.dialect.skipLocked + `)
		RETURNING id, kind, key, body, due, once, attempts, seq, owner`
	return s.held.take(func() ([]work.Taken, error) { return s.taken(ctx, query, args) })
}

// taken runs the query that takes items and reads them.
func (s *Store) taken(ctx context.Context, query string, args []any) ([]work.Taken, error) {
	rows, err := s.write.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var taken []work.Taken
	for rows.Next() {
		var t work.Taken
		var body string
		var due int64
		var once int
		if err := rows.Scan(&t.ID, &t.Kind, &t.Key, &body, &due, &once, &t.Attempt, &t.Seq, &t.Owner); err != nil {
			return nil, err
		}
		t.Body, t.Due, t.Once = []byte(body), at(due), once == 1
		taken = append(taken, t)
	}
	return taken, rows.Err()
}

// ErrLost says that the item was no longer this replica's when it was marked: the session
// that held it had died, and another replica may have done it as well.
var ErrLost = work.Final(errors.New("no longer held by this replica"))

// Mark ends an item or frees it to be done again.
func (s *Store) Mark(ctx context.Context, t work.Taken, again time.Time, why string) (err error) {
	defer func() { s.held.end(t, err) }()
	result, err := s.write.ExecContext(ctx, `
		UPDATE work SET owner = 0, why = $1,
			attempts = CASE WHEN CAST($1 AS TEXT) = '' THEN 0 ELSE attempts END,
			due = CASE WHEN seq <> $2 OR CAST($3 AS BIGINT) = 0 THEN due ELSE CAST($3 AS BIGINT) END,
			done_at = CASE WHEN seq = $2 AND CAST($3 AS BIGINT) = 0 THEN CAST($4 AS BIGINT) ELSE 0 END
		WHERE id = $5 AND owner = $6`,
		cut(why, 1000), t.Seq, ms(again), ms(time.Now()), t.ID, t.Owner)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(ErrLost, err)
	}
	return nil
}

// Next is when the earliest free item of the kinds falls due.
func (s *Store) Next(ctx context.Context, kinds ...string) (due time.Time, ok bool, err error) {
	var args []any
	var next sql.NullInt64
	err = s.read.QueryRowContext(ctx, `SELECT min(due) FROM work WHERE done_at = 0 AND owner = 0
		AND kind IN (`+list(&args, kinds)+`)`, args...).Scan(&next)
	return at(next.Int64), next.Valid, err
}

// Wake delivers a value soon after an item was added.
func (s *Store) Wake() <-chan struct{} { return s.wake }

// Forget drops items that were done before a moment.
func (s *Store) Forget(ctx context.Context, before time.Time) error {
	_, err := s.write.ExecContext(ctx, "DELETE FROM work WHERE done_at <> 0 AND done_at < $1", ms(before))
	return err
}

// poke wakes the clock of this replica, and through Listen those of the others.
func (s *Store) poke() {
	for _, c := range []chan struct{}{s.wake, s.tell} {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// notifyEvery bounds how often the other replicas are told of new work. The telling is not
// part of the transactions: PostgreSQL lets only one that notifies commit at a time.
const notifyEvery = 10 * time.Millisecond

// Listen hears of work that other replicas add, and tells them of ours, until ctx ends.
// Without it the clocks find such work by themselves, within work.Poll.
func (s *Store) Listen(ctx context.Context) {
	session, ok := s.holder.(*session)
	if !ok {
		return
	}
	go s.notify(ctx)
	for ctx.Err() == nil {
		if err := s.hear(ctx, session.url); err != nil && ctx.Err() == nil {
			pause(ctx, time.Second)
		}
	}
}

func (s *Store) hear(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx)) //nolint:errcheck // it is over anyway
	if _, err := conn.Exec(ctx, "LISTEN vigie_work"); err != nil {
		return err
	}
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return err
		}
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
}

func (s *Store) notify(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.tell:
			_, _ = s.write.ExecContext(ctx, "NOTIFY vigie_work") // a lost one costs a poll
			pause(ctx, notifyEvery)
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// list appends the values to the arguments and gives their placeholders.
func list(args *[]any, values []string) string {
	marks := make([]string, len(values))
	for i, v := range values {
		*args = append(*args, v)
		marks[i] = fmt.Sprintf("$%d", len(*args))
	}
	return strings.Join(marks, ", ")
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
