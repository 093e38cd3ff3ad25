package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"vigie/commands"
	"vigie/work"
)

func TestAChannelGetsAMessageASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, room := newPretend()
		start := time.Now()
		for i := range 5 {
			if _, err := room.Post(t.Context(), "C1", hello, commands.PostOptions{Key: "card " + fmt.Sprint(i)}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := room.Post(t.Context(), "C2", hello, commands.PostOptions{}); err != nil {
			t.Fatal(err)
		}
		var after []time.Duration
		for _, c := range p.calls {
			after = append(after, c.at.Sub(start))
		}
		want := []time.Duration{0, 0, 0, time.Second, 2 * time.Second, 2 * time.Second}
		if !slices.Equal(after, want) {
			t.Errorf("messages went out after %v, want %v", after, want)
		}
	})
}

func TestAPageWaitsForNoLimitOfOurs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, room := newPretend()
		start := time.Now()
		for range 50 {
			if _, err := room.Post(t.Context(), "C1", hello, commands.PostOptions{Key: "page P-1"}); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 0 || len(p.calls) != 50 {
			t.Errorf("%d pages took %v, want 50 at once", len(p.calls), took)
		}
		_, err := room.Post(t.Context(), "C1", hello, commands.PostOptions{Key: "card INC-1"})
		if pause := work.Pause(1, err); err == nil || pause < 40*time.Second || pause > 50*time.Second {
			t.Errorf("the card is put off by %v (%v), want the 48 s that the pages used up", pause, err)
		}
	})
}

func TestWhoeverWaitsGivesUpWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, room := newPretend()
		for range 3 {
			_, _ = room.Post(t.Context(), "C1", hello, commands.PostOptions{})
		}
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := room.Post(ctx, "C1", hello, commands.PostOptions{})
		if err == nil || time.Since(start) != 0 || work.Pause(1, err) != time.Second {
			t.Errorf("after %v it is told %v, want at once to come back in 1 s", time.Since(start), err)
		}
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(200*time.Millisecond, cancel)
		if _, err := room.Post(ctx, "C1", hello, commands.PostOptions{}); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled it is told %v", err)
		}
	})
}

func TestA429ShutsTheChannelAndNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, room := newPretend()
		p.say["chat.postMessage"] = func(c call, n int) reply {
			if n == 1 {
				return reply{status: 429, header: http.Header{"Retry-After": {"30"}}}
			}
			return reply{body: usual["chat.postMessage"]}
		}
		_, err := room.Post(t.Context(), "C1", hello, commands.PostOptions{})
		if work.Pause(1, err) != 30*time.Second {
			t.Errorf("it is to come back in %v (%v), want 30 s", work.Pause(1, err), err)
		}
		time.Sleep(10 * time.Second)
		_, err = room.Post(t.Context(), "C1", hello, commands.PostOptions{})
		if work.Pause(1, err) != 20*time.Second || len(p.calls) != 1 {
			t.Errorf("the next one is to come back in %v after %d calls, want 20 s and none of its own", work.Pause(1, err), len(p.calls))
		}
		if _, err := room.Post(t.Context(), "C2", hello, commands.PostOptions{}); err != nil {
			t.Errorf("another channel is shut too: %v", err)
		}
		time.Sleep(20 * time.Second)
		if _, err := room.Post(t.Context(), "C1", hello, commands.PostOptions{}); err != nil {
			t.Errorf("after the pause: %v", err)
		}
	})
}

func TestAnUnreasonablePauseIsBounded(t *testing.T) {
	for header, want := range map[string]time.Duration{"999999999999": maxPause, "0": time.Second, "-5": time.Second, "": defaultPause} {
		p, room := newPretend()
		p.say["chat.update"] = func(call, int) reply {
			h := http.Header{}
			if header != "" {
				h.Set("Retry-After", header)
			}
			return reply{status: 429, header: h}
		}
		if err := room.Update(t.Context(), commands.Place{Channel: "C1", TS: "1"}, hello); work.Pause(1, err) != want {
			t.Errorf("Retry-After %q pauses %v (%v), want %v", header, work.Pause(1, err), err, want)
		}
	}
}

func TestBucketsThatAreFullAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l throttle
		for i := range 3 * maxBuckets {
			if err := l.wait(t.Context(), "chat.postMessage", fmt.Sprint("chat.postMessage C", i), false); err != nil {
				t.Fatal(err)
			}
			time.Sleep(10 * time.Millisecond)
		}
		if n := len(l.buckets); n > 2*maxBuckets {
			t.Errorf("%d buckets are kept", n)
		}
	})
}
