package hosting_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/demo/hosting"
	"vigie/demo/pretend"
)

const (
	apiURL  = "https://api.osc-fr1.scalingo.com"
	authURL = "https://auth.scalingo.com"
	token   = "tk-us-secret"
)

// caller is a client of the platform as the adapter is: real addresses, a bearer token.
type caller struct {
	t      *testing.T
	http   *http.Client
	bearer string
}

type answer struct {
	status int
	header http.Header
	text   string
	json   map[string]any
}

// get walks the JSON of an answer by keys and numbers joined with dots; a missing one is nil.
func (a answer) get(path string) any {
	var at any = a.json
	for key := range strings.SplitSeq(path, ".") {
		switch v := at.(type) {
		case map[string]any:
			at = v[key]
		case []any:
			i := int(key[0] - '0')
			if i >= len(v) {
				return nil
			}
			at = v[i]
		default:
			return nil
		}
	}
	return at
}

func platform(t *testing.T, opts hosting.Options) (*hosting.Service, *caller) {
	t.Helper()
	opts.Token = token
	if opts.Apps == nil {
		opts.Apps = []hosting.App{
			{Name: "pix-api-production", Ref: "v1.2.3", Repo: "1024pix/pix", AutoMax: 4, Variables: map[string]string{"MAINTENANCE": "false"},
				Processes: []hosting.Process{{Name: "web", Amount: 2, Size: "L"}, {Name: "worker", Amount: 1}}},
			{Name: "pix-new", Region: "osc-secnum-fr1"},
		}
	}
	s := hosting.New(opts)
	network := pretend.Network{"api.osc-fr1.scalingo.com": s, "api.osc-secnum-fr1.scalingo.com": s, "auth.scalingo.com": s}
	c := &caller{t: t, http: &http.Client{Transport: network}}
	c.login()
	return s, c
}

func (c *caller) login() {
	c.t.Helper()
	a := c.exchange("", token)
	if a.status != http.StatusOK {
		c.t.Fatalf("the exchange answered %d %s", a.status, a.text)
	}
	c.bearer = a.get("token").(string)
}

func (c *caller) exchange(user, password string) answer {
	req, _ := http.NewRequest(http.MethodPost, authURL+"/v1/tokens/exchange", nil)
	req.SetBasicAuth(user, password)
	return c.do(req)
}

func (c *caller) call(method, path, body string) answer {
	c.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = apiURL + path
	}
	req, _ := http.NewRequest(method, path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+c.bearer)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return c.do(req)
}

func (c *caller) do(req *http.Request) answer {
	c.t.Helper()
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{text: err.Error()}
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	a := answer{status: resp.StatusCode, header: resp.Header, text: string(body)}
	if bytes.HasPrefix(body, []byte("{")) {
		if err := json.Unmarshal(body, &a.json); err != nil {
			c.t.Errorf("%s %s: %v", req.Method, req.URL, err)
		}
	}
	return a
}

func (c *caller) want(what string, got, want any) {
	c.t.Helper()
	if got != want {
		c.t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestOfATokenTheBearerLastsAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := platform(t, hosting.Options{})
		for _, wrong := range [][2]string{{"", "tk-us-other"}, {"captain", token}, {"", ""}} {
			a := c.exchange(wrong[0], wrong[1])
			c.want("status of a wrong token", a.status, http.StatusUnauthorized)
			c.want("error of a wrong token", a.get("error"), "Invalid credentials")
		}
		c.want("parts of the JWT", strings.Count(c.bearer, "."), 2)
		time.Sleep(time.Hour - time.Second)
		c.want("a second before the hour", c.call("GET", "/v1/apps", "").status, http.StatusOK)
		time.Sleep(time.Second)
		c.want("after the hour", c.call("GET", "/v1/apps", "").status, http.StatusUnauthorized)
		c.login()
		c.want("with a new one", c.call("GET", "/v1/apps", "").status, http.StatusOK)
		s.ExpireBearers()
		c.want("once refused", c.call("GET", "/v1/apps", "").status, http.StatusUnauthorized)
		c.login()
		c.want("with a newer one", c.call("GET", "/v1/apps", "").status, http.StatusOK)
		c.bearer = c.bearer[:len(c.bearer)-2] + "xx"
		c.want("with a forged one", c.call("GET", "/v1/apps", "").status, http.StatusUnauthorized)
		c.bearer = token
		c.want("with the API token itself", c.call("GET", "/v1/apps", "").status, http.StatusUnauthorized)
	})
}

func TestOfARegionOnlyItsAppsAreSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := platform(t, hosting.Options{})
		a := c.call("GET", "/v1/apps", "")
		c.want("the app", a.get("apps.0.name"), "pix-api-production")
		c.want("the other region's app", a.get("apps.1"), nil)
		c.want("status", a.get("apps.0.status"), "running")
		c.want("region", a.get("apps.0.region"), "osc-fr1")
		a = c.call("GET", "/v1/apps/pix-new", "")
		c.want("elsewhere", a.status, http.StatusNotFound)
		c.want("elsewhere, as JSON", a.text, `{"error":"not found","resource":"app"}`)
		a = c.call("GET", "https://api.osc-secnum-fr1.scalingo.com/v1/apps/pix-new", "")
		c.want("at home", a.get("app.status"), "new")
		c.want("never deployed", a.get("app.last_deployment_id"), nil)
		c.want("regions", c.call("GET", authURL+"/v1/regions", "").get("regions.1.name"), "osc-secnum-fr1")
	})
}

func TestOfARestartTheOperationIsFollowedToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := platform(t, hosting.Options{})
		before := c.call("GET", "/v1/apps/pix-api-production/ps", "")
		time.Sleep(time.Second)
		a := c.call("POST", "/v1/apps/pix-api-production/restart", `{"scope":["web"]}`)
		c.want("status", a.status, http.StatusAccepted)
		c.want("body", a.text, "")
		location := a.header.Get("Location")
		if !strings.HasPrefix(location, apiURL+"/v1/apps/pix-api-production/operations/") {
			t.Fatalf("the location is %q", location)
		}
		for _, step := range []struct {
			wait           time.Duration
			status, app    string
			finished, fail any
		}{
			{0, "pending", "restarting", nil, nil},
			{time.Second, "running", "restarting", nil, nil},
			{11*time.Second - 1, "running", "restarting", nil, nil},
			{1, "done", "running", "2000-01-01T00:00:13.000Z", nil},
		} {
			time.Sleep(step.wait)
			a = c.call("GET", location, "")
			c.want("operation status", a.get("operation.status"), step.status)
			c.want("finished at", a.get("operation.finished_at"), step.finished)
			c.want("type", a.get("operation.type"), "restart")
			c.want("app status", c.call("GET", "/v1/apps/pix-api-production", "").get("app.status"), step.app)
		}
		after := c.call("GET", "/v1/apps/pix-api-production/ps", "")
		c.want("web-1 began", after.get("containers.0.created_at"), "2000-01-01T00:00:13.000Z")
		c.want("worker-1 was left alone", after.get("containers.2.created_at"), before.get("containers.2.created_at"))
		c.want("restarts", s.Restarts("pix-api-production"), 1)
		event := c.call("GET", "/v1/apps/pix-api-production/events", "")
		c.want("event", event.get("events.0.type"), "restart")
		c.want("who", event.get("events.0.user.username"), "captain")
		c.want("unknown operation", c.call("GET", "/v1/apps/pix-api-production/operations/x", "").get("resource"), "operation")
	})
}

func TestOfAnOperationUnderWayAnotherIsRefused(t *testing.T) {
	for _, busy := range []int{http.StatusUnprocessableEntity, http.StatusConflict} {
		synctest.Test(t, func(t *testing.T) {
			s, c := platform(t, hosting.Options{BusyStatus: busy})
			c.want("first", c.call("POST", "/v1/apps/pix-api-production/restart", `{}`).status, http.StatusAccepted)
			c.want("second", c.call("POST", "/v1/apps/pix-api-production/restart", `{}`).status, busy)
			c.want("scale", c.call("POST", "/v1/apps/pix-api-production/scale", `{"containers":[{"name":"web","amount":1}]}`).status, busy)
			archive := `{"deployment":{"git_ref":"v2","source_url":"https://github.com/a/b/archive/v2.tar.gz"}}`
			c.want("deployment", c.call("POST", "/v1/apps/pix-api-production/deployments", archive).status, busy)
			time.Sleep(12 * time.Second)
			c.want("deployment later", c.call("POST", "/v1/apps/pix-api-production/deployments", archive).status, http.StatusOK)
			c.want("restart meanwhile", c.call("POST", "/v1/apps/pix-api-production/restart", `{}`).status, busy)
			c.want("restarts", s.Restarts("pix-api-production"), 1)
		})
	}
}

func TestOfAWrongRequestNothingIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := platform(t, hosting.Options{})
		for _, wrong := range []struct {
			path, body string
			status     int
			text       string
		}{
			{"pix-api-production/restart", `{"scope":["wrong"]}`, 422, `"scope"`},
			{"pix-api-production/restart", `{"scope":["web-3"]}`, 422, `"scope"`},
			{"pix-api-production/restart", `{"scope":`, 400, `problem in the JSON`},
			{"pix-new/restart", `{}`, 404, `"app"`},
			{"pix-api-production/scale", `{"containers":[{"name":"web","amount":11}]}`, 422, `container-web-amount`},
			{"pix-api-production/scale", `{"containers":[{"name":"clock","amount":1}]}`, 404, `container_type`},
			{"pix-api-production/scale", `{"containers":[{"name":"web","size":"XS"}]}`, 422, `container-web-size`},
			{"pix-api-production/deployments", `{}`, 422, `"deployment"`},
			{"pix-api-production/deployments", `{"deployment":{"git_ref":"v1"}}`, 422, `source_url`},
			{"pix-api-production/nothing", `{}`, 404, `not found`},
		} {
			a := c.call("POST", "/v1/apps/"+wrong.path, wrong.body)
			if a.status != wrong.status || !strings.Contains(a.text, wrong.text) {
				t.Errorf("%s %s: got %d %s, want %d with %s", wrong.path, wrong.body, a.status, a.text, wrong.status, wrong.text)
			}
		}
		req, _ := http.NewRequest("POST", apiURL+"/v1/apps/pix-api-production/restart", strings.NewReader(`{"scope":["web"]}`))
		req.Header.Set("Authorization", "Bearer "+c.bearer)
		c.want("without content type", c.do(req).status, http.StatusBadRequest)
		c.want("restarts", s.Restarts("pix-api-production"), 0)
		c.want("one container", c.call("POST", "/v1/apps/pix-api-production/restart", `{"scope":["web-2"]}`).status, http.StatusAccepted)
	})
}
