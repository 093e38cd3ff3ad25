package workspace

import (
	"context"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// pipes is a listener in memory, so that sockets can live in a bubble.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// served runs the workspace behind pipes and a Socket Mode client of the app.
func served(t *testing.T, w *world, handle func(*socketmode.Client, socketmode.Event)) (stop func()) {
	t.Helper()
	p := &pipes{make(chan net.Conn), make(chan struct{})}
	server := &http.Server{Handler: w.API()}
	go func() { _ = server.Serve(p) }()
	transport := &http.Transport{DialContext: p.dial}
	api := slack.New(botToken, slack.OptionAPIURL("http://slack.test/api/"), slack.OptionAppLevelToken(appToken),
		slack.OptionHTTPClient(&http.Client{Transport: transport}))
	client := socketmode.New(api, socketmode.OptionDialer(&websocket.Dialer{NetDialContext: p.dial}))
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = client.RunContext(ctx) }()
	go func() {
		for {
			select {
			case e := <-client.Events:
				handle(client, e)
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() {
		cancel()
		w.Close()
		<-ended
		transport.CloseIdleConnections()
		_ = server.Close()
	}
}

func socketWorld(t *testing.T) *world {
	w := newWorld(t)
	if err := w.Install(testManifest(true, allScopes, []string{"app_mention"})); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestOfSocketModeCarriesCommandsEventsAndForms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := socketWorld(t)
		var mention string
		stop := served(t, w, func(c *socketmode.Client, e socketmode.Event) {
			switch data := e.Data.(type) {
			case slack.SlashCommand:
				_ = c.Ack(*e.Request, map[string]any{"text": "you said " + data.Text})
			case slackevents.EventsAPIEvent:
				mention = data.InnerEvent.Data.(*slackevents.AppMentionEvent).Text
				_ = c.Ack(*e.Request)
			case slack.InteractionCallback:
				_ = c.Ack(*e.Request)
			}
		})
		synctest.Wait()
		m, err := w.Command(t.Context(), leo, prod, "/vigie hello")
		if err != nil || m == nil || m.Text != "you said hello" {
			t.Errorf("command: %+v, %v", m, err)
		}
		if _, err := w.Say(t.Context(), ana, prod, "@Vigie who?"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if mention != "<@U0VIGIE> who?" {
			t.Errorf("mention %q", mention)
		}
		if err := w.Shortcut(t.Context(), leo, "declare", "", ""); err != nil {
			t.Error(err)
		}
		if n := w.app.count(); n != 0 {
			t.Errorf("%d deliveries went over HTTP", n)
		}
		stop()
	})
}

func TestOfASocketLivesThroughRefreshesAndDrops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := socketWorld(t)
		connected := 0
		stop := served(t, w, func(c *socketmode.Client, e socketmode.Event) {
			if e.Type == socketmode.EventTypeHello {
				connected++
			}
			if _, ok := e.Data.(slack.SlashCommand); ok {
				_ = c.Ack(*e.Request)
			}
		})
		synctest.Wait()
		time.Sleep(30 * time.Minute) // pings keep it alive
		w.RefreshSockets()
		time.Sleep(time.Minute)
		w.DropSockets()
		time.Sleep(time.Minute)
		synctest.Wait()
		if connected != 3 {
			t.Errorf("connected %d times, want 3", connected)
		}
		if _, err := w.Command(t.Context(), leo, prod, "/vigie"); err != nil {
			t.Error(err)
		}
		stop()
	})
}

func TestOfAnEnvelopeNotAcknowledgedTimesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := socketWorld(t)
		stop := served(t, w, func(*socketmode.Client, socketmode.Event) {})
		synctest.Wait()
		if _, err := w.Command(t.Context(), leo, prod, "/vigie"); codeOf(err) != "operation_timeout" {
			t.Errorf("got %v", err)
		}
		stop()
	})
}

func TestOfSocketModeAddressesNeedTheAppTokenAndServeOnce(t *testing.T) {
	w := newWorld(t)
	api := slack.New(botToken, slack.OptionAPIURL("http://slack.test/api/"), slack.OptionAppLevelToken(appToken),
		slack.OptionHTTPClient(&http.Client{Transport: Wire{w.API()}}))
	if _, _, err := api.StartSocketModeContext(t.Context()); codeOf(err) != "socket_mode_not_enabled" {
		t.Errorf("without Socket Mode: %v", err)
	}
	if got := w.raw("apps.connections.open", nil); got["error"] != "not_allowed_token_type" {
		t.Errorf("with a bot token: %v", got)
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://slack.test/socket?ticket=guess", nil)
	resp, err := Wire{w.API()}.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("a guessed ticket gives %v %v", resp, err)
	}
}
