package shoutrrr_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/captain"
	"vigie/config"
	"vigie/integrations/shoutrrr"
)

var page = captain.Page{ID: 7, Ref: "INC-4", Severity: 1, Subject: "L'API est\nen panne"}

// phone is a server of a service: it remembers what it was sent, and answers.
type phone struct {
	*httptest.Server
	mu    sync.Mutex
	heard []*http.Request
	said  []string
}

func newPhone(t *testing.T, status int, answer string) *phone {
	t.Helper()
	p := &phone{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.heard, p.said = append(p.heard, r), append(p.said, string(body))
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(p.Close)
	return p
}

// host is the server's address without its scheme.
func (p *phone) host() string { return strings.TrimPrefix(p.URL, "http://") }

func person(addresses ...string) captain.Person {
	who := captain.Person{ID: "U1", Name: "Ana"}
	for _, a := range addresses {
		who.Contacts = append(who.Contacts, config.Secret(a))
	}
	return who
}

func TestAPageRingsByNtfyLoudly(t *testing.T) {
	for _, c := range []struct {
		query    string
		severity int
		priority string
	}{{"", 1, "Max"}, {"", 2, "Max"}, {"", 3, "High"}, {"&priority=low", 1, "Low"}} {
		server := newPhone(t, http.StatusOK, `{"id":"x"}`)
		who := person("ntfy://" + server.host() + "/vigie-topic?scheme=http" + c.query)
		channel, p := shoutrrr.New("ntfy"), page
		p.Severity = c.severity
		if !channel.Reaches(who) || channel.Name() != "ntfy" {
			t.Fatal("ntfy does not reach who has it")
		}
		if _, err := channel.Page(t.Context(), who, p); err != nil {
			t.Fatal(err)
		}
		got, body := server.heard[0], server.said[0]
		if got.URL.Path != "/vigie-topic" || !strings.Contains(body, "INC-4: L'API est en panne") || !strings.Contains(body, "P-7") {
			t.Errorf("%s got %q", got.URL.Path, body)
		}
		if got.Header.Get("Priority") != c.priority || got.Header.Get("Title") != shoutrrr.Title(p) {
			t.Errorf("severity %d%s rings %q with the title %q", c.severity, c.query, got.Header.Get("Priority"), got.Header.Get("Title"))
		}
	}
}

func TestOtherServicesAreCalledToo(t *testing.T) {
	for _, c := range []struct{ address, answer, path, name string }{
		{"generic://HOST/hook?disabletls=yes", "", "/hook", "webhook"},
		{"generic+http://HOST/hook", "", "/hook", "webhook"},
		{"gotify://HOST/Aaaaaaaaaaaaaaa?disabletls=yes", `{"id":1}`, "/message", "gotify"},
		{"telegram://12:tok@HOST?chats=-100:5,@crew&scheme=http", `{"ok":true}`, "/bot12:tok/sendMessage", "telegram"},
	} {
		server := newPhone(t, http.StatusOK, c.answer)
		who := person(strings.Replace(c.address, "HOST", server.host(), 1))
		channel := shoutrrr.New(shoutrrr.Scheme(who.Contacts[0]))
		if _, err := channel.Page(t.Context(), who, page); err != nil || channel.Name() != c.name {
			t.Errorf("%s: %s %v", c.address, channel.Name(), err)
			continue
		}
		if server.heard[0].URL.Path != c.path || !strings.Contains(server.said[0], "INC-4") {
			t.Errorf("%s was sent %s %q", c.address, server.heard[0].URL.Path, server.said[0])
		}
	}
}

func TestTelegramSaysWhenAMessageWasNotSent(t *testing.T) {
	for answer, status := range map[string]int{`{"ok":false}`: 200, `<html>`: 200, ``: 502, `{"ok":false,"description":"s3cret"}`: 401} {
		server := newPhone(t, status, answer)
		_, err := shoutrrr.New("telegram").Page(t.Context(), person("telegram://12:s3cret@"+server.host()+"?chats=1,2&scheme=http"), page)
		if err == nil || strings.Contains(err.Error(), "s3cret") || len(server.heard) != 2 {
			t.Errorf("%d %s is told as %v after %d calls", status, answer, err, len(server.heard))
		}
	}
	gone := newPhone(t, 200, "")
	gone.Close()
	if _, err := shoutrrr.New("telegram").Page(t.Context(), person("telegram://12:s3cret@"+gone.host()+"?chats=1&scheme=http"), page); err == nil || err.Error() != "telegram could not be reached: connection refused" {
		t.Errorf("a server that is gone is told as %v", err)
	}
}

func TestOneContactThatWorksIsEnough(t *testing.T) {
	works, fails := newPhone(t, 200, `{"id":"x"}`), newPhone(t, 500, "")
	who := person("ntfy://"+fails.host()+"/t?scheme=http", "sms:+33600000000", "ntfy://"+works.host()+"/t?scheme=http")
	if _, err := shoutrrr.New("ntfy").Page(t.Context(), who, page); err != nil {
		t.Errorf("told as %v", err)
	}
	who.Contacts = who.Contacts[:2]
	if _, err := shoutrrr.New("ntfy").Page(t.Context(), who, page); err == nil || err.Error() != "ntfy refused the page: 500" {
		t.Errorf("told as %v", err)
	}
}

func TestAHangingServiceHoldsNobodyUp(t *testing.T) {
	stop := make(chan struct{})
	hangs := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stop }))
	defer hangs.Close()
	defer close(stop)
	host := strings.TrimPrefix(hangs.URL, "http://")
	for _, address := range []string{"ntfy://" + host + "/t?scheme=http", "generic+http://" + host, "matrix://u:p@" + host + "/?rooms=r&disableTLS=yes", "telegram://1:t@" + host + "?chats=1&scheme=http"} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		began := time.Now()
		_, err := shoutrrr.NewFallback(config.Secret(address)).Page(ctx, captain.Person{}, page)
		cancel()
		if err == nil || !strings.HasSuffix(err.Error(), "gave no answer in time") || time.Since(began) > 5*time.Second {
			t.Errorf("%s after %s: %v", address, time.Since(began), err)
		}
	}
	works := newPhone(t, 200, `{"id":"x"}`)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	who := person("ntfy://"+host+"/t?scheme=http", "ntfy://"+works.host()+"/t?scheme=http")
	if _, err := shoutrrr.New("ntfy").Page(ctx, who, page); err != nil || ctx.Err() != nil {
		t.Errorf("a contact that works beside one that hangs: %v", err)
	}
}

func TestWhoHasNoContactIsNotReached(t *testing.T) {
	who := person("sms:+33600000000")
	if shoutrrr.New("ntfy").Reaches(who) {
		t.Error("ntfy reaches who has only a telephone")
	}
	if _, err := shoutrrr.New("ntfy").Page(t.Context(), who, page); err == nil {
		t.Error("ntfy has called who has only a telephone")
	}
}

func TestATitleIsOneShortLine(t *testing.T) {
	p := page
	p.Drill, p.Subject = true, strings.Repeat("é\r\n", 500)
	if got := shoutrrr.Title(p); strings.ContainsAny(got, "\r\n") || len([]rune(got)) != 200 || !strings.HasPrefix(got, "[DRILL] P1 INC-4: é é") {
		t.Errorf("the title is %q", got)
	}
}
