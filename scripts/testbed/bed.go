package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"vigie/store/postgrestest"
)

// browserVariable names the environment variable with the path of the browser that tests drive.
const browserVariable = "VIGIE_CHROMIUM"

// browsers are the names that Chromium has in PATH, the open one first.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// Deadlines: a slow mirror needs minutes to give a browser; a server starts within seconds.
const (
	installDeadline = 8 * time.Minute
	startDeadline   = 2 * time.Minute
)

// bed is what a command is run with.
type bed struct {
	out       io.Writer
	root      bool     // may install packages
	variables []string // NAME=value
	missing   []string // what could not be had, one sentence each
	server    *postgrestest.Server
}

// postgres starts a server unless TEST_POSTGRES names one.
func (b *bed) postgres(ctx context.Context) error {
	if os.Getenv(postgrestest.Variable) != "" {
		return nil
	}
	if _, err := postgrestest.Find(ctx); errors.Is(err, postgrestest.ErrNotInstalled) {
		if why := b.install(ctx, "postgresql"); why != nil {
			b.missing = append(b.missing, fmt.Sprintf("PostgreSQL: %v (%v)", err, why))
			return nil
		}
	}
	starting, cancel := context.WithTimeout(ctx, startDeadline)
	defer cancel()
	server, err := postgrestest.Serve(starting)
	if err != nil {
		return err
	}
	b.server = server
	b.variables = append(b.variables, postgrestest.Variable+"="+server.URL)
	return nil
}

// browser finds Chromium unless VIGIE_CHROMIUM names one.
func (b *bed) browser(ctx context.Context) error {
	if given := os.Getenv(browserVariable); given != "" {
		if _, err := exec.LookPath(given); err != nil {
			return fmt.Errorf("%s: %w", browserVariable, err)
		}
		return nil
	}
	found := findBrowser()
	if found == "" {
		if why := b.install(ctx, "chromium"); why != nil {
			b.missing = append(b.missing, fmt.Sprintf("Chromium: install the package chromium, or set %s to its path (%v)", browserVariable, why))
			return nil
		}
		found = findBrowser()
	}
	b.variables = append(b.variables, browserVariable+"="+found)
	return nil
}

// findBrowser gives the path of a browser; empty where there is none.
func findBrowser() string {
	for _, name := range browsers {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	return ""
}

// install adds one of Debian's packages, or says why it was not done.
func (b *bed) install(ctx context.Context, name string) error {
	switch _, err := exec.LookPath("apt-get"); {
	case os.Getenv("VIGIE_TEST_INSTALL") == "0":
		return errors.New("not installed: VIGIE_TEST_INSTALL=0")
	case err != nil:
		return errors.New("not installed: no apt-get here")
	case !b.root:
		return errors.New("not installed: only root may")
	}
	ctx, cancel := context.WithTimeout(ctx, installDeadline)
	defer cancel()
	fmt.Fprintf(b.out, "testbed: installing Debian's package %s\n", name)
	for _, arguments := range [][]string{
		{"update"},
		{"install", "--yes", "--no-install-recommends", name},
	} {
		apt := exec.CommandContext(ctx, "apt-get", append([]string{"-qq", "-o", "DPkg::Lock::Timeout=120"}, arguments...)...)
		apt.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if said, err := apt.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %s: %w: %s", arguments[0], err, said)
		}
	}
	return nil
}

// close stops the server, if there is one.
func (b *bed) close() error {
	if b.server == nil {
		return nil
	}
	return b.server.Close()
}
