package slack

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/captain"
	"vigie/commands"
)

// occurrence is an event as Slack sends it.
func occurrence(inner string) string {
	return `{"type":"event_callback","team_id":"T1","event_id":"Ev1","authorizations":[{"user_id":"UBOT","is_bot":true}],"event":` + inner + `}`
}

const mention = `{"type":"app_mention","user":"U1","text":"<@UBOT> qui est capitaine &amp; <@U2> ?","ts":"7.1","thread_ts":"6.0","channel":"C1","event_ts":"7.1"}`

func TestEventsBecomeRequests(t *testing.T) {
	for name, c := range map[string]struct {
		event string
		want  []commands.Request
	}{
		"a mention": {mention, []commands.Request{{ID: "e:T1/C1/7.1/app_mention", Kind: commands.Mentioned, User: "U1", Team: "T1", Channel: "C1",
			Text: "qui est capitaine & <@U2> ?", Message: commands.Place{Channel: "C1", TS: "7.1"}, Thread: "6.0"}}},
		"the home tab": {`{"type":"app_home_opened","user":"U1","channel":"D1","tab":"home","event_ts":"8.1"}`,
			[]commands.Request{{ID: "e:T1/D1/8.1/app_home_opened", Kind: commands.HomeSeen, User: "U1", Team: "T1", Channel: "D1"}}},
		"the messages tab": {`{"type":"app_home_opened","user":"U1","channel":"D1","tab":"messages","event_ts":"8.1"}`, nil},
		"a bot":            {`{"type":"app_mention","user":"U8","bot_id":"B8","text":"<@UBOT> hi","ts":"7.1","channel":"C1"}`, nil},
		"ourselves":        {`{"type":"app_mention","user":"UBOT","text":"<@UBOT> hi","ts":"7.1","channel":"C1"}`, nil},
		"Slack's own bot":  {`{"type":"app_mention","user":"USLACKBOT","text":"<@UBOT> hi","ts":"7.1","channel":"C1"}`, nil},
		"nobody":           {`{"type":"app_mention","text":"<@UBOT> hi","ts":"7.1","channel":"C1"}`, nil},
		"something else":   {`{"type":"reaction_added","user":"U1","event_ts":"1.1","item":{"ts":"1"}}`, nil},
	} {
		h := newHouse()
		w := h.post(eventRoute, occurrence(c.event))
		if diff := cmp.Diff(c.want, h.taken); diff != "" || w.Code != 200 || w.Body.Len() != 0 {
			t.Errorf("%s: %d %q, taken (-want +got):\n%s", name, w.Code, w.Body, diff)
		}
	}
}

func TestTwoDeliveriesOfAMentionHaveOneID(t *testing.T) {
	h := newHouse()
	h.post(eventRoute, occurrence(mention))
	h.post(eventRoute, strings.Replace(occurrence(mention), "Ev1", "Ev2", 1))
	h.post(eventRoute, occurrence(strings.ReplaceAll(mention, "7.1", "7.2")))
	if h.taken[0].ID != h.taken[1].ID || h.taken[0].ID == h.taken[2].ID {
		t.Errorf("the ids are %q, %q and, of another mention, %q", h.taken[0].ID, h.taken[1].ID, h.taken[2].ID)
	}
}

func TestAnEventThatIsNotKeptComesAgain(t *testing.T) {
	h := newHouse()
	h.err = errors.New("the store is away")
	if w := h.post(eventRoute, occurrence(mention)); w.Code != 503 {
		t.Errorf("Slack hears %d, want 503", w.Code)
	}
	h.err = nil
	r := newRequest(http.MethodPost, eventRoute, strings.NewReader(occurrence(mention)))
	sign(r, occurrence(mention), secret, time.Now())
	r.Header.Set("X-Slack-Retry-Num", "3")
	if w := h.send(r); w.Code != 200 || len(h.taken) != 2 {
		t.Errorf("the third retry gets %d and %d were taken, want 200 and 2", w.Code, len(h.taken))
	}
}

func TestOurOwnMentionIsTakenOutOfTheText(t *testing.T) {
	for _, c := range []struct {
		text string
		self captain.UserID
		want string
	}{
		{"<@UBOT> hi", "UBOT", "hi"},
		{"<@UBOT|vigie>: hi <@UBOT>", "UBOT", ": hi"},
		{"hello <@U1> and <@UBOT>", "UBOT", "hello <@U1> and"},
		{"<@UX> hi <@U1>", "", "hi <@U1>"},
	} {
		if got := withoutMention(c.text, c.self); got != c.want {
			t.Errorf("%q without %q is %q, want %q", c.text, c.self, got, c.want)
		}
	}
}
