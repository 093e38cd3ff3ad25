package hosting_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"vigie/demo/hosting"
	"vigie/demo/pretend"
)

// visit returns what asks for the health of the app, and what restarts it and waits for the end.
func visit(t *testing.T, s *hosting.Service, c *caller) (health func(want int), restart func(body string)) {
	health = func(want int) {
		t.Helper()
		site := &http.Client{Transport: pretend.Network{"site": s.Health("pix-api-production")}}
		if resp, err := site.Get("https://site/"); err != nil || resp.StatusCode != want {
			t.Errorf("health: got %v %v, want %d", resp, err, want)
		}
	}
	restart = func(body string) {
		c.call("POST", appPath+"/restart", body)
		time.Sleep(12 * time.Second)
	}
	return health, restart
}

func TestOfACureOnlyThatOneHelps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := platform(t, hosting.Options{})
		health, restart := visit(t, s, c)
		s.Break("pix-api-production", hosting.ByDeployment)
		restart(`{}`)
		health(503)
		c.call("POST", appPath+"/deployments", `{"deployment":{"git_ref":"v2","source_url":"https://x.example/v2"}}`)
		time.Sleep(40 * time.Second)
		health(200)
		s.Break("pix-api-production", hosting.ByHand)
		restart(`{}`)
		health(503)
		s.Mend("pix-api-production")
		health(200)
	})
}

func TestOfABrokenAppItsCureMakesItWell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := platform(t, hosting.Options{})
		health, restart := visit(t, s, c)
		health(200)
		s.Crash("pix-api-production", hosting.ByRestart)
		health(503)
		restart(`{"scope":["worker"]}`)
		health(503)
		s.FailNextOperation("pix-api-production", "container web-1 failed to restart")
		a := c.call("POST", appPath+"/restart", `{"scope":["web"]}`)
		time.Sleep(12 * time.Second)
		failed := c.call("GET", a.header.Get("Location"), "")
		c.want("failed", failed.get("operation.status"), "error")
		c.want("why", failed.get("operation.error"), "container web-1 failed to restart")
		health(503)
		restart(`{"scope":["web"]}`)
		health(200)
		c.want("crash event", c.call("GET", appPath+"/events?per_page=50", "").get("events.3.type"), "crash")
	})
}

func TestOfTheLimitTheNextMinuteIsFree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := platform(t, hosting.Options{})
		time.Sleep(20 * time.Second)
		for range 60 {
			c.want("within", c.call("GET", "/v1/apps", "").status, http.StatusOK)
		}
		a := c.call("GET", "/v1/apps", "")
		c.want("over", a.status, http.StatusTooManyRequests)
		c.want("text", a.text, "Retry later\n")
		c.want("type", a.header.Get("Content-Type"), "text/plain; charset=utf-8")
		c.want("other region", c.call("GET", "https://api.osc-secnum-fr1.scalingo.com/v1/apps", "").status, http.StatusOK)
		time.Sleep(40 * time.Second)
		c.want("next minute", c.call("GET", "/v1/apps", "").status, http.StatusOK)
	})
}

func TestOfAFaultTheOutcomeIsWhatWasAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := platform(t, hosting.Options{Latency: 150 * time.Millisecond})
		s.Fail("pix-api-production", 500, 2)
		c.want("another app", c.call("GET", "/v1/apps/pix-other", "").status, 404)
		c.want("failing", c.call("GET", appPath, "").status, 500)
		c.want("failing restart", c.call("POST", appPath+"/restart", "{}").status, 500)
		c.want("restarts", s.Restarts("pix-api-production"), 0)
		s.Fail("", 429, 1)
		c.want("limited", c.call("GET", "/v1/apps", "").text, "Retry later\n")
		s.LoseAnswer("pix-api-production")
		c.want("reads are answered", c.call("GET", appPath, "").status, 200)
		c.want("the restart is not", c.call("POST", appPath+"/restart", "{}").status, 0)
		c.want("restarts", s.Restarts("pix-api-production"), 1)
		c.want("and yet", c.call("GET", appPath, "").get("app.status"), "restarting")
		s.Hang("", pretend.Forever)
		c.http.Timeout = 3 * time.Second
		start := time.Now()
		c.want("hanging", c.call("GET", appPath, "").status, 0)
		c.want("waited", time.Since(start), 3*time.Second)
		s.Calm()
		start = time.Now()
		c.want("calm", c.call("GET", appPath, "").status, 200)
		c.want("latency", time.Since(start), 150*time.Millisecond)
		calls := s.Calls()
		c.want("noted", calls[len(calls)-1].Path, appPath)
	})
}

func TestOfManyCallersOneRestartIsAccepted(t *testing.T) {
	s, c := platform(t, hosting.Options{RequestsPerMinute: -1})
	statuses := make(chan int, 20)
	for range cap(statuses) {
		go func() {
			statuses <- c.call("POST", appPath+"/restart", "{}").status
			s.Healthy("pix-api-production")
			s.Calls()
		}()
	}
	accepted := 0
	for range cap(statuses) {
		if <-statuses == http.StatusAccepted {
			accepted++
		}
	}
	c.want("accepted", accepted, 1)
	c.want("restarts", s.Restarts("pix-api-production"), 1)
}

func TestOverARealSocketARestartIsFollowed(t *testing.T) {
	s := hosting.New(hosting.Options{Token: token, Pending: 5 * time.Millisecond, Operation: 20 * time.Millisecond,
		Apps: []hosting.App{{Name: "pix-api-production", Ref: "v1"}, {Name: "pix-far", Region: "far", Ref: "v1"}}})
	server := httptest.NewServer(s.Region("osc-fr1"))
	defer server.Close()
	c := &caller{t: t, http: server.Client()}
	req, _ := http.NewRequest(http.MethodPost, server.URL+"/v1/tokens/exchange", nil)
	req.SetBasicAuth("", token)
	c.bearer = c.do(req).get("token").(string)
	c.want("who", c.call("GET", server.URL+"/v1/users/self", "").get("user.username"), "captain")
	c.want("another region", c.call("GET", server.URL+"/v1/apps/pix-far", "").status, http.StatusNotFound)
	a := c.call("POST", server.URL+appPath+"/restart", `{"scope":["web"]}`)
	deadline := time.Now().Add(5 * time.Second)
	for c.call("GET", a.header.Get("Location"), "").get("operation.status") != "done" {
		if time.Now().After(deadline) {
			t.Fatalf("the operation at %q never ended", a.header.Get("Location"))
		}
		<-time.After(10 * time.Millisecond)
	}
}
