package scalingo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigie/demo/hosting"
	"vigie/demo/pretend"
	"vigie/production"
)

func TestOnePassServesEveryoneForAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service, host := world(t, func(o *hosting.Options) { o.Latency = time.Second })
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				if err := host.Check(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		time.Sleep(54 * time.Minute)
		_ = host.Check(t.Context())
		if n := calls(service, "/exchange"); n != 1 {
			t.Errorf("the token was traded %d times, want once", n)
		}
		time.Sleep(2 * time.Minute)
		_ = host.Check(t.Context())
		if n := calls(service, "/exchange"); n != 2 {
			t.Errorf("with less than 5 minutes left the token was traded %d times in all, want twice", n)
		}
	})
}

func TestAPassThatEndsEarlyIsRenewedForReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service, host := world(t, nil)
		_ = host.Check(t.Context())
		service.ExpireBearers()
		time.Sleep(2 * time.Second)
		if err := host.Check(t.Context()); err != nil {
			t.Errorf("after the pass ended: %v", err)
		}
		service.ExpireBearers()
		time.Sleep(2 * time.Second)
		if _, err := host.Restart(t.Context(), api, ""); !errors.Is(err, production.ErrTryLater) {
			t.Errorf("a restart with a pass that has ended says %v, want to try later", err)
		}
		if n := calls(service, "/restart"); n != 1 || service.Restarts("pix-api-production") != 0 {
			t.Errorf("the restart was asked for %d times", n)
		}
		if _, err := host.Restart(t.Context(), api, ""); err != nil {
			t.Errorf("the next restart: %v", err)
		}
	})
}

func TestReadsKeepBelowSixtyAMinuteAndRestartsDoNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service, host := world(t, nil)
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
		defer stop()
		var readers sync.WaitGroup
		for range 30 {
			readers.Go(func() {
				for {
					if _, err := host.State(ctx, api); err != nil {
						return // the next request would come after the end
					}
				}
			})
		}
		time.Sleep(90 * time.Second)
		asked := time.Now()
		if _, err := host.Restart(ctx, api, ""); err != nil || time.Since(asked) > time.Second {
			t.Errorf("amid many reads a restart took %s: %v", time.Since(asked), err)
		}
		readers.Wait()
		for _, c := range service.Calls() {
			if c.Status == http.StatusTooManyRequests {
				t.Fatalf("%s %s was too many", c.Method, c.Path)
			}
		}
	})
}

func TestTooManyIsWaitedForAsLongAsTheCallerDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service, host := world(t, nil)
		service.Fail("pix-api-production", 429, 2)
		began := time.Now()
		if _, err := host.State(t.Context(), api); err != nil {
			t.Errorf("after two refusals: %v", err)
		}
		if waited := time.Since(began); waited < 2*later {
			t.Errorf("came back after %s, want %s", waited, 2*later)
		}
		service.Fail("pix-api-production", 429, pretend.Forever)
		ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
		defer stop()
		began = time.Now()
		_, err := host.State(ctx, api)
		if time.Since(began) > 2*time.Second || err == nil {
			t.Errorf("a caller with 2 s waited %s: %v", time.Since(began), err)
		}
	})
}

func TestAHostThatHangsIsLeftAfterTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service, host := world(t, nil)
		_ = host.Check(t.Context())
		service.Hang("pix-api-production", pretend.Forever)
		began := time.Now()
		_, err := host.Restart(t.Context(), api, "")
		if !errors.Is(err, production.ErrUnknownOutcome) || time.Since(began) != callLimit {
			t.Errorf("left after %s: %v", time.Since(began), err)
		}
		if _, err := host.State(t.Context(), api); !errors.Is(err, production.ErrHostDown) {
			t.Errorf("a read says %v", err)
		}
	})
}

func TestALostAnswerIsUnknownAndLookedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service, host := world(t, nil)
		service.LoseAnswer("pix-api-production")
		began := time.Now()
		if _, err := host.Restart(t.Context(), api, ""); !errors.Is(err, production.ErrUnknownOutcome) {
			t.Errorf("a lost answer says %v", err)
		}
		if seen, err := host.Restarted(t.Context(), api, began); !seen || err != nil {
			t.Errorf("the restart is found: %t, %v", seen, err)
		}
		if n := service.Restarts("pix-api-production"); n != 1 {
			t.Errorf("restarted %d times", n)
		}
	})
}

func TestDeploymentsOfASpanOverManyPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service, host := world(t, func(o *hosting.Options) { o.RequestsPerMinute = -1 })
		begin := time.Now()
		for i := range 130 {
			if i == 120 {
				service.FailNextDeployment("pix-api-production", "build-error")
			}
			deploy(t, host, fmt.Sprintf("v%d", i))
			time.Sleep(time.Minute)
		}
		from, to := begin.Add(10*time.Minute), begin.Add(125*time.Minute)
		got, err := host.Deployments(t.Context(), api, from, to)
		if err != nil || len(got) != 115 {
			t.Fatalf("found %d deployments, %v; want 115", len(got), err)
		}
		if got[0].Ref != "v124" || got[114].Ref != "v10" || got[4].Status != "build-error" || got[3].By != "captain" {
			t.Errorf("found from %+v to %+v", got[0], got[114])
		}
	})
}

func deploy(t *testing.T, h *Host, ref string) {
	t.Helper()
	r := h.regions["osc-fr1"]
	pass, err := r.passes.get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	body := strings.NewReader(`{"deployment":{"git_ref":"` + ref + `","source_url":"https://a.example/a.tgz"}}`)
	req, err := http.NewRequestWithContext(t.Context(), "POST", r.api.String()+"/apps/pix-api-production/deployments", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+pass)
	if a, err := do(r.client, req); err != nil || a.status != 200 {
		t.Fatalf("deploy %s: %d %v", ref, a.status, err)
	}
}
