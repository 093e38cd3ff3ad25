package workspace

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
)

func TestOfOutages(t *testing.T) {
	for _, c := range []struct {
		out     Outage
		fails   bool
		visible int
	}{
		{Outage{Kind: Refuse}, true, 0},
		{Outage{Kind: ServerError}, true, 0},
		{Outage{Kind: RateLimit, RetryAfter: 7 * time.Second}, true, 0},
		{Outage{Kind: Stall}, true, 0},
		{Outage{Kind: LoseAnswer}, true, 1},
		{Outage{Kind: Refuse, Method: "chat.update"}, false, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			mend := w.Break(c.out)
			api := slack.New(botToken, slack.OptionAPIURL("http://slack.test/api/"),
				slack.OptionHTTPClient(&http.Client{Transport: Wire{w.API()}, Timeout: 5 * time.Second}))
			_, _, err := api.PostMessage(prod, slack.MsgOptionText("x", false))
			if (err != nil) != c.fails || len(w.Messages(prod)) != c.visible {
				t.Errorf("%+v: error %v, %d messages", c.out, err, len(w.Messages(prod)))
			}
			if limited, ok := err.(*slack.RateLimitedError); c.out.Kind == RateLimit && (!ok || limited.RetryAfter != 7*time.Second) {
				t.Errorf("rate limit gives %v", err)
			}
			mend()
			if _, _, err := api.PostMessage(prod, slack.MsgOptionText("y", false)); err != nil {
				t.Errorf("%+v mended: %v", c.out, err)
			}
			w.Close()
		})
	}
}

func TestOfDuplicatesShareTheirEventAndTwinsDoNot(t *testing.T) {
	for kind, want := range map[Kind]int{Duplicates: 1, Twins: 2} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			if err := w.Install(testManifest(false, allScopes, []string{"app_mention"})); err != nil {
				t.Fatal(err)
			}
			var n atomic.Int32
			w.app.answers(func(http.ResponseWriter, *http.Request) { n.Add(1) })
			w.Break(Outage{Kind: kind})
			if _, err := w.Say(t.Context(), ana, prod, "@Vigie hello"); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			ids := map[string]bool{}
			for _, b := range w.app.bodies {
				_, rest, _ := strings.Cut(b, `"event_id":"`)
				id, _, _ := strings.Cut(rest, `"`)
				ids[id] = true
			}
			if n.Load() != 2 || len(ids) != want {
				t.Errorf("%s: %d deliveries of %d events", kind, n.Load(), len(ids))
			}
			w.Close()
		})
	}
}
