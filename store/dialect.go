package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// dialect is all that differs between the engines.
type dialect struct {
	goose goose.Dialect
	// id is the type of a column that numbers rows by itself.
	id string
	// forUpdate keeps a row that is read to be changed; skipLocked passes over rows that
	// others keep.
	forUpdate, skipLocked string
	// lock lets one replica at a time migrate.
	lock bool
}

var (
	sqlite = dialect{goose: goose.DialectSQLite3, id: "INTEGER PRIMARY KEY AUTOINCREMENT"}

	postgres = dialect{
		goose: goose.DialectPostgres, id: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
		forUpdate: " FOR UPDATE", skipLocked: " FOR UPDATE SKIP LOCKED", lock: true,
	}
)

// again tells whether a transaction failed only because of another one (class 40).
func (d dialect) again(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && strings.HasPrefix(pg.Code, "40")
}

//go:embed schema/*.sql
var schema embed.FS

// migrations are the steps of the schema, in order. A step only adds, so that replicas of
// the previous version go on beside the new one.
var migrations = []string{"0001_start.sql"}

// migrateTries is how often, once a second, a replica asks whether another one has
// migrated; the caller's deadline is shorter.
const migrateTries = 60

// migrate brings the schema up to date.
func (s *Store) migrate(ctx context.Context) error {
	steps := make([]*goose.Migration, len(migrations))
	for i, name := range migrations {
		text, err := schema.ReadFile("schema/" + name)
		if err != nil {
			return err
		}
		statements := strings.ReplaceAll(string(text), "{{id}}", s.dialect.id)
		steps[i] = goose.NewGoMigration(int64(i+1), &goose.GoFunc{
			RunTx: func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, statements)
				return err
			},
		}, nil)
	}
	options := []goose.ProviderOption{goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true)}
	if s.dialect.lock {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, migrateTries))
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(s.dialect.goose, s.write, nil, options...)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	return nil
}
