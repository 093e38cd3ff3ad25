package workspace

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// page calls the demo page's API over a real socket.
type page struct {
	t    *testing.T
	base string
}

func browse(t *testing.T, w *world) page {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/demo/api/", w.Browser())
	mux.Handle("/", w.API())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { w.Close(); _ = server.Close() })
	return page{t, "http://" + l.Addr().String()}
}

func (p page) post(path string, body any) map[string]any {
	p.t.Helper()
	raw, _ := json.Marshal(body)
	resp, err := http.Post(p.base+"/demo/api"+path, "application/json", bytes.NewReader(raw))
	return p.read(path, resp, err)
}

func (p page) get(path string) map[string]any {
	p.t.Helper()
	resp, err := http.Get(p.base + "/demo/api" + path)
	return p.read(path, resp, err)
}

func (p page) read(path string, resp *http.Response, err error) map[string]any {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		p.t.Fatalf("%s: %v", path, err)
	}
	return out
}

// listen streams the events of a person; the channel ends with the test.
func (p page) listen(as string) <-chan map[string]any {
	p.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p.t.Cleanup(cancel)
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, p.base+"/demo/api/events?as="+as, nil)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	out := make(chan map[string]any, 100)
	go func() {
		defer func() { _ = resp.Body.Close() }()
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			var e map[string]any
			if line, ok := strings.CutPrefix(lines.Text(), "data: "); ok && json.Unmarshal([]byte(line), &e) == nil {
				out <- e
			}
		}
	}()
	if first := <-out; first["type"] != "ping" {
		p.t.Fatalf("the stream opens with %v", first)
	}
	return out
}

// until reads events up to the first of a type.
func until(t *testing.T, events <-chan map[string]any, kind string) map[string]any {
	t.Helper()
	for late := time.After(2 * time.Second); ; {
		select {
		case e := <-events:
			if e["type"] == kind {
				return e
			}
		case <-late:
			t.Fatalf("no %s came", kind)
		}
	}
}

func TestOfThePageSeesOnlyWhatItsPersonMay(t *testing.T) {
	w := newWorld(t)
	p := browse(t, w)
	names := func(as string) string {
		var out []string
		for _, c := range p.get("/state?as=" + as)["channels"].([]any) {
			out = append(out, c.(map[string]any)["name"].(string))
		}
		return strings.Join(out, " ")
	}
	if got := names(leo); got != "general production other secrets" {
		t.Errorf("Léo sees %s", got)
	}
	if got := names(weber); got != "general production other" {
		t.Errorf("Max sees %s", got)
	}
	mine, theirs := p.listen(leo), p.listen(weber)
	p.post("/say", map[string]any{"as": leo, "channel": secrets, "text": "hush"})
	p.post("/say", map[string]any{"as": leo, "channel": general, "text": "hello"})
	if e := until(t, mine, "message"); e["message"].(map[string]any)["text"] != "hush" {
		t.Errorf("Léo's page got %v", e)
	}
	if e := until(t, theirs, "message"); e["message"].(map[string]any)["text"] != "hello" {
		t.Errorf("Max's page got %v", e)
	}
	if got := p.get("/messages?as=" + weber + "&channel=" + secrets)["messages"].([]any); len(got) != 0 {
		t.Errorf("Max reads %v", got)
	}
}

func TestOfThePagePlaysAFormThrough(t *testing.T) {
	w := newWorld(t)
	p := browse(t, w)
	events := p.listen(leo)
	w.app.answers(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/commands" {
			trigger := w.app.form().Get("trigger_id")
			_, _ = w.slack.OpenView(trigger, form("Incident"))
		}
	})
	if got := p.post("/say", map[string]any{"as": leo, "channel": prod, "text": "/vigie declare"}); got["ok"] != true {
		t.Fatalf("say: %v", got)
	}
	v := until(t, events, "view")["view"].(map[string]any)
	submit := map[string]any{"as": leo, "view_id": v["id"], "type": "submit", "values": map[string]any{}}
	if got := p.post("/view", submit); got["ok"] != false || got["errors"].(map[string]any)["title"] == nil {
		t.Errorf("an empty form gives %v", got)
	}
	submit["values"] = map[string]any{"title": map[string]any{"t": map[string]any{"type": "plain_text_input", "value": "Down"}}}
	if got := p.post("/view", submit); got["ok"] != true {
		t.Errorf("the form gives %v", got)
	}
	until(t, events, "view_closed")
}

