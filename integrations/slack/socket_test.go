package slack

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack/slacktest"

	"vigie/commands"
)

// listener takes requests of several goroutines; deny lists kinds that it cannot keep.
type listener struct {
	mu    sync.Mutex
	taken []commands.Request
	reply commands.Reply
	deny  commands.RequestKind
	// denied is closed once a request was not kept.
	denied chan struct{}
}

func (l *listener) Take(_ context.Context, r commands.Request) (commands.Reply, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken = append(l.taken, r)
	if r.Kind == l.deny {
		close(l.denied)
		return commands.Reply{}, errors.New("the store is away")
	}
	return l.reply, nil
}

// line is a Socket Mode connection to Slack's test server.
type line struct {
	*slacktest.Server
	*listener
	late *teller
	acks map[string]string // payloads by envelope
	end  func() error
}

func newLine(t *testing.T) *line {
	l := &line{Server: slacktest.NewTestServer(), listener: &listener{denied: make(chan struct{})}, late: &teller{said: map[string]string{}}, acks: map[string]string{}}
	l.Start()
	doors := NewDoors("", l.listener)
	doors.Asker = l.late
	socket := NewSocket("xapp-1", Options{APIURL: l.GetAPIURL()}, doors)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- socket.Run(ctx) }()
	l.end = sync.OnceValue(func() error { cancel(); return <-done })
	t.Cleanup(func() {
		if err := l.end(); err != nil {
			t.Errorf("it ends with %v", err)
		}
		l.Stop()
	})
	return l
}

// acknowledged waits until Slack has an envelope's acknowledgement and gives its payload.
func (l *line) acknowledged(t *testing.T, envelope string) string {
	t.Helper()
	late := time.After(10 * time.Second)
	for {
		if payload, ok := l.acks[envelope]; ok {
			return payload
		}
		select {
		case m := <-l.SeenFeed:
			var ack struct {
				ID      string          `json:"envelope_id"`
				Payload json.RawMessage `json:"payload"`
			}
			if err := json.Unmarshal([]byte(m), &ack); err != nil {
				t.Fatal(err)
			}
			l.acks[ack.ID] = string(ack.Payload)
		case <-late:
			t.Fatalf("%s is not acknowledged", envelope)
		}
	}
}

func (l *line) send(envelope, kind, payload string) {
	l.SendToWebsocket(`{"envelope_id":"` + envelope + `","type":"` + kind + `","accepts_response_payload":true,"payload":` + payload + `}`)
}

const socketCommand = `{"command":"/captain","text":"a &amp; b","user_id":"U1","team_id":"T1","channel_id":"C1","trigger_id":"1.1",
	"response_url":"https://hooks.example.org/s","is_enterprise_install":"false"}`

func TestTheSocketHearsWhatTheDoorsHear(t *testing.T) {
	l := newLine(t)
	l.reply.Message = &commands.Message{Text: "<@U2> is captain"}
	l.send("e1", "slash_commands", socketCommand)
	if body := l.acknowledged(t, "e1"); !strings.Contains(body, `"text":"\u003c@U2\u003e is captain"`) || !strings.Contains(body, "ephemeral") {
		t.Errorf("the command is answered with %s", body)
	}
	l.send("e2", "interactive", strings.ReplaceAll(press, "%s", `{"type":"button","action_id":"page.ack","block_id":"b","value":"P-7"}`))
	l.acknowledged(t, "e2")
	l.send("e3", "events_api", occurrence(mention))
	l.acknowledged(t, "e3")
	if err := l.end(); err != nil {
		t.Fatal(err)
	}
	want := []string{"t:1.1 /captain a & b", "t:9.9 page.ack ", "e:T1/C1/7.1/app_mention  qui est capitaine & <@U2> ?"}
	for i, r := range l.taken {
		if got := r.ID + " " + r.Name + " " + r.Text; got != want[i] {
			t.Errorf("taken is %q, want %q", got, want[i])
		}
	}
	if l.late.said["https://hooks.example.org/b"] == "" {
		t.Error("the words for the press were not said through its address")
	}
}

func TestAnAnswerTooLongForTheSocketGoesThroughItsAddress(t *testing.T) {
	l := newLine(t)
	l.reply.Message = &commands.Message{Text: strings.Repeat("long ", 5000)}
	l.send("e1", "slash_commands", socketCommand)
	if body := l.acknowledged(t, "e1"); body != "" && body != "null" {
		t.Errorf("the acknowledgement has %d bytes", len(body))
	}
	if err := l.end(); err != nil || !strings.HasPrefix(l.late.said["https://hooks.example.org/s"], "long") {
		t.Errorf("said late: %.20q, %v", l.late.said["https://hooks.example.org/s"], err)
	}
}

func TestAnEventThatIsNotKeptIsNotAcknowledged(t *testing.T) {
	l := newLine(t)
	l.deny = commands.Mentioned
	l.send("e1", "events_api", occurrence(mention))
	l.send("e2", "events_api", `{"type":"party"}`)
	l.send("e3", "slash_commands", socketCommand)
	l.acknowledged(t, "e2") // garbage is: it would be no better the next time
	l.acknowledged(t, "e3")
	select {
	case <-l.denied:
	case <-time.After(10 * time.Second):
		t.Fatal("the first event was never handed on")
	}
	if err := l.end(); err != nil {
		t.Fatal(err)
	}
	if _, acked := l.acks["e1"]; acked || len(l.taken) != 2 {
		t.Errorf("%d were taken, acknowledged are %v", len(l.taken), l.acks)
	}
}

func TestARevokedTokenEndsTheSocket(t *testing.T) {
	p := &pretend{say: map[string]func(call, int) reply{}}
	p.always("apps.connections.open", `{"ok":false,"error":"invalid_auth"}`)
	socket := NewSocket("xapp-secret", Options{APIURL: "https://slack.test/api/", Client: &http.Client{Transport: p}}, NewDoors("", &desk{}))
	err := socket.Run(t.Context())
	if !isRefusal(err, "invalid_auth") || !strings.Contains(err.Error(), "SLACK_APP_TOKEN") || strings.Contains(err.Error(), "xapp-secret") {
		t.Errorf("it ends with %v", err)
	}
}
