package codeforge_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-github/v57/github"

	"vigie/demo/codeforge"
)

func TestOfAKnownAnswerTheLimitIsSpared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, gh := forge(codeforge.Options{})
		ask := func(tag string) *github.Response {
			req, _ := gh.NewRequest("GET", "repos/1024pix/pix/releases", nil)
			req.Header.Set("If-None-Match", tag)
			resp, _ := gh.Do(t.Context(), req, nil)
			return resp
		}
		first := ask("")
		check(t, "left after one", first.Rate.Remaining, 4999)
		again := ask(first.Header.Get("ETag"))
		check(t, "unchanged", again.StatusCode, http.StatusNotModified)
		check(t, "left", again.Rate.Remaining, 4999)
		s.Publish(pix, codeforge.Release{Tag: "v1"})
		changed := ask(first.Header.Get("ETag"))
		check(t, "changed", changed.StatusCode, http.StatusOK)
		check(t, "left after a change", changed.Rate.Remaining, 4998)
	})
}

func TestOfTheLimitsTheClientKnowsWhenToComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		s, gh := forge(codeforge.Options{Limit: 2})
		get := func(gh *github.Client) error {
			_, _, err := gh.Repositories.Get(ctx, "1024pix", "pix")
			return err
		}
		check(t, "first", get(gh), nil)
		time.Sleep(30 * time.Minute)
		check(t, "second", get(gh), nil)
		var limited *github.RateLimitError
		fresh := client(s, secret)
		if err := get(fresh); !errors.As(err, &limited) || time.Until(limited.Rate.Reset.Time) != 30*time.Minute {
			t.Errorf("third: got %v", err)
		}
		limits, _, err := fresh.RateLimit.Get(ctx)
		check(t, "limits can be asked", err, nil)
		check(t, "left", limits.Core.Remaining, 0)
		time.Sleep(30 * time.Minute)
		check(t, "an hour later", get(gh), nil)
		s.UseUp()
		if err := get(client(s, secret)); !errors.As(err, &limited) {
			t.Errorf("used up: got %v", err)
		}
		time.Sleep(time.Hour)
		s.SlowDown(90*time.Second, 1)
		var abuse *github.AbuseRateLimitError
		if err := get(client(s, secret)); !errors.As(err, &abuse) || abuse.GetRetryAfter() != 90*time.Second {
			t.Errorf("too fast: got %v", err)
		}
		check(t, "then", get(client(s, secret)), nil)
		other, gh429 := forge(codeforge.Options{LimitStatus: http.StatusTooManyRequests})
		other.UseUp()
		check(t, "as 429", status(get(gh429)), http.StatusTooManyRequests)
	})
}
