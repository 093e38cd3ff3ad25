package helpdesk_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"vigie/demo/helpdesk"
	"vigie/demo/pretend"
)

type answer struct {
	status int
	header http.Header
	text   string
}

func (a answer) object(t testing.TB) (o map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.text), &o); err != nil {
		t.Fatalf("%s: %v", a.text, err)
	}
	return o
}

func ask(s *helpdesk.Service, method, path, body string, edit ...func(*http.Request)) answer {
	req, _ := http.NewRequest(method, "https://pix.freshdesk.com/api/v2/"+path, strings.NewReader(body))
	req.SetBasicAuth("key", "X")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, e := range edit {
		e(req)
	}
	resp, err := (&http.Client{Transport: pretend.Network{"pix.freshdesk.com": s}, Timeout: 10 * time.Second}).Do(req)
	if err != nil {
		return answer{text: err.Error()}
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(text)}
}

func find(s *helpdesk.Service, query string, page int) answer {
	return ask(s, "GET", fmt.Sprintf("search/tickets?query=%s&page=%d", url.QueryEscape(query), page), "")
}

func total(t testing.TB, s *helpdesk.Service, query string) int {
	t.Helper()
	a := find(s, `"`+query+`"`, 1)
	if a.status != http.StatusOK {
		t.Fatalf("%s: got %d %s", query, a.status, a.text)
	}
	return int(a.object(t)["total"].(float64))
}

func TestOfASearchTheTicketsMeantAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := helpdesk.New(helpdesk.Options{Key: "key"})
		s.Open(2, "INC-41")
		time.Sleep(36 * time.Hour)
		late := s.Open(3, "INC-42")
		s.Settle(helpdesk.Closed, late[0])
		s.Add(helpdesk.Ticket{Subject: "no tag", Priority: 4, Type: "Question"})
		for query, want := range map[string]int{
			"tag:'INC-42'": 3,
			"tag:'INC-42' AND created_at:>'2000-01-02'":              3,
			"tag:'INC-42' AND created_at:>'2000-01-03'":              0,
			"tag:'INC-42' AND created_at:>'2000-01-02' AND status:2": 2,
			"tag:'inc-42'":                                          0,
			"created_at:<'2000-01-01'":                              2,
			"created_at:'2000-01-02'":                               4,
			"updated_at:>'2000-01-02'":                              4,
			"tag:null":                                              1,
			"priority:>3":                                           1,
			"type:'Question'":                                       1,
			"type:null AND status:5":                                1,
			"(tag:'INC-41' OR tag:'INC-42') AND status:2":           4,
			"tag:'INC-41' OR tag:'INC-42' AND status:5":             3,
			"tag:'INC-41' OR (tag:'INC-42' AND (status:5))":         3,
			"created_at:>'2000-01-02' AND created_at:<'2000-01-02'": 4,
		} {
			if got := total(t, s, query); got != want {
				t.Errorf("%s: got %d, want %d", query, got, want)
			}
		}
	})
}

func TestOfAWrongSearchTheFieldIsNamed(t *testing.T) {
	s := helpdesk.New(helpdesk.Options{Key: "key"})
	for _, query := range []string{
		"tag:'x'", `'tag:'x''`, `"tag:'x'`, `""`, `"tag:x"`, `"tag:>'x'"`, `"status:'2'"`, `"status:open"`, `"created_at:>2026-11-01"`,
		`"created_at:>'2026-11-01T10:00:00Z'"`, `"colour:'red'"`, `"(tag:'x'"`, `"tag:'x' and status:2"`, `"tag:'x' status:2"`, `"tag:'x"`,
		`"tag:"`, `"tag:'x' AND "`, `"` + strings.Repeat("x", 512) + `"`,
	} {
		a := find(s, query, 1)
		if a.status != http.StatusBadRequest || !strings.Contains(a.text, `"description":"Validation failed"`) || !strings.Contains(a.text, `"field":"query"`) {
			t.Errorf("%s: got %d %s", query, a.status, a.text)
		}
	}
	for path, field := range map[string]string{"search/tickets": "query", `search/tickets?query="status:2"&page=11`: "page", `search/tickets?query="status:2"&per_page=100`: "per_page"} {
		a := ask(s, "GET", path, "")
		if a.status != http.StatusBadRequest || !strings.Contains(a.text, `"field":"`+field+`"`) {
			t.Errorf("%s: got %d %s", path, a.status, a.text)
		}
	}
}

func TestOfAnyTextTheSearchAnswers(t *testing.T) {
	s := helpdesk.New(helpdesk.Options{Key: "key", PerMinute: -1})
	s.Open(1, "x")
	rapid.Check(t, func(t *rapid.T) {
		query := rapid.StringMatching(`"?[a-z:'"()<>0-9 ANDOR_-]{0,40}"?`).Draw(t, "query")
		if a := find(s, query, 1); a.status != http.StatusOK && a.status != http.StatusBadRequest {
			t.Errorf("%s: got %d %s", query, a.status, a.text)
		}
	})
}

func TestOfManyTicketsThirtyAreOnAPage(t *testing.T) {
	s := helpdesk.New(helpdesk.Options{Key: "key"})
	s.Open(65, "x")
	for page, want := range map[int]int{1: 30, 3: 5, 4: 0, 10: 0} {
		o := find(s, `"tag:'x'"`, page).object(t)
		if got := len(o["results"].([]any)); got != want || o["total"] != 65.0 {
			t.Errorf("page %d: got %d of %v, want %d", page, got, o["total"], want)
		}
	}
}

