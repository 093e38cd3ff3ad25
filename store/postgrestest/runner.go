package postgrestest

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// runner is the user that the server runs as: PostgreSQL refuses to run as root.
type runner struct {
	uid, gid int // where root is not us, -1: whoever we are
}

// unprivileged is ourselves, or for root the user postgres, else nobody.
func unprivileged() (runner, error) {
	if os.Geteuid() != 0 {
		return runner{-1, -1}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(found.Uid)
		gid, gidErr := strconv.Atoi(found.Gid)
		if err := errors.Join(uidErr, gidErr); err != nil {
			return runner{}, fmt.Errorf("user %s: %w", name, err)
		}
		return runner{uid, gid}, nil
	}
	return runner{}, errors.New("PostgreSQL refuses to run as root, and there is neither a user postgres nor a user nobody")
}

// attributes makes a process run as the runner, in a group of its own so that a key pressed in the terminal does not reach it.
func (r runner) attributes() *syscall.SysProcAttr {
	attributes := &syscall.SysProcAttr{Setpgid: true}
	if r.uid >= 0 {
		attributes.Credential = &syscall.Credential{Uid: uint32(r.uid), Gid: uint32(r.gid)}
	}
	return attributes
}

// temp is a folder for temporary files that the runner can reach: root's own TMPDIR may be closed to it.
func (r runner) temp() string {
	if r.uid >= 0 {
		return "/tmp"
	}
	return os.TempDir()
}

// own gives files to the runner.
func (r runner) own(paths ...string) error {
	if r.uid < 0 {
		return nil
	}
	for _, p := range paths {
		if err := os.Chown(p, r.uid, r.gid); err != nil {
			return err
		}
	}
	return nil
}