func TestOfThePagePressesAndChooses(t *testing.T) {
	w := newWorld(t)
	p := browse(t, w)
	ch, ts := button(t, w)
	got := p.post("/action", map[string]any{"as": leo, "channel": ch, "ts": ts, "action": map[string]any{"type": "button", "action_id": "ack", "block_id": "b1"},
		"state": map[string]any{"values": map[string]any{}}})
	if a := w.app.payload(t)["actions"].([]any)[0].(map[string]any); got["ok"] != true || a["value"] != "P-7" {
		t.Errorf("press: %v, %v", got, a)
	}
	choose := func(value string) map[string]any {
		return p.post("/action", map[string]any{"as": leo, "channel": ch, "ts": ts, "action": map[string]any{"type": "static_select", "action_id": "sev",
			"block_id": "b1", "selected_option": map[string]any{"value": value}}})
	}
	if got := choose("2"); got["ok"] != true {
		t.Errorf("choose: %v", got)
	}
	if got := choose("9"); got["ok"] != false {
		t.Errorf("an option that is not there passed: %v", got)
	}
	if got := p.post("/action", map[string]any{"as": weber, "channel": secrets, "ts": ts, "action": map[string]any{"action_id": "ack"}}); got["ok"] != false {
		t.Errorf("a stranger presses: %v", got)
	}
}

func TestOfThePageGetsItsControlsProblemsAndDMs(t *testing.T) {
	panel := &panel{}
	w := newWorld(t, func(o *Options) { o.Panel = panel })
	p := browse(t, w)
	events := p.listen(leo)
	if got := p.post("/controls", map[string]any{"id": "slack-down", "value": true}); got["ok"] != true || !panel.on {
		t.Errorf("controls: %v", got)
	}
	until(t, events, "controls")
	w.app.answers(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(500) })
	p.post("/say", map[string]any{"as": leo, "channel": prod, "text": "/vigie"})
	if e := until(t, events, "problem"); e["text"] != "/vigie failed: dispatch_failed" {
		t.Errorf("problem %v", e)
	}
	dm := p.post("/dm", map[string]any{"as": leo, "user": bot})
	if e := until(t, events, "channel"); e["channel"].(map[string]any)["user"] != bot || e["channel"].(map[string]any)["id"] != dm["channel"] {
		t.Errorf("the direct conversation is told as %v", e)
	}
	if _, err := http.Post(p.base+"/demo/api/say", "text/plain", strings.NewReader("{}")); err != nil {
		t.Error(err)
	}
}

type panel struct{ on bool }

func (p *panel) Controls() []Control {
	return []Control{{ID: "slack-down", Group: "slack", Kind: "toggle", On: p.on, Label: map[string]string{"fr": "Slack en panne", "en": "Slack down"}}}
}

func (p *panel) Switch(_ context.Context, _ string, on bool) error { p.on = on; return nil }

func TestOfARealSocketServesAnIndependentClient(t *testing.T) {
	w := newWorld(t)
	p := browse(t, w)
	api := slack.New(botToken, slack.OptionAPIURL(p.base+"/api/"))
	if who, err := api.AuthTest(); err != nil || who.UserID != bot || who.BotID != "B0VIGIE" {
		t.Fatalf("auth.test %+v %v", who, err)
	}
	if _, err := api.UploadFile(slack.UploadFileParameters{Channel: prod, Filename: "a.txt", FileSize: 2, Reader: strings.NewReader("hi")}); err != nil {
		t.Error(err)
	}
	w.Break(Outage{Kind: Refuse})
	if _, err := api.AuthTest(); err == nil {
		t.Error("a refused connection answered")
	}
}
