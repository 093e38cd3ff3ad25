package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// holder is how long a replica's claims last: exactly as long as it lives. There is no
// lease to wait for.
type holder interface {
	// owner is the number this replica marks its rows with, never 0.
	owner(ctx context.Context) (int64, error)
	// free lets go of the rows whose owners have died.
	free(ctx context.Context, db *sql.DB) error
	release() error
}

// file holds a SQLite database: one process at a time has it. A lock of the operating
// system on a file beside the database ends with the process, however it dies.
type file struct {
	db   *sql.DB
	conn *sql.Conn

	mu    sync.Mutex
	freed bool
}

// fileOwner marks the rows of the one process that has the database open.
const fileOwner = 1

// holdFile waits until no other process has the database open.
func holdFile(ctx context.Context, path string) (*file, error) {
	db, err := sql.Open("sqlite", "file:"+path+"-owner?_pragma=busy_timeout(0)")
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	for {
		_, err = conn.ExecContext(ctx, "BEGIN EXCLUSIVE")
		if err == nil {
			return &file{db: db, conn: conn}, nil
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("%s is in use by another process; stop it, or use PostgreSQL for several replicas: %w", path, err),
				conn.Close(), db.Close())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (f *file) owner(context.Context) (int64, error) { return fileOwner, nil }

// free is needed once: whoever held rows before this process had the file is dead.
func (f *file) free(ctx context.Context, db *sql.DB) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.freed {
		return nil
	}
	_, err := db.ExecContext(ctx, "UPDATE work SET owner = 0 WHERE owner <> 0")
	f.freed = err == nil
	return err
}

func (f *file) release() error {
	if err := f.conn.Close(); err != nil && !errors.Is(err, sql.ErrConnDone) {
		return errors.Join(err, f.db.Close())
	}
	return f.db.Close()
}

// session holds rows of PostgreSQL by an advisory lock of one connection: the server lets
// go of it the moment the connection dies.
type session struct {
	url string

	mu    sync.Mutex
	conn  *pgx.Conn
	id    int64
	freed time.Time
}

// lockClass sets Vigie's advisory locks apart from anybody else's in the database.
const lockClass = 0x7669676 // "vig"

// pingEvery is how often the connection is checked and the dead are looked for; a dead
// replica's rows are free at most that much later.
const pingEvery = time.Second

// keepAlive has the server notice within 5 s that the machine of this replica is gone
// without a word; by itself it would wait for two hours. Unix sockets ignore it.
const keepAlive = "SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3"

// pingDeadline is how long the server may take to answer before the session counts as lost.
const pingDeadline = 5 * time.Second

func (s *session) owner(ctx context.Context) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil && !s.conn.IsClosed() {
		return s.id, nil
	}
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return 0, fmt.Errorf("connect the session that holds work: %w", err)
	}
	if _, err := conn.Exec(ctx, keepAlive); err != nil {
		return 0, errors.Join(fmt.Errorf("set up the session that holds work: %w", err), conn.Close(ctx))
	}
	id := rand.Int32N(1<<31-2) + 1
	var got bool
	err = conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1, $2)", lockClass, id).Scan(&got)
	if err != nil || !got {
		return 0, errors.Join(err, errors.New("no advisory lock to hold work with"), conn.Close(ctx))
	}
	s.conn, s.id = conn, int64(id)
	return s.id, nil
}

func (s *session) free(ctx context.Context, db *sql.DB) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil || time.Since(s.freed) < pingEvery {
		return nil
	}
	// A caller that gives up must not take the session along: what others do here hangs on it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pingDeadline)
	defer cancel()
	if err := s.conn.Ping(ctx); err != nil { // what it held is anybody's now; hold anew next time
		return errors.Join(fmt.Errorf("lost the session that holds work: %w", err), s.drop())
	}
	s.freed = time.Now()
	_, err := db.ExecContext(ctx, `UPDATE work SET owner = 0 WHERE owner <> 0 AND owner NOT IN (
		SELECT CAST(objid AS BIGINT) FROM pg_locks
		WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2 AND granted
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`, lockClass)
	return err
}

func (s *session) release() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.drop()
}

func (s *session) drop() error {
	if s.conn == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err := s.conn.Close(ctx)
	s.conn = nil
	return err
}
