package helpdesk_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/demo/helpdesk"
)

func TestOfATicketOpenedThroughTheAPIItIsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := helpdesk.New(helpdesk.Options{Key: "key", IndexDelay: time.Minute})
		a := ask(s, "POST", "tickets", `{"email":"a@example.org","subject":"Blank page","description":"…","status":2,"priority":1,"tags":["INC-42"]}`)
		if a.status != http.StatusCreated || a.header.Get("Location") != "https://pix.freshdesk.com/api/v2/tickets/1" || a.object(t)["id"] != 1.0 {
			t.Fatalf("got %d %s", a.status, a.text)
		}
		if got := total(t, s, "tag:'INC-42'"); got != 0 {
			t.Errorf("before it is indexed: got %d", got)
		}
		time.Sleep(time.Minute)
		if got := total(t, s, "tag:'INC-42'"); got != 1 {
			t.Errorf("once indexed: got %d", got)
		}
		if a := ask(s, "PUT", "tickets/1", `{"status":4}`); a.status != http.StatusOK || s.Tickets()[0].Status != helpdesk.Resolved {
			t.Errorf("got %d %s", a.status, a.text)
		}
		if a := ask(s, "GET", "tickets/1", ""); a.object(t)["subject"] != "Blank page" {
			t.Errorf("got %d %s", a.status, a.text)
		}
		if a := ask(s, "GET", "tickets/2", ""); a.status != http.StatusNotFound || a.text != "" {
			t.Errorf("got %d %q", a.status, a.text)
		}
	})
}

func TestOfAWrongTicketEachFieldIsNamed(t *testing.T) {
	s := helpdesk.New(helpdesk.Options{Key: "key"})
	for body, want := range map[string]string{
		`{}`: `requester_id subject description status priority`,
		`{"email":"x","subject":"a","description":"b","status":9,"priority":5}`:                  "status priority email",
		`{"email":"a@b","subject":"a","description":"b","status":"open","priority":1}`:           "status",
		`{"email":"a@b","subject":"a","description":"b","status":2,"priority":1,"colour":"x"}`:   "colour",
		`{"email":"a@b","subject":"a","description":"b","status":2,"priority":1,"tags":["a,b"]}`: "tags",
	} {
		a := ask(s, "POST", "tickets", body)
		var refused struct {
			Errors []struct{ Field, Message, Code string }
		}
		if err := json.Unmarshal([]byte(a.text), &refused); err != nil || a.status != http.StatusBadRequest {
			t.Errorf("%s: got %d %s", body, a.status, a.text)
		}
		var fields []string
		for _, e := range refused.Errors {
			fields = append(fields, e.Field)
			if e.Message == "" || e.Code == "" {
				t.Errorf("%s: got %s", body, a.text)
			}
		}
		if got := strings.Join(fields, " "); got != want {
			t.Errorf("%s: got %s, want %s", body, got, want)
		}
	}
	if a := ask(s, "POST", "tickets", `{`); a.status != 400 || !strings.Contains(a.text, "invalid_json") {
		t.Errorf("broken JSON: got %d %s", a.status, a.text)
	}
	if a := ask(s, "POST", "tickets", `x=1`, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }); a.status != http.StatusUnsupportedMediaType {
		t.Errorf("not JSON: got %d %s", a.status, a.text)
	}
	if a := ask(s, "DELETE", "tickets", ""); a.status != http.StatusMethodNotAllowed || a.header.Get("Allow") != "GET, POST" {
		t.Errorf("wrong method: got %d %s", a.status, a.text)
	}
	if n := len(s.Tickets()); n != 0 {
		t.Errorf("%d tickets were opened", n)
	}
}
