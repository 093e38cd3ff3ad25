package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// process is a running vigie serve.
type process struct {
	cmd   *exec.Cmd
	log   *journal
	addr  string
	ended chan error
}

// journal keeps what a process writes to stderr.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// listening is the address in the line that says that the process serves.
func (j *journal) listening() string {
	for line := range strings.Lines(j.String()) {
		var said struct{ Listen, Message string }
		if json.Unmarshal([]byte(line), &said) == nil && said.Message == "serving" {
			return said.Listen
		}
	}
	return ""
}

// launch starts a process whose API calls bear a name.
func (w *world) launch(api string) (*process, error) {
	p := &process{cmd: exec.Command(binary, "serve"), log: &journal{}, ended: make(chan error, 1)}
	p.cmd.Env = append(append([]string{}, w.env...), "SLACK_API_URL="+api+"/api/")
	p.cmd.Dir, p.cmd.Stderr = w.folder, p.log
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { p.ended <- p.cmd.Wait() }()
	w.t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p, nil
}

// start launches a process and waits until it serves.
func (w *world) start(api string) (*process, error) {
	p, err := w.launch(api)
	if err != nil {
		return nil, err
	}
	return p, p.up(30 * time.Second)
}

// up waits until the process serves.
func (p *process) up(within time.Duration) error {
	err := eventually(within, "the process serves", func() bool { p.addr = p.log.listening(); return p.addr != "" })
	if err != nil {
		return errors.Join(err, errors.New(p.log.String()))
	}
	return nil
}

// begin starts the world's one process and leads deliveries to it.
func (w *world) begin() (*process, error) {
	p, err := w.start(w.slackURL())
	if err == nil {
		w.gate.set(p.addr)
	}
	return p, err
}

// slackURL is an address of the API for one more process.
func (w *world) slackURL() string { return w.api("any") }

// kill ends the process as a power cut would.
func (p *process) kill() error {
	err := p.cmd.Process.Kill()
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

// stop asks the process to end and gives its exit code, -1 if it does not end.
func (p *process) stop(within time.Duration) int {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended: //nolint:errcheck // how it ended is in its state
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(within):
		return -1
	}
}
