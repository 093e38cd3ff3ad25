package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/demo/workspace"
)

const (
	secret  = "e2e-signing-secret"
	captain = "U0LEO"
	mate    = "U0ANA"
	crew    = "U0SAM"
	asker   = "U0INES"
	base    = "http://vigie.test"
)

// digests are the names of those that a configuration has, if it has any.
var digests = []string{"crew", "support", "product", "week"}

// configuration is a vigie.yaml whose captain is Léo and whose mate is Ana this week; digest
// is the schedule of its digests.
func configuration(digest string) string {
	monday := time.Now().Add(-9 * time.Hour)
	for monday.Weekday() != time.Monday {
		monday = monday.AddDate(0, 0, -1)
	}
	var text strings.Builder
	text.WriteString(`locale: en
timezone: UTC
channels: {incidents: C0INCIDENTS}
crew:
  - {slack: U0LEO, name: Leo, locale: en}
  - {slack: U0ANA, name: Ana, locale: en}
  - {slack: U0SAM, name: Sam, locale: en}
rota: {size: 2, watch: 14d, handover: "mon 09:00", start: ` + monday.Format(time.DateOnly) + `, order: [Leo, Ana, Sam]}
paging: {patience: 10s, steps: [captain, mate, crew]}
roles: {admins: [U0LEO]}
`)
	if digest != "" {
		text.WriteString("digests:\n")
		for _, name := range digests {
			text.WriteString("  - {name: " + name + ", schedule: \"" + digest + "\", channel: C0DIGEST, sections: [incidents]}\n")
		}
	}
	return text.String()
}

// world is a workspace behind real sockets and the processes that live in it.
type world struct {
	t      *testing.T
	slack  *workspace.Workspace
	gate   *gate
	folder string
	env    []string
	// called sees each call of the API before it is done, with who calls; may be nil. It
	// returns what is to be done after it is done and before it is answered; may be nil.
	called atomic.Pointer[func(who, method string) (after func())]
}

// newWorld makes a world. database is a URL; empty is a SQLite file of its own.
func newWorld(t *testing.T, database, yaml string, socket bool) *world {
	t.Helper()
	w := &world{t: t, gate: &gate{}, folder: t.TempDir()}
	api := w.api("any")
	person := func(id, name string) workspace.User {
		return workspace.User{ID: id, Name: name, RealName: name, Locale: "en-US", TZ: "Europe/Paris"}
	}
	everyone := []string{captain, mate, crew, asker, "U0VIGIE"}
	w.slack = workspace.New(workspace.Options{
		Team:  workspace.Team{ID: "T0E2E", Name: "e2e", Domain: "e2e"},
		Bot:   workspace.Bot{ID: "U0VIGIE", BotID: "B0VIGIE", AppID: "A0VIGIE", Name: "Vigie"},
		Users: []workspace.User{person(captain, "leo"), person(mate, "ana"), person(crew, "sam"), person(asker, "ines")},
		Channels: []workspace.Channel{
			{ID: "C0INCIDENTS", Name: "incidents", Members: everyone}, {ID: "C0DIGEST", Name: "digest", Members: everyone},
		},
		URL: api, SigningSecret: secret, BotToken: "xoxb-e2e", AppToken: "xapp-e2e", Unlimited: true,
		Client: &http.Client{Transport: &http.Transport{DialContext: w.gate.dial, DisableKeepAlives: true}},
	})
	t.Cleanup(w.slack.Close)
	if database == "" {
		database = "sqlite:" + filepath.Join(w.folder, "vigie.db")
	}
	w.write(yaml)
	w.env = []string{"DATABASE_URL=" + database, "VIGIE_CONFIG=" + filepath.Join(w.folder, "vigie.yaml"),
		"VIGIE_LISTEN=127.0.0.1:0", "SLACK_BOT_TOKEN=xoxb-e2e", "PATH=" + os.Getenv("PATH")}
	arguments := []string{"manifest", "--url", "https://vigie.invalid"}
	if socket {
		w.env, arguments = append(w.env, "SLACK_APP_TOKEN=xapp-e2e"), []string{"manifest", "--socket"}
	} else {
		w.env = append(w.env, "SLACK_SIGNING_SECRET="+secret)
	}
	manifest, err := exec.Command(binary, arguments...).Output()
	if err != nil {
		t.Fatalf("vigie manifest: %v", err)
	}
	if err := w.slack.Install([]byte(strings.ReplaceAll(string(manifest), "https://vigie.invalid", base))); err != nil {
		t.Fatalf("the workspace refuses the manifest: %v", err)
	}
	return w
}

func (w *world) write(yaml string) {
	if err := os.WriteFile(filepath.Join(w.folder, "vigie.yaml"), []byte(yaml), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// api serves the workspace's API to one process, so that calls tell who makes them.
func (w *world) api(who string) string {
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		method := strings.TrimPrefix(r.URL.Path, "/api/")
		if called := w.called.Load(); called != nil && method != r.URL.Path {
			if after := (*called)(who, method); after != nil {
				w.slack.API().ServeHTTP(httptest.NewRecorder(), r)
				after()
				panic(http.ErrAbortHandler)
			}
		}
		w.slack.API().ServeHTTP(rw, r)
	}))
	w.t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return server.URL
}

// gate leads the workspace's deliveries to the processes in turn.
type gate struct {
	mu  sync.Mutex
	to  []string
	nth int
}

func (g *gate) set(to ...string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.to = to
}

func (g *gate) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	g.mu.Lock()
	if len(g.to) == 0 {
		g.mu.Unlock()
		return nil, fmt.Errorf("no process listens")
	}
	g.nth++
	to := g.to[g.nth%len(g.to)]
	g.mu.Unlock()
	return (&net.Dialer{}).DialContext(ctx, network, to)
}

// eventually waits until it holds, for at most a time.
func eventually(within time.Duration, what string, holds func() bool) error {
	end := time.After(within)
	for !holds() {
		select {
		case <-end:
			return fmt.Errorf("within %s: not so that %s", within, what)
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
