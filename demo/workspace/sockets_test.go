package workspace

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
)

// plug opens one Socket Mode connection without the client library; got is
// called with each frame.
func plug(t *testing.T, w *world, p *pipes, got func(*websocket.Conn, map[string]any)) {
	t.Helper()
	api := slack.New(botToken, slack.OptionAPIURL("http://slack.test/api/"), slack.OptionAppLevelToken(appToken),
		slack.OptionHTTPClient(&http.Client{Transport: Wire{w.API()}}))
	_, address, err := api.StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	dialer := &websocket.Dialer{NetDialContext: p.dial}
	conn, resp, err := dialer.DialContext(t.Context(), address, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	go func() {
		defer func() { _ = conn.Close() }()
		for {
			var frame map[string]any
			if conn.ReadJSON(&frame) != nil {
				return
			}
			got(conn, frame)
		}
	}()
}

func TestOfConnectionsTakeTurnsAndTheEleventhIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := socketWorld(t)
		p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		server := &http.Server{Handler: w.API()}
		go func() { _ = server.Serve(p) }()
		served, refused := make(chan int, 100), make(chan string, 1)
		for i := range maxSockets + 1 {
			plug(t, w, p, func(c *websocket.Conn, frame map[string]any) {
				if frame["type"] == "disconnect" {
					refused <- frame["reason"].(string)
				}
				if id, ok := frame["envelope_id"]; ok {
					served <- i
					_ = c.WriteJSON(map[string]any{"envelope_id": id})
				}
			})
			synctest.Wait()
		}
		if got := <-refused; got != "too_many_websockets" {
			t.Errorf("the eleventh is told %q", got)
		}
		for range maxSockets {
			if _, err := w.Command(t.Context(), leo, prod, "/vigie"); err != nil {
				t.Fatal(err)
			}
		}
		who := map[int]bool{}
		for range maxSockets {
			who[<-served] = true
		}
		if len(who) != maxSockets {
			t.Errorf("%d connections served ten commands, want each one", len(who))
		}
		w.Close()
		_ = server.Close()
	})
}

func TestOfAnAnswerOf20KBIsDroppedOverASocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := socketWorld(t)
		p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		server := &http.Server{Handler: w.API()}
		go func() { _ = server.Serve(p) }()
		plug(t, w, p, func(c *websocket.Conn, frame map[string]any) {
			if id, ok := frame["envelope_id"]; ok {
				_ = c.WriteJSON(map[string]any{"envelope_id": id, "payload": map[string]any{"text": strings.Repeat("a", maxAck)}})
			}
		})
		synctest.Wait()
		if _, err := w.Command(t.Context(), leo, prod, "/vigie"); codeOf(err) != "operation_timeout" {
			t.Errorf("got %v", err)
		}
		w.Close()
		_ = server.Close()
	})
}
