package postgrestest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ask runs a query that gives one text.
func ask(t *testing.T, database, query string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := conn.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}()
	var answer string
	if err := conn.QueryRow(t.Context(), query).Scan(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestEachTestHasAnEmptyDatabaseOfItsOwn(t *testing.T) {
	first, second := Start(t), Start(t)
	ask(t, first, "with made as (select 1) select 'x' from made")
	for _, database := range []string{first, second} {
		if got := ask(t, database, "select count(*)::text from pg_tables where schemaname = 'public'"); got != "0" {
			t.Errorf("%s tables in a new database, want none", got)
		}
	}
	if one, two := ask(t, first, "select current_database()"), ask(t, second, "select current_database()"); one == two {
		t.Errorf("both databases are %s", one)
	}
}

func TestADatabaseIsGoneAfterItsTest(t *testing.T) {
	var database string
	t.Run("uses one", func(t *testing.T) { database = Start(t) })
	if database == "" {
		t.Skip(ErrNotInstalled)
	}
	_, err := pgx.Connect(t.Context(), database)
	if err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("after its test the database answers %v, want that it does not exist", err)
	}
}

func TestAClosedServerLeavesNothing(t *testing.T) {
	server := privateServer(t)
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(server.Socket); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its folder %s is still there (%v)", server.Socket, err)
	}
	if _, err := pgx.Connect(t.Context(), server.URL); err == nil {
		t.Error("it still answers")
	}
}

func TestAServerWantsItsPassword(t *testing.T) {
	server := privateServer(t)
	defer func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}()
	config, err := pgx.ParseConfig(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	config.Password = "guess"
	if _, err := pgx.ConnectConfig(t.Context(), config); err == nil {
		t.Error("a guessed password opens it")
	}
	if got := ask(t, server.URL, "show max_connections"); got != "200" {
		t.Errorf("max_connections is %s, want 200", got)
	}
}

// privateServer starts a server of the test's own, or ends the test as Start does.
func privateServer(t *testing.T) *Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	server, err := Serve(ctx)
	if errors.Is(err, ErrNotInstalled) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// TestTheServerOfAKilledProcessEnds runs itself as a process that starts a server and is killed.
func TestTheServerOfAKilledProcessEnds(t *testing.T) {
	if os.Getenv("VIGIE_TEST_BE_KILLED") != "" {
		server := privateServer(t)
		if err := os.WriteFile(os.Getenv("VIGIE_TEST_BE_KILLED"), []byte(server.Socket), 0o600); err != nil {
			t.Fatal(err)
		}
		self, err := os.FindProcess(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		if err := self.Kill(); err != nil {
			t.Fatal(err)
		}
		<-t.Context().Done()
	}
	if _, err := Find(t.Context()); err != nil && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	note := filepath.Join(t.TempDir(), "socket")
	killed := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	killed.Env = append(os.Environ(), "VIGIE_TEST_BE_KILLED="+note)
	if out, err := killed.CombinedOutput(); err == nil {
		t.Fatalf("it was not killed: %s", out)
	}
	home, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; {
		if _, err := os.Stat(string(home)); errors.Is(err, fs.ErrNotExist) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is still there 20 s after its owner was killed", home)
		}
		<-time.After(50 * time.Millisecond)
	}
}

func TestAMachineWithTheClientAloneHasNoServer(t *testing.T) {
	for _, c := range []struct {
		installed []string
		want      bool
	}{
		{[]string{"psql", "pg_dump", "pg_config"}, false},
		{[]string{"psql", "pg_config", "initdb", "pg_ctl"}, false},
		{[]string{"initdb", "pg_ctl", "postgres"}, true},
	} {
		folder := t.TempDir()
		for _, program := range c.installed {
			if err := os.WriteFile(filepath.Join(folder, program), nil, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if got := holdsServer(folder); got != c.want {
			t.Errorf("%v is a server: %v, want %v", c.installed, got, c.want)
		}
	}
}

func TestTheNewestPackagedServerComesFirst(t *testing.T) {
	root := t.TempDir()
	for _, version := range []string{"9", "15", "17"} {
		if err := os.MkdirAll(filepath.Join(root, "v", version, "bin"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(root)
	got := newestFirst([]string{"v/*/bin", "nothing/*/bin"})
	if want := "v/17/bin v/15/bin v/9/bin"; strings.Join(got, " ") != want {
		t.Errorf("the order is %q, want %q", got, want)
	}
}

func TestAServerThatCannotStartSaysWhy(t *testing.T) {
	broken := t.TempDir()
	for _, program := range programs {
		script := "#!/bin/sh\necho the disk is full\nexit 1\n"
		if err := os.WriteFile(filepath.Join(broken, program), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	openTo(t, broken)
	_, err := serve(t.Context(), broken)
	if err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("the error is %v, want what initdb said", err)
	}
}

// openTo lets other users reach a folder of the test.
func openTo(t *testing.T, folder string) {
	t.Helper()
	for ; folder != os.TempDir() && folder != "/"; folder = filepath.Dir(folder) {
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestADatabaseIsNamedAfterItsTest(t *testing.T) {
	got := nameFor("TestÀ/One Two" + strings.Repeat("x", 80))
	if !strings.HasPrefix(got, "test__one_two") || len(got) > 63 {
		t.Errorf("the name is %q (%d bytes), want the test's name within 63 bytes", got, len(got))
	}
	if _, err := onDatabase("host=127.0.0.1 dbname=x", "y"); err == nil {
		t.Error("a server that is not a URL is taken")
	}
}
