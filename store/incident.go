package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie/captain"
	"vigie/incident"
	"vigie/work"
)

// Declare writes an incident, its page and its first entry.
func (s *Store) Declare(ctx context.Context, i incident.Incident, p captain.Page, e incident.Entry, then func(incident.Incident, captain.Page) []work.Item) (out incident.Incident, fresh bool, err error) {
	err = s.tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		out, fresh, err = s.declare(ctx, tx, i, p, e, then)
		return err
	})
	if fresh && err == nil {
		s.poke()
	}
	return out, fresh, err
}

func (s *Store) declare(ctx context.Context, tx *sql.Tx, i incident.Incident, p captain.Page, e incident.Entry, then func(incident.Incident, captain.Page) []work.Item) (incident.Incident, bool, error) {
	var id int64
	err := tx.QueryRowContext(ctx, `
		INSERT INTO incidents (body, live, key, delivery, declared_at) VALUES ('{}', 1, $1, $2, $3)
		ON CONFLICT DO NOTHING RETURNING id`, i.Key, i.Delivery, ms(i.Declared)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		there, _, err := load[incident.Incident](tx.QueryRowContext(ctx, `
			SELECT body FROM incidents WHERE (delivery = $1 AND $1 <> '') OR (live = 1 AND key = $2 AND $2 <> '')
			ORDER BY id DESC LIMIT 1`, i.Delivery, i.Key), incident.ErrNoIncident)
		return there, false, err
	} else if err != nil {
		return i, false, err
	}
	i.ID = incident.ID(id)
	p.Ref = i.ID.String()
	if p, err = addPage(ctx, tx, p); err != nil {
		return i, false, err
	}
	i.Page = p.ID
	if err := saveIncident(ctx, tx, i, ""); err != nil {
		return i, false, err
	}
	if err := addEntries(ctx, tx, i.ID, e); err != nil {
		return i, false, err
	}
	return i, true, s.add(ctx, tx, then(i, p))
}

// Incident gives one, or incident.ErrNoIncident.
func (s *Store) Incident(ctx context.Context, id incident.ID) (incident.Incident, error) {
	row := s.read.QueryRowContext(ctx, "SELECT body FROM incidents WHERE id = $1", int64(id))
	i, _, err := load[incident.Incident](row, incident.ErrNoIncident)
	return i, err
}

// ChangeIncident changes an incident in one transaction.
func (s *Store) ChangeIncident(ctx context.Context, id incident.ID, change func(*incident.Incident) (incident.Change, error)) (incident.Incident, error) {
	var out incident.Incident
	err := s.tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		row := tx.QueryRowContext(ctx, "SELECT body FROM incidents WHERE id = $1"+s.dialect.forUpdate, int64(id))
		i, body, err := load[incident.Incident](row, incident.ErrNoIncident)
		if err != nil {
			return err
		}
		c, err := change(&i)
		if err != nil {
			return err
		}
		out = i
		return errors.Join(saveIncident(ctx, tx, i, body), addEntries(ctx, tx, id, c.Entries...), s.add(ctx, tx, c.Work))
	})
	if err == nil {
		s.poke()
	}
	return out, err
}

// Incidents lists those that match, newest first.
func (s *Store) Incidents(ctx context.Context, q incident.Query) ([]incident.Incident, error) {
	where, args := []string{"1 = 1"}, []any{}
	and := func(condition string, value any) {
		args = append(args, value)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	if q.Live {
		and("live = $%d", 1)
	}
	if q.Channel != "" {
		and("channel = $%d", q.Channel)
	}
	if !q.From.IsZero() {
		and("declared_at >= $%d", ms(q.From))
	}
	if !q.To.IsZero() {
		and("declared_at < $%d", ms(q.To))
	}
	limit := q.Limit
	if limit == 0 {
		limit = 50
	}
	return all[incident.Incident](ctx, s.read, "SELECT body FROM incidents WHERE "+strings.Join(where, " AND ")+
		fmt.Sprintf(" ORDER BY id DESC LIMIT %d", limit), args...)
}

// Ingest keeps an alert and says what it means. A resolve that comes before its firing is
// kept too; the firing then counts, since a needless page is better than a missing one.
func (s *Store) Ingest(ctx context.Context, a incident.Alert, now time.Time) (heard incident.Heard, err error) {
	err = s.tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		heard, err = ingest(ctx, tx, s.dialect, a, now)
		return err
	})
	return heard, err
}

func ingest(ctx context.Context, tx *sql.Tx, d dialect, a incident.Alert, now time.Time) (heard incident.Heard, err error) {
	var firing int
	err = tx.QueryRowContext(ctx, "SELECT firing FROM alerts WHERE source = $1 AND key = $2"+d.forUpdate, a.Source, a.Key).Scan(&firing)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return heard, err
	}
	heard.News = errors.Is(err, sql.ErrNoRows) || (firing == 1) != a.Firing
	_, err = tx.ExecContext(ctx, `
		INSERT INTO alerts (source, key, grp, firing, count, title, first_at, last_at)
		VALUES ($1, $2, $3, $4, 1, $5, $6, $7)
		ON CONFLICT (source, key) DO UPDATE SET grp = excluded.grp, firing = excluded.firing,
			count = alerts.count + 1, title = excluded.title, last_at = excluded.last_at`,
		a.Source, a.Key, a.Group(), flag(a.Firing), a.Title, ms(now), ms(now))
	if err != nil {
		return heard, err
	}
	var id, left int64
	err = tx.QueryRowContext(ctx, `SELECT coalesce((SELECT id FROM incidents WHERE live = 1 AND key = $1), 0),
		(SELECT count(*) FROM alerts WHERE grp = $1 AND firing = 1)`, a.Group()).Scan(&id, &left)
	heard.Incident, heard.Quiet = incident.ID(id), left == 0
	return heard, err
}

// Entries gives an incident's timeline, oldest first.
func (s *Store) Entries(ctx context.Context, id incident.ID) ([]incident.Entry, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT at, who, kind, text FROM entries WHERE incident = $1 ORDER BY id", int64(id))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []incident.Entry
	for rows.Next() {
		var e incident.Entry
		var when int64
		if err := rows.Scan(&when, &e.By, &e.Kind, &e.Text); err != nil {
			return nil, err
		}
		e.At = at(when)
		list = append(list, e)
	}
	return list, rows.Err()
}

func saveIncident(ctx context.Context, tx *sql.Tx, i incident.Incident, previous string) error {
	body, err := encode(i, previous)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE incidents SET body = $1, live = $2, channel = $3 WHERE id = $4",
		body, flag(i.Live()), i.Room.Channel, int64(i.ID))
	return err
}

func addEntries(ctx context.Context, tx *sql.Tx, id incident.ID, entries ...incident.Entry) error {
	for _, e := range entries {
		_, err := tx.ExecContext(ctx, "INSERT INTO entries (incident, at, who, kind, text) VALUES ($1, $2, $3, $4, $5)",
			int64(id), ms(e.At), string(e.By), string(e.Kind), e.Text)
		if err != nil {
			return err
		}
	}
	return nil
}
