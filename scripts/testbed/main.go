// Command testbed runs a command with what the tests need: a private PostgreSQL server in TEST_POSTGRES and
// a browser in VIGIE_CHROMIUM. As root it installs what a Debian machine lacks, unless VIGIE_TEST_INSTALL=0.
// What is missing is told before and after the command; with CI=true it is a failure.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: testbed COMMAND [ARGUMENT…]")
		os.Exit(2)
	}
	code, err := run(context.Background(), os.Args[1:], os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testbed:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// run prepares the bed, runs the command in it and takes it apart again; code is the command's exit code.
func run(ctx context.Context, command []string, out io.Writer) (code int, err error) {
	// Signals are for the command: the bed is taken apart once it has ended.
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)

	b := bed{out: out, root: os.Geteuid() == 0}
	defer func() { err = errors.Join(err, b.close()) }()
	for _, prepare := range []func(context.Context) error{b.postgres, b.browser} {
		if err := prepare(ctx); err != nil {
			return 1, err
		}
	}
	b.tell()
	if len(b.missing) > 0 && os.Getenv("CI") == "true" {
		return 1, errors.New("with CI=true nothing may be missing")
	}
	if len(signals) > 0 {
		return 1, errors.New("interrupted before the command began")
	}
	code, err = b.command(ctx, command, signals)
	b.tell()
	return code, err
}

// command runs the command with the bed's variables and passes on signals that reached this process alone.
func (b *bed) command(ctx context.Context, command []string, signals <-chan os.Signal) (code int, err error) {
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	c.Env = append(os.Environ(), b.variables...)
	if err := c.Start(); err != nil {
		return 1, err
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for {
		select {
		case s := <-signals:
			if s != os.Interrupt { // a terminal sends that one to the whole group
				err = errors.Join(err, c.Process.Signal(s))
			}
		case waited := <-ended:
			if exit, ok := errors.AsType[*exec.ExitError](waited); ok {
				return max(exit.ExitCode(), 1), nil
			}
			return 0, waited
		}
	}
}

// tell repeats loudly what is missing.
func (b *bed) tell() {
	if len(b.missing) == 0 {
		return
	}
	line := strings.Repeat("!", 78)
	fmt.Fprintf(b.out, "%s\n!! NOT EVERY TEST CAN RUN HERE\n!! %s\n%s\n", line, strings.Join(b.missing, "\n!! "), line)
}
