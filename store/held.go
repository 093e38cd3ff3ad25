package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"

	"vigie/work"
)

// held knows which items this replica is at work on. A row can bear its mark without
// anybody working on it: the answer to the query that took it was lost, or the marking of
// its end failed. Such rows are given back, or they would wait for this replica's death.
type held struct {
	// turn is held for reading from taking rows to knowing them, for writing while the
	// others are given back.
	turn sync.RWMutex

	mu      sync.Mutex
	ids     map[int64]bool
	suspect bool
}

// take notes what do takes; an error leaves unknown whether rows were taken.
func (h *held) take(do func() ([]work.Taken, error)) ([]work.Taken, error) {
	h.turn.RLock()
	defer h.turn.RUnlock()
	taken, err := do()
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil {
		h.suspect = true
		return nil, err
	}
	if h.ids == nil {
		h.ids = map[int64]bool{}
	}
	for _, t := range taken {
		h.ids[t.ID] = true
	}
	return taken, nil
}

// end notes that nobody works on an item any more; an error leaves its row marked.
func (h *held) end(t work.Taken, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.ids, t.ID)
	h.suspect = h.suspect || err != nil && !errors.Is(err, ErrLost)
}

// giveBack lets go of the rows of an owner that nobody here works on, if there may be any.
func (h *held) giveBack(ctx context.Context, db *sql.DB, owner int64) error {
	h.mu.Lock()
	suspect := h.suspect
	h.mu.Unlock()
	if !suspect {
		return nil
	}
	h.turn.Lock()
	defer h.turn.Unlock()
	h.mu.Lock()
	ids := make([]string, 0, len(h.ids))
	for id := range h.ids {
		ids = append(ids, fmt.Sprint(id))
	}
	h.suspect = false
	h.mu.Unlock()
	query := "UPDATE work SET owner = 0 WHERE owner = $1"
	if len(ids) > 0 {
		query += " AND id NOT IN (" + strings.Join(ids, ", ") + ")"
	}
	_, err := db.ExecContext(ctx, query, owner)
	if err != nil {
		h.mu.Lock()
		h.suspect = true
		h.mu.Unlock()
	}
	return err
}
