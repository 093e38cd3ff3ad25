// Package postgrestest gives each test an empty PostgreSQL database of its own,
// on the server that TEST_POSTGRES names or on a private one that ends with the tests.
package postgrestest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Variable names the environment variable with the URL of a server whose user may create databases.
const Variable = "TEST_POSTGRES"

// patience bounds what is asked of a server on this machine.
const patience = time.Minute

// private is the server of this test process where TEST_POSTGRES names none. Nobody closes it:
// it ends when the process does, however that ends.
var private = sync.OnceValues(func() (*Server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return Serve(ctx)
})

// Start gives the URL of a new empty database, which is dropped when the test ends.
// Without any server the test is skipped; with CI=true it fails. Call it before a synctest bubble.
func Start(t testing.TB) (database string) {
	t.Helper()
	server := serverURL(t)
	name := nameFor(t.Name())
	if err := execute(server, "create database "+pgx.Identifier{name}.Sanitize()); err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(server, "drop database "+pgx.Identifier{name}.Sanitize()+" with (force)"); err != nil {
			t.Errorf("postgrestest: %v", err)
		}
	})
	database, err := onDatabase(server, name)
	if err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	return database
}

// serverURL finds the server of this run, or ends the test.
func serverURL(t testing.TB) string {
	t.Helper()
	if given := os.Getenv(Variable); given != "" {
		return given
	}
	server, err := private()
	switch {
	case errors.Is(err, ErrNotInstalled) && os.Getenv("CI") != "true":
		t.Skipf("needs PostgreSQL: %v", err)
	case err != nil:
		t.Fatalf("postgrestest: %v", err)
	}
	return server.URL
}

// execute runs one statement on a connection of its own.
func execute(server, statement string) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return fmt.Errorf("connect to the server of %s: %w", Variable, err)
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// nameFor makes a database's name that nobody else has and that tells whose it is: PostgreSQL keeps 63 bytes.
func nameFor(test string) string {
	var name strings.Builder
	for _, r := range strings.ToLower(test) {
		if r < 'a' || r > 'z' {
			r = '_'
		}
		name.WriteRune(r)
	}
	readable := name.String()
	return readable[:min(len(readable), 36)] + "_" + strings.ToLower(rand.Text())
}

// onDatabase is a server's URL with another database.
func onDatabase(server, name string) (string, error) {
	u, err := url.Parse(server)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return "", fmt.Errorf("%s is not a URL like postgres://user:password@host:5432/postgres", Variable)
	}
	u.Path = "/" + name
	return u.String(), nil
}
