package scalingo

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/demo/hosting"
	"vigie/demo/pretend"
	"vigie/production"
)

// token is the account's API token in these tests; no error may print it.
const token = "tk-us-the-secret-of-the-tests"

// secret is a text that prints as ***.
type secret string

func (s secret) Reveal() string { return string(s) }
func (secret) String() string   { return "***" }

var api = production.App{Name: "api", HostName: "pix-api-production", Region: "osc-fr1"}

// world is a pretend Scalingo and the host that calls it.
func world(t *testing.T, change func(*hosting.Options)) (*hosting.Service, *Host) {
	t.Helper()
	opts := hosting.Options{Token: token, Apps: []hosting.App{{
		Name: "pix-api-production", Ref: "v1", Pusher: "ana",
		Processes: []hosting.Process{{Name: "web", Amount: 2}, {Name: "worker", Amount: 1}},
	}}}
	if change != nil {
		change(&opts)
	}
	service := hosting.New(opts)
	return service, hostOn(t, pretend.Network{"api.osc-fr1.scalingo.com": service, "auth.scalingo.com": service})
}

func hostOn(t *testing.T, transport http.RoundTripper) *Host {
	t.Helper()
	host, err := New(map[string]Region{"osc-fr1": {
		API: "https://api.osc-fr1.scalingo.com", Auth: "https://auth.scalingo.com", Token: secret(token),
	}}, &http.Client{Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	return host
}

// calls counts the requests whose path has an end.
func calls(s *hosting.Service, end string) (n int) {
	for _, c := range s.Calls() {
		if strings.HasSuffix(c.Path, end) {
			n++
		}
	}
	return n
}

func TestAnAppIsRestartedAndFollowedToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service, host := world(t, nil)
		began := time.Now()
		ref, err := host.Restart(t.Context(), api, "web")
		if err != nil || ref == "" {
			t.Fatalf("restart gives the operation %q, %v", ref, err)
		}
		p, err := host.Progress(t.Context(), api, ref)
		if err != nil || p.Done {
			t.Errorf("right after, the operation is %+v, %v; want it under way", p, err)
		}
		time.Sleep(15 * time.Second)
		p, err = host.Progress(t.Context(), api, ref)
		if err != nil || !p.Done || p.Failed {
			t.Errorf("15 s after, the operation is %+v, %v; want it done well", p, err)
		}
		if seen, err := host.Restarted(t.Context(), api, began); !seen || err != nil {
			t.Errorf("the restart is seen: %t, %v", seen, err)
		}
		if seen, err := host.Restarted(t.Context(), api, began.Add(time.Minute)); seen || err != nil {
			t.Errorf("a restart after that is seen: %t, %v", seen, err)
		}
		if got := service.Calls()[1].Body; got != `{"scope":["web"]}` {
			t.Errorf("asked to restart %s, want the web processes", got)
		}
	})
}

func TestAClockThatIsALittleBehindHidesNoRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, host := world(t, nil)
		if _, err := host.Restart(t.Context(), api, ""); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			ahead time.Duration
			seen  bool
		}{{4 * time.Second, true}, {6 * time.Second, false}} {
			seen, err := host.Restarted(t.Context(), api, time.Now().Add(c.ahead))
			if seen != c.seen || err != nil {
				t.Errorf("with our clock %s ahead, seen is %t, %v; want %t", c.ahead, seen, err, c.seen)
			}
		}
	})
}

func TestAnOperationThatFailsSaysWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service, host := world(t, nil)
		service.FailNextOperation("pix-api-production", "no memory\nleft")
		ref, err := host.Restart(t.Context(), api, "")
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		got, err := host.Progress(t.Context(), api, ref)
		want := production.Progress{Done: true, Failed: true, Why: "no memory left"}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("the operation came to (-want +got):\n%s%v", diff, err)
		}
	})
}

func TestTheStateOfAnApp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, host := world(t, nil)
		got, err := host.State(t.Context(), api)
		if err != nil {
			t.Fatal(err)
		}
		if got.Deployed.ID == "" || got.Deployed.At.IsZero() {
			t.Errorf("the newest deployment is %+v", got.Deployed)
		}
		got.Deployed.ID, got.Deployed.At = "", time.Time{}
		want := production.State{
			Status:     "running",
			Containers: []production.Container{{Type: "web", State: "running"}, {Type: "web", State: "running"}, {Type: "worker", State: "running"}},
			Deployed:   production.Deployment{Ref: "v1", Status: "success", By: "ana"},
			Dashboard:  "https://dashboard.scalingo.com/apps/osc-fr1/pix-api-production",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("state (-want +got):\n%s", diff)
		}
	})
}

