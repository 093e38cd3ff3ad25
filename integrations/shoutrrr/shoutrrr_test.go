package shoutrrr_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vigie/captain"
	"vigie/config"
	"vigie/integrations/shoutrrr"
)

var page = captain.Page{ID: 7, Ref: "INC-4", Severity: 1, Subject: "L'API est en panne"}

// somebody has one contact at a server of this test's.
func somebody(server *httptest.Server, path string) captain.Person {
	host := strings.TrimPrefix(server.URL, "http://")
	return captain.Person{ID: "U1", Contacts: []captain.Contact{config.Secret("ntfy://" + host + path + "?scheme=http")}}
}

func TestAPageRingsByNtfyLoudly(t *testing.T) {
	var got *http.Request
	var body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got, body = r, string(b)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"id":"x"}`)
	}))
	defer server.Close()
	channel := shoutrrr.New("ntfy")
	who := somebody(server, "/vigie-topic")
	if !channel.Reaches(who) || channel.Name() != "ntfy" {
		t.Fatal("ntfy does not reach who has it")
	}
	if _, err := channel.Page(t.Context(), who, page); err != nil {
		t.Fatal(err)
	}
	if got.URL.Path != "/vigie-topic" || !strings.Contains(body, "INC-4: L'API est en panne") || !strings.Contains(body, "P-7") {
		t.Errorf("%s got %q", got.URL.Path, body)
	}
	if p := got.Header.Get("Priority") + got.Header.Get("X-Priority"); !strings.Contains("urgent 5 max", strings.ToLower(p)) || p == "" {
		t.Errorf("the priority is %q", p)
	}
}

func TestARefusedPageIsToldWithoutTheSecret(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "no", http.StatusInternalServerError)
	}))
	defer server.Close()
	channel := shoutrrr.New("ntfy")
	_, err := channel.Page(t.Context(), somebody(server, "/s3cret-topic"), page)
	if err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("told as %v", err)
	}
	for _, address := range []string{"telegram://s3cret:tok@telegram?chats=x", "pushover://shoutrrr:s3cret@bad user/", "nothing://s3cret", "smtp://u:s3cret@127.0.0.1:1/?from=a@b.c&to=d@e.f", "s3cret"} {
		_, err := shoutrrr.NewFallback(config.Secret(address)).Page(t.Context(), captain.Person{}, page)
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("a bad %s address is told as %v", strings.SplitN(address, ":", 2)[0], err)
		}
	}
}

func TestAHangingServiceHoldsNobodyUp(t *testing.T) {
	stop := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-stop:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	defer close(stop)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := shoutrrr.New("ntfy").Page(ctx, somebody(server, "/t"), page); err == nil || ctx.Err() == nil {
		t.Errorf("told as %v", err)
	}
}

func TestWhoHasNoContactIsNotReached(t *testing.T) {
	if shoutrrr.New("ntfy").Reaches(captain.Person{ID: "U1", Contacts: []captain.Contact{config.Secret("sms:+33600000000")}}) {
		t.Error("ntfy reaches who has only a telephone")
	}
}
