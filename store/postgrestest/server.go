package postgrestest

import (
	"bufio"
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// supervise makes the server, and stops and removes it when its standard input closes: so it cannot
// outlive whoever asked for it, even one that is killed.
//
//go:embed supervise.sh
var supervise string

// Server is a private PostgreSQL server: nothing on disk is flushed, nothing outlives it.
type Server struct {
	// URL reaches the database postgres as a superuser, over loopback with a password made for this run.
	URL string
	// Socket is the folder of its unix socket, which is also where all that it writes is.
	Socket string

	supervisor *exec.Cmd
	leash      io.Closer
}

// Serve starts a server from the installed programs; ErrNotInstalled where there are none.
// ctx bounds the start alone.
func Serve(ctx context.Context) (*Server, error) {
	programs, err := Find(ctx)
	if err != nil {
		return nil, err
	}
	var failures []error
	for range 3 { // another program may take the free port before the server does
		server, err := serve(ctx, programs)
		if err == nil {
			return server, nil
		}
		failures = append(failures, err)
	}
	return nil, errors.Join(failures...)
}

// Close stops the server and removes what it wrote.
func (s *Server) Close() error {
	if err := s.leash.Close(); err != nil {
		return fmt.Errorf("stop the PostgreSQL server of the tests: %w", err)
	}
	if err := s.supervisor.Wait(); err != nil {
		return fmt.Errorf("stop the PostgreSQL server of the tests: %w", err)
	}
	return nil
}

// serve tries once, on a port that was free a moment ago.
func serve(ctx context.Context, programs string) (*Server, error) {
	runner, err := unprivileged()
	if err != nil {
		return nil, err
	}
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	password := rand.Text()
	home, err := newHome(runner, password, port)
	if err != nil {
		return nil, err
	}
	s := &Server{Socket: home, URL: (&url.URL{
		Scheme: "postgres", User: url.UserPassword("vigie", password),
		Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), Path: "/postgres", RawQuery: "sslmode=disable",
	}).String()}
	if err := s.start(ctx, runner, programs); err != nil {
		return nil, errors.Join(fmt.Errorf("start PostgreSQL from %s: %w", programs, err), os.RemoveAll(home))
	}
	return s, nil
}

// start runs the supervisor until it says that the server answers.
func (s *Server) start(ctx context.Context, runner runner, programs string) error {
	// The context is not the supervisor's: it ends when its standard input does.
	s.supervisor = exec.CommandContext(context.WithoutCancel(ctx), "sh", "-c", supervise, "supervise", programs, s.Socket)
	s.supervisor.Dir = s.Socket
	s.supervisor.Env = append(os.Environ(), "HOME="+s.Socket, "LC_ALL=C")
	s.supervisor.SysProcAttr = runner.attributes()
	leash, err := s.supervisor.StdinPipe()
	if err != nil {
		return err
	}
	s.leash = leash
	said, err := s.supervisor.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.supervisor.Start(); err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { _ = said.Close() })() // ends the wait below
	lines := bufio.NewReader(said)
	if first, err := lines.ReadString('\n'); err == nil && first == "ready\n" {
		return nil
	} else if ctx.Err() != nil {
		return errors.Join(ctx.Err(), s.Close())
	} else {
		rest, _ := io.ReadAll(lines)
		return errors.Join(errors.New(strings.TrimSpace(first+string(rest))), s.Close())
	}
}

// newHome makes the folder that the server's user owns, with the password and the settings for the supervisor.
func newHome(runner runner, password string, port int) (home string, err error) {
	home, err = os.MkdirTemp(runner.temp(), "vigie-postgres-")
	if err != nil {
		return "", err
	}
	settings := fmt.Sprintf(`port = %d
listen_addresses = '127.0.0.1'
unix_socket_directories = '%s'
max_connections = 200
shared_buffers = 64MB
fsync = off
full_page_writes = off
timezone = 'UTC'
`, port, home)
	for name, content := range map[string]string{"password": password, "settings": settings} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(content), 0o600); err != nil {
			return "", errors.Join(err, os.RemoveAll(home))
		}
	}
	if err := runner.own(home, filepath.Join(home, "password"), filepath.Join(home, "settings")); err != nil {
		return "", errors.Join(err, os.RemoveAll(home))
	}
	return home, nil
}

// freePort asks the system for a port of the loopback that nobody listens on.
func freePort(ctx context.Context) (int, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	return port, listener.Close()
}