func TestAnAppNeverDeployedHasNoDeployment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, host := world(t, func(o *hosting.Options) { o.Apps[0].Ref = "" })
		got, err := host.State(t.Context(), api)
		if err != nil || got.Status != "new" || got.Deployed != (production.Deployment{}) {
			t.Errorf("state is %+v, %v; want new, without a deployment", got, err)
		}
	})
}

func TestErrorsInTheWordsOfProduction(t *testing.T) {
	other := production.App{Name: "ghost", Region: "osc-fr1"}
	abroad := production.App{Name: "api", Region: "mars"}
	for _, c := range []struct {
		name   string
		upset  func(*hosting.Service)
		app    production.App
		target error
		words  string
	}{
		{name: "unknown app", app: other, target: production.ErrNoApp},
		{name: "unknown region", app: abroad, words: `region "mars" is not configured; configured are osc-fr1`},
		{name: "refused", app: api, upset: func(s *hosting.Service) { s.Fail("", 403, pretend.Forever) }, words: "the API token is not accepted"},
		{name: "too many", app: api, upset: func(s *hosting.Service) { s.Fail("pix-api-production", 429, pretend.Forever) }, target: production.ErrTryLater},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				service, host := world(t, nil)
				if c.upset != nil {
					c.upset(service)
				}
				_, state := host.State(t.Context(), c.app)
				_, restart := host.Restart(t.Context(), c.app, "")
				for _, err := range []error{state, restart} {
					if err == nil || !strings.Contains(err.Error(), c.words) || c.target != nil && !errors.Is(err, c.target) {
						t.Errorf("error is %v, want %v %s", err, c.target, c.words)
					}
				}
			})
		})
	}
}

func TestADownHostIsDownForReadsAndUnknownForRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service, host := world(t, nil)
		service.Fail("pix-api-production", 502, pretend.Forever)
		_, state := host.State(t.Context(), api)
		if !errors.Is(state, production.ErrHostDown) {
			t.Errorf("a read says %v", state)
		}
		if n := calls(service, "/pix-api-production"); n != readTries {
			t.Errorf("the host was read %d times, want %d", n, readTries)
		}
		_, restart := host.Restart(t.Context(), api, "")
		if !errors.Is(restart, production.ErrUnknownOutcome) {
			t.Errorf("a restart says %v", restart)
		}
		if n := calls(service, "/restart"); n != 1 {
			t.Errorf("the restart was asked for %d times, want once", n)
		}
	})
}

func TestTheHostsWordsAreRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, host := world(t, nil)
		_, err := host.Restart(t.Context(), api, "cron")
		refused, ok := errors.AsType[production.RefusedError](err)
		if !ok || refused.Why != "scope: 'cron' → no such process type" {
			t.Errorf("the refusal is %v", err)
		}
		if _, err := host.Restart(t.Context(), api, ""); err != nil {
			t.Fatal(err)
		}
		_, err = host.Restart(t.Context(), api, "")
		if refused, _ := errors.AsType[production.RefusedError](err); !strings.Contains(refused.Why, "already running") {
			t.Errorf("a second restart says %v", err)
		}
	})
}

func TestCheckNamesTheRegionAtFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service, host := world(t, nil)
		if err := host.Check(t.Context()); err != nil {
			t.Errorf("a good account is at fault: %v", err)
		}
		service.Fail("", 500, pretend.Forever)
		if err := host.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "region osc-fr1") {
			t.Errorf("a host that fails is checked as %v", err)
		}
	})
}

func TestFaultyRegionsAreToldTogether(t *testing.T) {
	good := Region{API: "https://a.example", Auth: "https://b.example/v1", Token: secret(token)}
	faulty := map[string]Region{"good": good, "no-token": good, "no-api": good, "user-in-auth": good}
	change := func(name string, f func(*Region)) { r := faulty[name]; f(&r); faulty[name] = r }
	change("no-token", func(r *Region) { r.Token = secret("") })
	change("no-api", func(r *Region) { r.API = "ftp://" + token })
	change("user-in-auth", func(r *Region) { r.Auth = "https://" + token + "@b.example" })
	_, err := New(faulty, nil)
	for _, name := range []string{"no-token", "no-api", "user-in-auth"} {
		if !strings.Contains(fmt.Sprint(err), "region "+name) {
			t.Errorf("%s is not among the faults: %v", name, err)
		}
	}
	if strings.Contains(fmt.Sprint(err), "region good") || strings.Contains(fmt.Sprint(err), token) {
		t.Errorf("too much is said: %v", err)
	}
}
