package pretend_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigie/demo/pretend"
)

// shop is a service with one door that counts what it sold.
type shop struct {
	pretend.Door
	mu   sync.Mutex
	sold int
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.Serve(w, r, func(a *pretend.Answer, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sold++
		pretend.JSON(a, http.StatusCreated, map[string]int{"sold": s.sold})
	})
}

func (s *shop) sales() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sold
}

func client(s http.Handler) *http.Client {
	return &http.Client{Transport: pretend.Network{"shop.example": s}}
}

func post(ctx context.Context, c *http.Client, path string) (int, string, error) {
	req, _ := http.NewRequestWithContext(ctx, http.MethodPost, "https://shop.example"+path, strings.NewReader("hi"))
	resp, err := c.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body), err
}

func TestOfFaultsEachIsMetByTheRequestsItMatches(t *testing.T) {
	s := &shop{}
	s.Add(pretend.Fault{Method: http.MethodPost, Prefix: "/a", Status: 503, Body: "down", Times: 2})
	c := client(s)
	for i, want := range []struct {
		path   string
		status int
	}{{"/ab", 201}, {"/a/b", 503}, {"/a", 503}, {"/a", 201}} {
		status, _, err := post(t.Context(), c, want.path)
		if err != nil || status != want.status {
			t.Errorf("request %d to %s: got %d %v, want %d", i, want.path, status, err, want.status)
		}
	}
	calls := s.Calls()
	if len(calls) != 4 || calls[1].Status != 503 || calls[1].Path != "/a/b" || calls[1].Body != "hi" {
		t.Errorf("the journal holds %+v", calls)
	}
}

func TestOfALostAnswerTheWorkIsDone(t *testing.T) {
	s := &shop{}
	s.Add(pretend.Fault{Lose: true})
	if _, _, err := post(t.Context(), client(s), "/"); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatalf("got %v, want a broken connection", err)
	}
	if s.sales() != 1 || s.Calls()[0].Status != 0 {
		t.Errorf("sold %d, journal %+v; want the sale made and no answer noted", s.sales(), s.Calls())
	}
}

func TestOfALostAnswerARealServerBreaksTheConnection(t *testing.T) {
	s := &shop{}
	s.Add(pretend.Fault{Lose: true, Method: http.MethodPost})
	server := httptest.NewServer(s)
	defer server.Close()
	if resp, err := http.Post(server.URL, "text/plain", nil); err == nil {
		t.Errorf("got an answer %s, want a broken connection", resp.Status)
	}
	if s.sales() != 1 {
		t.Errorf("sold %d, want 1", s.sales())
	}
}

func TestOfAHangTheCallerGivesUpAtItsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shop{}
		s.Add(pretend.Fault{Hang: true})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		_, _, err := post(ctx, client(s), "/")
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second || s.sales() != 0 {
			t.Errorf("got %v after %v with %d sold", err, time.Since(start), s.sales())
		}
	})
}

func TestOfLatencyAClientTimeoutIsShorter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shop{}
		s.SetLatency(300 * time.Millisecond)
		c := client(s)
		start := time.Now()
		if status, _, err := post(t.Context(), c, "/"); status != 201 || err != nil || time.Since(start) != 300*time.Millisecond {
			t.Errorf("got %d %v after %v", status, err, time.Since(start))
		}
		c.Timeout = 100 * time.Millisecond
		if _, _, err := post(t.Context(), c, "/"); err == nil || s.sales() != 1 {
			t.Errorf("got %v with %d sold, want a timeout and nothing sold", err, s.sales())
		}
	})
}

func TestOfAnUnknownHostTheNetworkSaysSo(t *testing.T) {
	_, err := client(&shop{}).Get("http://elsewhere.example/")
	var unknown *net.DNSError
	if !errors.As(err, &unknown) || !unknown.IsNotFound {
		t.Errorf("got %v", err)
	}
}

func TestOfAWindowTheCountBeginsAgain(t *testing.T) {
	start := time.Date(2026, 11, 24, 10, 0, 50, 0, time.UTC)
	for _, c := range []struct {
		name    string
		window  pretend.Window
		resetIn time.Duration
	}{
		{"aligned", pretend.Window{Limit: 2, Length: time.Minute, Aligned: true}, 10 * time.Second},
		{"from the first request", pretend.Window{Limit: 2, Length: time.Minute}, time.Minute},
	} {
		w := c.window
		got := []bool{w.Take(start), w.Take(start), w.Take(start), w.Take(start.Add(c.resetIn - 1)), w.Take(start.Add(c.resetIn))}
		if want := [5]bool{true, true, false, false, true}; [5]bool(got) != want {
			t.Errorf("%s: got %v, want %v", c.name, got, want)
		}
	}
}

func TestOfABodyTooLongNothingIsDone(t *testing.T) {
	s := &shop{}
	resp, err := client(s).Post("http://shop.example/", "text/plain", strings.NewReader(strings.Repeat("x", pretend.BodyLimit+1)))
	if err != nil || resp.StatusCode != http.StatusRequestEntityTooLarge || s.sales() != 0 {
		t.Errorf("got %v %v with %d sold", resp, err, s.sales())
	}
}

func TestOfTheBaseTheLinksCanBeFollowed(t *testing.T) {
	var got []string
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got = append(got, pretend.Base(r)) })
	c := &http.Client{Transport: pretend.Network{"shop.example": handler, "127.0.0.1:80": handler}}
	for _, url := range []string{"https://shop.example/a", "http://127.0.0.1:80/a"} {
		if _, err := c.Get(url); err != nil {
			t.Fatal(err)
		}
	}
	if len(got) != 2 || got[0] != "https://shop.example" || got[1] != "http://127.0.0.1:80" {
		t.Errorf("got %q", got)
	}
}
