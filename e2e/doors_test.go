package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/demo/workspace"
)

// post sends a body to a door of a process, signed at a time with a secret.
func post(t *testing.T, p *process, door, body, with string, at time.Time) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+p.addr+door, strings.NewReader(body))
	must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if with != "" {
		stamp := strconv.FormatInt(at.Unix(), 10)
		r.Header.Set("X-Slack-Request-Timestamp", stamp)
		r.Header.Set("X-Slack-Signature", workspace.Sign(with, stamp, []byte(body)))
	}
	resp, err := http.DefaultClient.Do(r)
	must(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	must(t, err)
	return resp.StatusCode, string(text)
}

func get(t *testing.T, p *process, path string) (int, string) {
	t.Helper()
	resp, err := http.Get("http://" + p.addr + path)
	must(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	must(t, err)
	return resp.StatusCode, string(text)
}

func command(text, trigger string) string {
	return url.Values{"command": {"/incident"}, "text": {text}, "user_id": {asker}, "team_id": {"T0E2E"},
		"channel_id": {"C0INCIDENTS"}, "trigger_id": {trigger}}.Encode()
}

func TestTheDoorsAnswerWithTheirCodes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "", configuration(""), false)
	p, err := w.begin()
	must(t, err)
	now := time.Now()
	for _, c := range []struct {
		name, door, body, with string
		at                     time.Time
		want                   int
	}{
		{"unsigned", "/slack/commands", command("a", "1"), "", now, 401},
		{"signed with another secret", "/slack/commands", command("a", "1"), "other", now, 401},
		{"stale", "/slack/commands", command("a", "1"), secret, now.Add(-6 * time.Minute), 401},
		{"too long", "/slack/commands", strings.Repeat("x", 1<<20+1), secret, now, 413},
		{"not UTF-8", "/slack/commands", "command=%2Fincident&user_id=U0INES&text=%ff%fe", secret, now, 400},
		{"truncated form", "/slack/commands", command("a", "1")[:20], secret, now, 400},
		{"truncated JSON", "/slack/events", `{"type":"event_callb`, secret, now, 400},
		{"unsigned action", "/slack/actions", "payload=%7B%7D", "", now, 401},
		{"certificate check", "/slack/commands", "ssl_check=1&token=x", "", now, 200},
	} {
		if got, _ := post(t, p, c.door, c.body, c.with, c.at); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
	if err := w.slack.Verify(t.Context()); err != nil {
		t.Errorf("url_verification: %v", err)
	}
	must(t, eventually(5*time.Second, "/readyz answers 200", func() bool { code, _ := get(t, p, "/readyz"); return code == 200 }))
	for path, want := range map[string]string{"/healthz": "ok", "/metrics": "vigie_requests_refused_total"} {
		if code, body := get(t, p, path); code != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: got %d, want 200 with %q", path, code, want)
		}
	}
	if len(w.cards()) != 0 {
		t.Error("a refused request declared an incident")
	}
}

func TestARepeatedDeliveryDeclaresOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "", configuration(""), false)
	p, err := w.begin()
	must(t, err)
	for range 3 {
		if code, body := post(t, p, "/slack/commands", command("API down", "1.2.same"), secret, time.Now()); code != 200 || !strings.Contains(body, "INC-1") {
			t.Fatalf("got %d %s, want 200 with INC-1", code, body)
		}
	}
	must(t, w.paged(captain, 5*time.Second))
	must(t, w.one())
	must(t, w.acknowledge(captain))
	must(t, eventually(5*time.Second, "the page shows that it is taken", func() bool { return taken(w.pages(captain)[0]) }))
	if n := len(w.pages(captain)); n != 1 {
		t.Errorf("got %d pages, want 1", n)
	}
}

