package slack

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// call is what Slack was asked.
type call struct {
	method string
	form   url.Values
	body   string
	at     time.Time
}

// reply is what Slack says to a call.
type reply struct {
	status int
	header http.Header
	body   string
}

// pretend is Slack in memory: it writes down what it is asked and says what it is told to.
type pretend struct {
	mu      sync.Mutex
	calls   []call
	say     map[string]func(c call, n int) reply // by method; n counts its calls from 1
	stopped error
}

const token = "xoxb-never-print-me"

func newPretend() (*pretend, *Room) {
	p := &pretend{say: map[string]func(call, int) reply{}}
	return p, NewRoom(token, Options{APIURL: "https://slack.test/api/", Client: &http.Client{Transport: p}})
}

// always lets a method say the same each time.
func (p *pretend) always(method, body string) {
	p.say[method] = func(call, int) reply { return reply{body: body} }
}

func (p *pretend) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	c := call{method: method, form: form, body: string(body), at: time.Now()}
	p.mu.Lock()
	p.calls = append(p.calls, c)
	n := len(p.of(method))
	say, stopped := p.say[method], p.stopped
	p.mu.Unlock()
	if stopped != nil {
		return nil, stopped
	}
	said := reply{body: usual[method]}
	if say != nil {
		said = say(c, n)
	}
	if said.status == 0 {
		said.status = http.StatusOK
	}
	header := http.Header{"Content-Type": {"application/json"}}
	maps.Copy(header, said.header)
	return &http.Response{StatusCode: said.status, Status: http.StatusText(said.status), Header: header, Request: r,
		Body: io.NopCloser(bytes.NewReader([]byte(said.body)))}, nil
}

// usual is what Slack says when all is well.
var usual = map[string]string{
	"auth.test":              `{"ok":true,"team":"Crew","team_id":"T1","user_id":"UBOT","bot_id":"BBOT"}`,
	"chat.postMessage":       `{"ok":true,"channel":"C1","ts":"1.1"}`,
	"chat.update":            `{"ok":true,"channel":"C1","ts":"1.1"}`,
	"chat.postEphemeral":     `{"ok":true,"message_ts":"1.2"}`,
	"conversations.open":     `{"ok":true,"channel":{"id":"D1"}}`,
	"conversations.history":  `{"ok":true,"messages":[]}`,
	"conversations.replies":  `{"ok":true,"messages":[]}`,
	"conversations.create":   `{"ok":true,"channel":{"id":"C9","name":"inc-1"}}`,
	"conversations.info":     `{"ok":true,"channel":{"id":"C9","topic":{"value":"old"}}}`,
	"conversations.invite":   `{"ok":true,"channel":{"id":"C9"}}`,
	"conversations.list":     `{"ok":true,"channels":[]}`,
	"conversations.setTopic": `{"ok":true,"channel":{"id":"C9"}}`,
	"usergroups.users.list":  `{"ok":true,"users":["U1","U2"]}`,
	"users.info":             `{"ok":true,"user":{"id":"U1","locale":"fr-FR"}}`,
	"views.open":             `{"ok":true,"view":{}}`,
	"views.publish":          `{"ok":true,"view":{}}`,
	"/answer":                `ok`,
}

// of lists the calls of a method.
func (p *pretend) of(method string) []call {
	return slices.DeleteFunc(slices.Clone(p.calls), func(c call) bool { return c.method != method })
}

// asked lists the methods in the order they were called.
func (p *pretend) asked() []string {
	var names []string
	for _, c := range p.calls {
		names = append(names, c.method)
	}
	return names
}

// wantAsked checks which methods were called.
func (p *pretend) wantAsked(t *testing.T, names ...string) {
	t.Helper()
	if got := p.asked(); !slices.Equal(got, names) {
		t.Errorf("Slack was asked %v, want %v", got, names)
	}
}
