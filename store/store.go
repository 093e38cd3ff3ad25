// Package store keeps everything that Vigie must not forget, in SQLite for one machine or
// in PostgreSQL for several replicas, with the same SQL for both.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	// The two engines.
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// Store is an open database that has the newest schema. It keeps captain.Ledger,
// incident.Ledger, production.Ledger and work.Queue.
type Store struct {
	dialect dialect
	// write has one connection on SQLite, where writers would only wait for each other.
	write, read *sql.DB
	holder      holder
	held        held
	wake        chan struct{}
	tell        chan struct{}
}

// How many connections a replica opens at most, besides the one that holds work and the one
// that listens; small PostgreSQL plans allow 20 in all, for two replicas.
const (
	postgresConns = 7
	sqliteReaders = 4
)

// Open opens the database of a URL, postgres://… or sqlite:PATH, makes it if it is a new
// SQLite file, and brings its schema up to date under a lock: any number of replicas may
// start at once. On SQLite it waits until a process that has the file open ends, at most
// as long as ctx. The error names the database without its password.
func Open(ctx context.Context, dbURL string) (*Store, error) {
	s := &Store{wake: make(chan struct{}, 1), tell: make(chan struct{}, 1)}
	var err error
	switch scheme, rest, _ := strings.Cut(dbURL, ":"); scheme {
	case "sqlite":
		err = s.openSQLite(ctx, rest)
	case "postgres", "postgresql":
		err = s.openPostgres(dbURL)
	default:
		return nil, errors.New("DATABASE_URL: write postgres://… or sqlite:PATH")
	}
	if err == nil {
		err = s.migrate(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", Name(dbURL), err), s.Close())
	}
	return s, nil
}

// Name is the database's URL without user, password and parameters.
func Name(dbURL string) string {
	u, err := url.Parse(dbURL)
	if err != nil {
		return "the database (its URL cannot be read)"
	}
	u.User, u.RawQuery = nil, ""
	return u.String()
}

func (s *Store) openSQLite(ctx context.Context, path string) error {
	if path == "" {
		return errors.New("sqlite: without a path; write sqlite:vigie.db")
	}
	s.dialect = sqlite
	h, err := holdFile(ctx, path)
	if err != nil {
		return err
	}
	s.holder = h
	if s.write, err = sql.Open("sqlite", sqliteDSN(path)); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if s.read, err = sql.Open("sqlite", sqliteDSN(path)); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(sqliteReaders)
	s.read.SetMaxIdleConns(sqliteReaders)
	return nil
}

// sqliteDSN asks for a log that survives a power cut (synchronous FULL): a page that was
// promised is on the disk.
func sqliteDSN(path string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(2)" +
		"&_pragma=foreign_keys(1)&_txlock=immediate"
}

func (s *Store) openPostgres(dbURL string) error {
	s.dialect = postgres
	db, err := sql.Open("pgx", dbURL)
	if err != nil {
		return errors.New("DATABASE_URL cannot be read as a PostgreSQL URL")
	}
	db.SetMaxOpenConns(postgresConns)
	db.SetMaxIdleConns(postgresConns)
	s.write, s.read = db, db
	s.holder = &session{url: dbURL}
	return nil
}

// Close gives back what this replica holds and closes the database.
func (s *Store) Close() error {
	var errs []error
	if s.holder != nil {
		errs = append(errs, s.holder.release())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	if s.read != nil && s.read != s.write {
		errs = append(errs, s.read.Close())
	}
	return errors.Join(errs...)
}

// Ping tells whether the store answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	return s.read.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}

// queryDeadline bounds a transaction: a database behind a black hole would otherwise hold
// its caller for ever.
const queryDeadline = 10 * time.Second

// tx runs do in a transaction that may write. On PostgreSQL a serialization failure or a
// deadlock is tried again.
func (s *Store) tx(ctx context.Context, do func(ctx context.Context, tx *sql.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, queryDeadline)
	defer cancel()
	for attempt := 1; ; attempt++ {
		err := s.once(ctx, do)
		if err == nil || attempt == 3 || !s.dialect.again(err) {
			return err
		}
	}
}

func (s *Store) once(ctx context.Context, do func(ctx context.Context, tx *sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it says only that it is done
	if err := do(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// ms is a time as it is stored.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// at is a stored time.
func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
