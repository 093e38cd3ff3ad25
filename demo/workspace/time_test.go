package workspace

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
)

func TestOfATriggerExpiresAfterThreeSeconds(t *testing.T) {
	for wait, want := range map[time.Duration]string{2900 * time.Millisecond: "", 3100 * time.Millisecond: "expired_trigger_id"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			if _, err := w.Command(t.Context(), leo, prod, "/vigie"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(wait)
			_, err := w.slack.OpenView(w.app.form().Get("trigger_id"), form("Late"))
			if got := codeOf(err); got != want {
				t.Errorf("after %v: %q, want %q", wait, got, want)
			}
			w.Close()
		})
	}
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestOfAResponseURLServesFiveTimesWithinHalfAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		link := func() string {
			if _, err := w.Command(t.Context(), leo, prod, "/vigie"); err != nil {
				t.Fatal(err)
			}
			return w.app.form().Get("response_url")
		}
		use := func(to string) string {
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader(`{"text":"hi"}`))
			req.Header.Set("Content-Type", "application/json; charset=utf-8")
			resp, err := Wire{w.API()}.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			return resp.Status
		}
		often := link()
		for i := range 5 {
			if got := use(often); got != "OK" {
				t.Fatalf("use %d: %s", i+1, got)
			}
		}
		late := link()
		time.Sleep(30*time.Minute + time.Second)
		if use(often) != "Not Found" || use(late) != "Not Found" {
			t.Error("a used or old response_url still works")
		}
		if got := len(w.Ephemerals(leo)); got != 5 {
			t.Errorf("%d answers shown, want 5", got)
		}
		w.Close()
	})
}

func TestOfAnAppSlowerThanThreeSecondsFailsTheCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.app.answers(func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-time.After(4 * time.Second):
			}
		})
		start := time.Now()
		_, err := w.Command(t.Context(), leo, prod, "/vigie")
		if codeOf(err) != "operation_timeout" || time.Since(start) != 3*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		w.Close()
	})
}

func TestOfEventsAreRetriedAtOnceAfterOneMinuteAndAfterFive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		if err := w.Install(testManifest(false, allScopes, []string{"app_mention"})); err != nil {
			t.Fatal(err)
		}
		var at []time.Duration
		start := time.Now()
		w.app.answers(func(rw http.ResponseWriter, r *http.Request) {
			at = append(at, time.Since(start))
			rw.WriteHeader(http.StatusBadGateway)
		})
		if _, err := w.Say(t.Context(), ana, prod, "@Vigie hello"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		want := []time.Duration{0, 0, time.Minute, 6 * time.Minute}
		if len(at) != len(want) {
			t.Fatalf("delivered at %v", at)
		}
		for i := range want {
			h := w.app.got[i].Header
			if at[i] != want[i] || i > 0 && (h.Get("X-Slack-Retry-Num") != string(rune('0'+i)) || h.Get("X-Slack-Retry-Reason") != "http_error") {
				t.Errorf("delivery %d at %v with %v", i, at[i], h)
			}
			if w.app.bodies[i] != w.app.bodies[0] {
				t.Errorf("retry %d is not the same event", i)
			}
		}
		w.Close()
	})
}

func TestOfARetryRefusedByTheAppIsNotMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		if err := w.Install(testManifest(false, allScopes, []string{"app_mention"})); err != nil {
			t.Fatal(err)
		}
		w.app.answers(func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("X-Slack-No-Retry", "1")
			rw.WriteHeader(http.StatusBadGateway)
		})
		if _, err := w.Say(t.Context(), ana, prod, "@Vigie hello"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := w.app.count(); got != 1 {
			t.Errorf("%d deliveries, want 1", got)
		}
		w.Close()
	})
}

func TestOfAChannelTakesOneMessageASecondAfterABurst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(o *Options) { o.Unlimited = false })
		post := func() error {
			_, _, err := w.slack.PostMessage(prod, slack.MsgOptionText("x", false))
			return err
		}
		for range burst {
			if err := post(); err != nil {
				t.Fatal(err)
			}
		}
		limited, ok := post().(*slack.RateLimitedError)
		if !ok || limited.RetryAfter != time.Second {
			t.Fatalf("got %v", limited)
		}
		time.Sleep(time.Second)
		if err := post(); err != nil {
			t.Error(err)
		}
		w.Close()
	})
}

func TestOfATierGrantsItsCallsAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(o *Options) { o.Unlimited = false })
		for range 20 {
			if _, err := w.slack.GetUsers(); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.slack.GetUserGroups(); err != nil {
			t.Errorf("another method pays too: %v", err)
		}
		api := slack.New(botToken, slack.OptionAPIURL("http://slack.test/api/"), slack.OptionHTTPClient(&http.Client{Transport: Wire{w.API()}}))
		_, err := api.GetUserGroupMembers("S0CAPT")
		if err != nil {
			t.Error(err)
		}
		got := w.raw("users.list", nil)
		if got["error"] != "ratelimited" || got["status"] != http.StatusTooManyRequests {
			t.Errorf("call 21 gives %v", got)
		}
		w.Close()
	})
}

func TestOfAScheduledMessageIsPostedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		at := time.Now().Add(time.Hour).Unix()
		if _, _, err := w.slack.ScheduleMessage(prod, strconv.FormatInt(at, 10), slack.MsgOptionText("later", false)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(59 * time.Minute)
		early := len(w.Messages(prod))
		time.Sleep(time.Minute + time.Second)
		if early != 0 || len(w.Messages(prod)) != 1 {
			t.Errorf("%d messages before, %d after", early, len(w.Messages(prod)))
		}
		w.Close()
	})
}
