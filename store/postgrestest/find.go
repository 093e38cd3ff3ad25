package postgrestest

import (
	"cmp"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ErrNotInstalled says that this machine has no PostgreSQL server, though it may have the client.
var ErrNotInstalled = errors.New("no PostgreSQL server is installed: install the package postgresql, or set " +
	Variable + " to the URL of a server whose user may create databases")

// packaged is where systems put server programs outside PATH, the version being the star.
var packaged = []string{
	"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
	"/usr/pgsql-*/bin",          // Red Hat, from the PostgreSQL project
	"/usr/libexec/postgresql*",  // Alpine
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/usr/local/pgsql/bin",
}

// programs are what a server needs; a machine with the client alone lacks them.
var programs = []string{"initdb", "pg_ctl", "postgres"}

// Find gives the folder of the PostgreSQL server's programs: PATH's, pg_config's, else the newest packaged one.
// The error is ErrNotInstalled.
func Find(ctx context.Context) (folder string, err error) {
	for _, folder := range append(chosen(ctx), newestFirst(packaged)...) {
		if holdsServer(folder) {
			return folder, nil
		}
	}
	return "", ErrNotInstalled
}

// chosen are the folders that whoever set up this machine points at.
func chosen(ctx context.Context) (folders []string) {
	if found, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(found); err == nil {
			folders = append(folders, filepath.Dir(real))
		}
	}
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(out)))
	}
	return folders
}

// newestFirst expands patterns, each pattern's folders by falling version.
func newestFirst(patterns []string) (folders []string) {
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil {
			continue
		}
		slices.SortFunc(found, func(a, b string) int { return cmp.Compare(versionIn(b), versionIn(a)) })
		folders = append(folders, found...)
	}
	return folders
}

// versionIn reads the number in a folder's path; 0 where there is none.
func versionIn(folder string) int {
	digits := strings.FieldsFunc(folder, func(r rune) bool { return r < '0' || r > '9' })
	if len(digits) == 0 {
		return 0
	}
	n, err := strconv.Atoi(digits[0])
	if err != nil {
		return 0
	}
	return n
}

// holdsServer says whether a folder has all of the server's programs.
func holdsServer(folder string) bool {
	return !slices.ContainsFunc(programs, func(program string) bool {
		info, err := os.Stat(filepath.Join(folder, program))
		return err != nil || !info.Mode().IsRegular() || info.Mode()&0o111 == 0
	})
}
