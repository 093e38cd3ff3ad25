package store

import (
	"context"
	"database/sql"

	"vigie/captain"
	"vigie/work"
)

// Page gives a page, or captain.ErrNoPage.
func (s *Store) Page(ctx context.Context, id captain.PageID) (captain.Page, error) {
	row := s.read.QueryRowContext(ctx, "SELECT body FROM pages WHERE id = $1", int64(id))
	p, _, err := load[captain.Page](row, captain.ErrNoPage)
	return p, err
}

// ChangePage changes a page in one transaction.
func (s *Store) ChangePage(ctx context.Context, id captain.PageID, change func(*captain.Page) ([]work.Item, error)) (captain.Page, error) {
	var out captain.Page
	err := s.tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		row := tx.QueryRowContext(ctx, "SELECT body FROM pages WHERE id = $1"+s.dialect.forUpdate, int64(id))
		p, body, err := load[captain.Page](row, captain.ErrNoPage)
		if err != nil {
			return err
		}
		items, err := change(&p)
		if err != nil {
			return err
		}
		if err := savePage(ctx, tx, p, body); err != nil {
			return err
		}
		out = p
		return s.add(ctx, tx, items)
	})
	if err == nil {
		s.poke()
	}
	return out, err
}

// addPage writes a new page and gives it its id.
func addPage(ctx context.Context, tx *sql.Tx, p captain.Page) (captain.Page, error) {
	var id int64
	if err := tx.QueryRowContext(ctx, "INSERT INTO pages (body) VALUES ('{}') RETURNING id").Scan(&id); err != nil {
		return p, err
	}
	p.ID = captain.PageID(id)
	return p, savePage(ctx, tx, p, "")
}

func savePage(ctx context.Context, tx *sql.Tx, p captain.Page, previous string) error {
	body, err := encode(p, previous)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE pages SET body = $1 WHERE id = $2", body, int64(p.ID))
	return err
}