func TestItStopsAfterAnsweringWhatItAccepted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "", configuration(""), false)
	p, err := w.begin()
	must(t, err)
	answered := make(chan error, 8)
	for n := range cap(answered) {
		go func() { answered <- w.declare(fmt.Sprintf("Outage %d", n)) }()
	}
	for range cap(answered) {
		must(t, <-answered)
	}
	if code := p.stop(15 * time.Second); code != 0 {
		t.Fatalf("SIGTERM: exit code %d, want 0\n%s", code, p.log)
	}
	_, err = w.begin()
	must(t, err)
	must(t, eventually(8*time.Second, "each accepted incident has paged", func() bool { return len(w.pages(captain)) >= cap(answered) }))
	if c, m := len(w.pages(captain)), len(w.pages(mate)); c != cap(answered) || m != 0 {
		t.Errorf("got %d pages for the captain and %d for the mate, want %d and none", c, m, cap(answered))
	}
}

func TestAFaultyFileIsNotTakenOnReload(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "", configuration(""), false)
	p, err := w.begin()
	must(t, err)
	w.write(configuration("") + "nonsense: true\n")
	must(t, p.cmd.Process.Signal(syscall.SIGHUP))
	must(t, eventually(5*time.Second, "the admin is told", func() bool { return len(w.slack.Messages(w.direct(captain))) == 1 }))
	if !strings.Contains(p.log.String(), "nonsense") {
		t.Errorf("the log does not name the fault:\n%s", p.log)
	}
	must(t, w.declare("Still here"))
	must(t, w.paged(captain, 5*time.Second))
	w.write(strings.Replace(configuration(""), "[captain, mate, crew]", "[U0SAM]", 1))
	must(t, p.cmd.Process.Signal(syscall.SIGHUP))
	must(t, eventually(5*time.Second, "the file is read again", func() bool { return strings.Contains(p.log.String(), "configuration read again") }))
	must(t, w.declare("By the new file"))
	must(t, w.paged(crew, 5*time.Second))
}

// run runs a command of the program in the world's environment, changed.
func (w *world) run(change []string, args ...string) (code int, out string) {
	cmd := exec.CommandContext(w.t.Context(), binary, args...)
	cmd.Env, cmd.Dir = append(append([]string{"SLACK_API_URL=" + w.slackURL() + "/api/"}, w.env...), change...), w.folder
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b, &b
	_ = cmd.Run()
	return cmd.ProcessState.ExitCode(), b.String()
}

func TestTheCommandsEndWithTheirCodes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "", configuration(""), false)
	for _, c := range []struct {
		args   string
		change []string
		code   int
		says   []string
	}{
		{"check", nil, 0, []string{"ok    configuration", "slack"}},
		{"check", []string{"SLACK_BOT_TOKEN=xoxb-wrong"}, 1, []string{"FAIL", "invalid_auth"}},
		{"version", nil, 0, []string{"vigie ", "go1."}},
		{"manifest --socket", nil, 0, []string{`"socket_mode_enabled": true`}},
		{"nonsense", nil, 2, nil},
	} {
		if code, out := w.run(c.change, strings.Fields(c.args)...); code != c.code || !holds(out, c.says) {
			t.Errorf("vigie %s: got %d\n%s\nwant %d with %q", c.args, code, out, c.code, c.says)
		}
	}
	w.write("locale: de\nnonsense: 1\n")
	code, out := w.run([]string{"SLACK_SIGNING_SECRET=", "SLACK_BOT_TOKEN="}, "serve")
	if want := []string{"SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "vigie.yaml:1", "vigie.yaml:2"}; code != 2 || !holds(out, want) {
		t.Errorf("vigie serve without secrets and with a faulty file: got %d\n%s\nwant 2 with %q", code, out, want)
	}
}

func holds(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

func TestSocketModeNeedsNoDoor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "", configuration(""), true)
	p, err := w.begin()
	must(t, err)
	w.gate.set()
	must(t, eventually(10*time.Second, "a command is answered over the socket", func() bool { return w.declare("API down") == nil }))
	must(t, w.paged(captain, 5*time.Second))
	must(t, w.one())
	w.slack.DropSockets()
	must(t, eventually(10*time.Second, "a new socket takes the acknowledgement", func() bool { return w.acknowledge(captain) == nil }))
	must(t, eventually(5*time.Second, "the page shows that it is taken", func() bool { return taken(w.pages(captain)[0]) }))
	if code := p.stop(15 * time.Second); code != 0 {
		t.Errorf("SIGTERM: exit code %d, want 0\n%s", code, p.log)
	}
}