func TestOfAListPagesAreLinked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := helpdesk.New(helpdesk.Options{Key: "key"})
		old := s.Open(1, "old")
		time.Sleep(31 * 24 * time.Hour)
		s.Open(120, "x")
		count := func(path string) (int, string) {
			a := ask(s, "GET", path, "")
			var list []any
			if a.status != http.StatusOK || json.Unmarshal([]byte(a.text), &list) != nil {
				t.Fatalf("%s: got %d %s", path, a.status, a.text)
			}
			return len(list), a.header.Get("Link")
		}
		if n, link := count("tickets?per_page=100"); n != 100 || link != `<https://pix.freshdesk.com/api/v2/tickets?page=2&per_page=100>; rel="next"` {
			t.Errorf("first page: got %d, link %s", n, link)
		}
		if n, link := count("tickets?per_page=100&page=2"); n != 20 || link != "" {
			t.Errorf("last page: got %d, link %q", n, link)
		}
		if n, _ := count("tickets?per_page=100&page=2&updated_since=2000-01-01"); n != 21 {
			t.Errorf("since the beginning: got %d", n)
		}
		since := "&updated_since=" + time.Now().Add(time.Second).UTC().Format(time.RFC3339)
		time.Sleep(time.Minute)
		s.Settle(helpdesk.Resolved, old...)
		if n, _ := count("tickets?order_by=updated_at" + since); n != 1 {
			t.Errorf("since the change: got %d", n)
		}
		for _, wrong := range []string{"per_page=101", "per_page=0", "page=301", "page=x", "updated_since=yesterday", "order_by=colour", "tag=x"} {
			if a := ask(s, "GET", "tickets?"+wrong, ""); a.status != http.StatusBadRequest || !strings.Contains(a.text, "Validation failed") {
				t.Errorf("%s: got %d %s", wrong, a.status, a.text)
			}
		}
	})
}

func TestOfAWrongKeyNothingIsShown(t *testing.T) {
	s := helpdesk.New(helpdesk.Options{Key: "key"})
	for name, edit := range map[string]func(*http.Request){
		"wrong":  func(r *http.Request) { r.SetBasicAuth("other", "X") },
		"none":   func(r *http.Request) { r.Header.Del("Authorization") },
		"bearer": func(r *http.Request) { r.Header.Set("Authorization", "Bearer key") },
	} {
		a := ask(s, "GET", "tickets", "", edit)
		if a.status != http.StatusUnauthorized || a.object(t)["code"] != "invalid_credentials" {
			t.Errorf("%s key: got %d %s", name, a.status, a.text)
		}
	}
}

func TestOfTheLimitTheMinuteIsWaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := helpdesk.New(helpdesk.Options{Key: "key", PerMinute: 2})
		if a := ask(s, "GET", "tickets", ""); a.header.Get("X-RateLimit-Total") != "2" || a.header.Get("X-RateLimit-Remaining") != "1" || a.header.Get("X-RateLimit-Used-CurrentRequest") != "1" {
			t.Errorf("got %v", a.header)
		}
		ask(s, "GET", "nothing", "")
		time.Sleep(20500 * time.Millisecond)
		a := ask(s, "GET", "tickets", "")
		if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "40" {
			t.Fatalf("got %d, retry after %s", a.status, a.header.Get("Retry-After"))
		}
		time.Sleep(40 * time.Second)
		if a := ask(s, "GET", "tickets", ""); a.status != http.StatusOK {
			t.Errorf("after the wait: got %d", a.status)
		}
		s.UseUp()
		if a := ask(s, "GET", "tickets", ""); a.status != http.StatusTooManyRequests {
			t.Errorf("used up: got %d", a.status)
		}
	})
}

func TestOfFaultsTheHelpdeskIsCalmAfterwards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := helpdesk.New(helpdesk.Options{Key: "key", Latency: 200 * time.Millisecond})
		s.Fail(503, 1)
		start := time.Now()
		if a := ask(s, "GET", "tickets", ""); a.status != 503 || time.Since(start) != 200*time.Millisecond {
			t.Errorf("got %d after %v", a.status, time.Since(start))
		}
		s.Hang(pretend.Forever)
		start = time.Now()
		if a := ask(s, "GET", "tickets", ""); a.status != 0 || time.Since(start) != 10*time.Second {
			t.Errorf("got %d after %v", a.status, time.Since(start))
		}
		s.Calm()
		if a := ask(s, "GET", "tickets", ""); a.status != 200 || len(s.Calls()) != 3 {
			t.Errorf("got %d after %d calls", a.status, len(s.Calls()))
		}
	})
}

func TestOfManyCallersEveryTicketIsKept(t *testing.T) {
	s := helpdesk.New(helpdesk.Options{Key: "key", PerMinute: -1})
	done := make(chan answer)
	for range 20 {
		go func() {
			ask(s, "POST", "tickets", `{"email":"a@b","subject":"a","description":"b","status":2,"priority":1}`)
			s.Open(1, "x")
			done <- find(s, `"status:2"`, 1)
		}()
	}
	for range 20 {
		if a := <-done; a.status != http.StatusOK {
			t.Errorf("got %d %s", a.status, a.text)
		}
	}
	if n := len(s.Tickets()); n != 40 {
		t.Errorf("got %d tickets, want 40", n)
	}
}
