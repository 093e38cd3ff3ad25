package workspace

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Slack's numbers for Socket Mode.
const (
	maxSockets  = 10        // connections of one app
	maxAck      = 20 * 1000 // bytes; longer answers are dropped without a word
	ticketLife  = 30 * time.Second
	pingEvery   = 10 * time.Second
	lastWarning = 10 * time.Second // between the warning and the end
)

// socket is one Socket Mode connection of the app.
type socket struct {
	w    *Workspace
	conn *websocket.Conn
	done chan struct{}
	once sync.Once

	mu      sync.Mutex // guards writes and waiting
	waiting map[string]chan json.RawMessage
	retired bool
}

func openConnection(c *call) (reply, error) {
	if !c.app.Settings.SocketMode {
		return nil, fail("socket_mode_not_enabled")
	}
	ticket := c.next("ticket-")
	c.tickets[ticket] = time.Now()
	base := strings.Replace(c.base, "http", "ws", 1)
	return reply{"url": base + "/socket?" + url.Values{"ticket": {ticket}, "app_id": {c.opt.Bot.AppID}}.Encode()}, nil
}

// serveSocket upgrades the holder of a fresh ticket and reads what it sends.
func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	w.lock()
	at, known := w.tickets[r.FormValue("ticket")]
	delete(w.tickets, r.FormValue("ticket"))
	full := len(w.sockets) >= maxSockets
	w.unlock()
	if !known || time.Since(at) > ticketLife || w.ctx.Err() != nil {
		http.Error(rw, "not_authed", http.StatusForbidden)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(rw, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	s := &socket{w: w, conn: conn, done: make(chan struct{}), waiting: map[string]chan json.RawMessage{}}
	defer s.close()
	if full {
		s.write(map[string]any{"type": "disconnect", "reason": "too_many_websockets", "debug_info": s.debug()})
		return
	}
	life := w.opt.SocketLife
	if r.FormValue("debug_reconnects") == "true" {
		life = 360 * time.Second
	}
	s.live(life)
}

// live greets the app, pings it and reads its acknowledgements to the end.
func (s *socket) live(life time.Duration) {
	s.w.lock()
	s.w.sockets = append(s.w.sockets, s)
	n := len(s.w.sockets)
	s.w.background(func(ctx context.Context) { s.tend(ctx, life) })
	s.w.unlock()
	s.write(map[string]any{"type": "hello", "num_connections": n, "debug_info": s.debug(),
		"connection_info": map[string]any{"app_id": s.w.opt.Bot.AppID}})
	for {
		_, raw, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		s.acked(raw)
	}
}

func (s *socket) debug() map[string]any {
	return map[string]any{"host": "applink-1", "build_number": 1, "approximate_connection_time": int(s.w.opt.SocketLife.Seconds())}
}

// tend pings the connection and ends it after its life.
func (s *socket) tend(ctx context.Context, life time.Duration) {
	pings := time.NewTicker(pingEvery)
	defer pings.Stop()
	end := time.NewTimer(life)
	defer end.Stop()
	for {
		select {
		case <-ctx.Done():
			s.close()
			return
		case <-s.done:
			return
		case <-end.C:
			s.retire()
		case <-pings.C:
			_ = s.conn.WriteControl(websocket.PingMessage, []byte("Ping from applink-1"), time.Now().Add(time.Second)) // a dead peer ends the read
		}
	}
}

// retire warns, waits and ends the connection, as Slack's refresh does.
func (s *socket) retire() {
	s.mu.Lock()
	again := s.retired
	s.retired = true
	s.mu.Unlock()
	if again {
		return
	}
	s.write(map[string]any{"type": "disconnect", "reason": "warning", "debug_info": s.debug()})
	s.w.lock()
	defer s.w.unlock()
	s.leave()
	s.w.background(func(ctx context.Context) {
		select {
		case <-ctx.Done():
		case <-s.done:
		case <-time.After(lastWarning):
			s.write(map[string]any{"type": "disconnect", "reason": "refresh_requested", "debug_info": s.debug()})
		}
		s.close()
	})
}

func (s *socket) write(v any) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.conn.SetWriteDeadline(time.Now().Add(patience))
	return s.conn.WriteMessage(websocket.TextMessage, encodeJSON(v)) == nil
}

func (s *socket) close() {
	s.once.Do(func() {
		close(s.done)
		_ = s.conn.Close() // closing twice is harmless
		s.w.lock()
		s.leave()
		s.w.unlock()
	})
}

// leave takes the connection out of the turns.
func (s *socket) leave() {
	s.w.sockets = slices.DeleteFunc(s.w.sockets, func(o *socket) bool { return o == s })
}

// socketFor picks the connection whose turn it is; nil when there is none.
func (w *Workspace) socketFor() *socket {
	w.lock()
	defer w.unlock()
	if !w.app.Settings.SocketMode || len(w.sockets) == 0 {
		return nil
	}
	w.turn++
	return w.sockets[w.turn%len(w.sockets)]
}

// acked passes an acknowledgement to who waits for it.
func (s *socket) acked(raw []byte) {
	var ack struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	if len(raw) >= maxAck || json.Unmarshal(raw, &ack) != nil {
		return
	}
	s.mu.Lock()
	waiting := s.waiting[ack.EnvelopeID]
	delete(s.waiting, ack.EnvelopeID)
	s.mu.Unlock()
	if waiting != nil {
		waiting <- ack.Payload
	}
}

// ask sends an envelope and waits for its acknowledgement.
func (s *socket) ask(ctx context.Context, d delivery) (answer, error) {
	s.w.lock()
	id := s.w.next("envelope-")
	s.w.unlock()
	back := make(chan json.RawMessage, 1)
	s.mu.Lock()
	s.waiting[id] = back
	s.mu.Unlock()
	envelope := map[string]any{"envelope_id": id, "type": d.kind, "payload": d.payload, "accepts_response_payload": d.answers}
	if d.kind == "events_api" {
		envelope["retry_attempt"], envelope["retry_reason"] = d.retry, d.reason
	}
	if !s.write(envelope) {
		return answer{}, &undelivered{"dispatch_failed", "connection_failed"}
	}
	select {
	case payload := <-back:
		if !d.answers || string(payload) == "null" {
			payload = nil
		}
		return answer{status: http.StatusOK, body: payload}, nil
	case <-s.done:
		return answer{}, &undelivered{"dispatch_failed", "connection_failed"}
	case <-ctx.Done():
		return answer{}, &undelivered{"operation_timeout", "http_timeout"}
	}
}
