package hosting_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/demo/hosting"
	"vigie/demo/pretend"
)

const appPath = "/v1/apps/pix-api-production"

func TestOfAScaleTheFormationChangesAtItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := platform(t, hosting.Options{})
		a := c.call("POST", appPath+"/scale", `{"containers":[{"name":"web","amount":3},{"name":"worker","amount":0}]}`)
		c.want("status", a.status, http.StatusAccepted)
		c.want("announced", a.get("containers.0.amount"), 3.0)
		c.want("app", c.call("GET", appPath, "").get("app.status"), "scaling")
		c.want("still", c.call("GET", appPath+"/containers", "").get("containers.0.amount"), 2.0)
		time.Sleep(12 * time.Second)
		c.want("operation", c.call("GET", a.header.Get("Location"), "").get("operation.status"), "done")
		ps := c.call("GET", appPath+"/ps", "")
		c.want("kept", ps.get("containers.1.created_at"), "1999-12-31T00:00:00.000Z")
		c.want("new", ps.get("containers.2.created_at"), "2000-01-01T00:00:12.000Z")
		c.want("no more worker", ps.get("containers.3"), nil)
		c.call("POST", appPath+"/scale", `{"containers":[{"name":"web","amount":0}]}`)
		time.Sleep(12 * time.Second)
		c.want("with nothing running", c.call("GET", appPath, "").get("app.status"), "stopped")
		a = c.call("POST", "https://api.osc-secnum-fr1.scalingo.com/v1/apps/pix-new/scale", `{"containers":[{"name":"web","amount":2}]}`)
		c.want("before any deployment", a.status, http.StatusOK)
		c.want("before any deployment, operation", a.header.Get("Location"), "")
	})
}

func TestOfADeploymentEveryPhaseIsSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := platform(t, hosting.Options{})
		first := c.call("POST", appPath+"/deployments", `{"deployment":{"git_ref":"v1.3.0","source_url":"https://x.example/v1.3.0.tar.gz"}}`)
		c.want("previous", first.get("deployment.previous_git_ref"), "v1.2.3")
		id := first.get("deployment.id").(string)
		second := c.call("POST", appPath+"/deployments", `{"deployment":{"git_ref":"v1.4.0","source_url":"https://x.example/v1.4.0.tar.gz"}}`)
		c.want("second", second.get("deployment.status"), "queued")
		for _, step := range []struct {
			wait        time.Duration
			status, app string
		}{{0, "building", "running"}, {24 * time.Second, "pushing", "running"}, {8 * time.Second, "starting", "booting"}, {8 * time.Second, "success", "running"}} {
			time.Sleep(step.wait)
			c.want("status", c.call("GET", appPath+"/deployments/"+id, "").get("deployment.status"), step.status)
			c.want("app", c.call("GET", appPath, "").get("app.status"), step.app)
		}
		c.want("last success", c.call("GET", appPath, "").get("app.last_deployment_id"), id)
		list := c.call("GET", appPath+"/deployments?per_page=2", "")
		c.want("newest", list.get("deployments.0.status"), "building")
		c.want("total", list.get("meta.pagination.total_count"), 3.0)
		c.want("next", list.get("meta.pagination.next_page"), 2.0)
		c.want("previous page", list.get("meta.pagination.prev_page"), nil)
		event := c.call("GET", appPath+"/events", "")
		c.want("event", event.get("events.0.type_data.status"), "success")
		c.want("event reference", event.get("events.0.type_data.git_ref"), "v1.3.0")
		output := c.call("GET", first.get("deployment.links.output").(string), "")
		if !strings.HasSuffix(output.text, "-----> success\n") {
			t.Errorf("the output is %q", output.text)
		}
		if got := strings.Join(s.Deployments("pix-api-production"), " "); got != "v1.2.3 v1.3.0 v1.4.0" {
			t.Errorf("deployed %s", got)
		}
	})
}

func TestOfAFailedDeploymentTheOldVersionRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := platform(t, hosting.Options{})
		before := c.call("GET", appPath, "").get("app.last_deployment_id")
		for status, after := range map[string]time.Duration{"build-error": 24 * time.Second, "crashed-error": 40 * time.Second} {
			s.FailNextDeployment("pix-api-production", status)
			d := c.call("POST", appPath+"/scm_repo_link/manual_deploy", `{"branch":"v9"}`)
			address := appPath + "/deployments/" + d.get("deployment.id").(string)
			time.Sleep(after - 1)
			c.want("before its end", c.call("GET", address, "").get("deployment.finished_at"), nil)
			time.Sleep(1)
			c.want("at its end", c.call("GET", address, "").get("deployment.status"), status)
			c.want("last success", c.call("GET", appPath, "").get("app.last_deployment_id"), before)
		}
		ps := c.call("GET", appPath+"/ps", "")
		c.want("containers", ps.get("containers.0.created_at"), "1999-12-31T00:00:00.000Z")
	})
}

func TestOfALinkOnlyKnownReferencesAreDeployed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := platform(t, hosting.Options{Resolve: func(repo, ref string) (string, bool) { return "abc123", repo == "1024pix/pix" && ref == "dev" }})
		c.want("known", c.call("POST", appPath+"/scm_repo_link/manual_deploy", `{"branch":"dev"}`).get("deployment.git_ref"), "abc123")
		c.want("unknown", c.call("POST", appPath+"/scm_repo_link/manual_deploy", `{"branch":"nope"}`).status, http.StatusNotFound)
		c.want("absent", c.call("POST", appPath+"/scm_repo_link/manual_deploy", `{}`).status, http.StatusUnprocessableEntity)
		c.want("repo", c.call("GET", appPath+"/scm_repo_link", "").get("scm_repo_link.repo"), "pix")
		a := c.call("PATCH", appPath+"/scm_repo_link", `{"scm_repo_link":{"auto_deploy_enabled":true}}`)
		c.want("automatic", a.get("scm_repo_link.auto_deploy_enabled"), true)
		c.want("branch", a.get("scm_repo_link.branch"), "main")
		a = c.call("GET", "https://api.osc-secnum-fr1.scalingo.com/v1/apps/pix-new/scm_repo_link", "")
		c.want("without link", a.get("resource"), "scm_repo_link")
	})
}

func TestOfTheLogsTheLatestLinesAreRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := platform(t, hosting.Options{})
		address := c.call("GET", appPath+"/logs", "").get("logs_url").(string)
		c.want("none yet", c.call("GET", address+"&n=10", "").status, http.StatusNoContent)
		for _, l := range [][2]string{{"web-1", "one"}, {"worker-1", "two"}, {"web-2", "three"}} {
			s.Log("pix-api-production", l[0], l[1])
		}
		for filter, want := range map[string]string{
			"&n=1": "[web-2] three\n", "&filter=worker": "[worker-1] two\n", "&filter=web-1": "[web-1] one\n",
			"&n=2&filter=" + url.QueryEscape("web|worker"): "[web-2] three\n",
		} {
			a := c.call("GET", address+filter, "")
			if !strings.HasPrefix(a.text, "2000-01-01 00:00:00.000000000 +0000 UTC [") || !strings.HasSuffix(a.text, want) {
				t.Errorf("%s: got %q", filter, a.text)
			}
		}
		c.want("forged", c.call("GET", strings.Split(address, "?")[0]+"?token=x", "").status, http.StatusUnauthorized)
	})
}

func TestOfSettingsEachCanBeReadAndChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := platform(t, hosting.Options{})
		id := c.call("GET", appPath+"/variables", "").get("variables.0.id").(string)
		c.want("edit", c.call("PATCH", appPath+"/variables/"+id, `{"variable":{"value":"true"}}`).get("variable.value"), "true")
		c.want("add", c.call("POST", appPath+"/variables", `{"variable":{"name":"A","value":"1"}}`).status, 201)
		c.want("add again", c.call("POST", appPath+"/variables", `{"variable":{"name":"A","value":"1"}}`).status, 422)
		c.want("put", c.call("PUT", appPath+"/variables", `{"variables":[{"name":"A","value":"2"}]}`).get("variables.0.value"), "2")
		c.want("delete", c.call("DELETE", appPath+"/variables/"+id, "").status, 204)
		c.want("left", c.call("GET", appPath+"/variables", "").get("variables.0.name"), "A")
		scaler := c.call("GET", appPath+"/autoscalers", "").get("autoscalers.0.id").(string)
		a := c.call("PATCH", appPath+"/autoscalers/"+scaler, `{"autoscaler":{"min_containers":2}}`)
		c.want("minimum", a.get("autoscaler.min_containers"), 2.0)
		c.want("maximum kept", a.get("autoscaler.max_containers"), 4.0)
		c.want("impossible", c.call("PATCH", appPath+"/autoscalers/"+scaler, `{"autoscaler":{"min_containers":9}}`).status, 422)
	})
}

func TestOfAnEventTheNotifierReceivesItOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := platform(t, hosting.Options{})
		var got []string
		broken := true
		receiver := &http.Client{Transport: pretend.Network{"vigie.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if broken {
				panic(http.ErrAbortHandler)
			}
			got = append(got, string(body))
		})}}
		n := c.call("POST", appPath+"/notifiers", `{"notifier":{"platform_id":"webhook","name":"to vigie","selected_event_ids":["crash"],"type_data":{"webhook_url":"https://vigie.example/alerts/scalingo/s3"}}}`)
		c.want("added", n.status, http.StatusCreated)
		s.Crash("pix-api-production", hosting.ByRestart)
		c.call("POST", appPath+"/restart", "{}")
		if sent, err := s.Deliver(t.Context(), receiver); sent != 0 || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("got %d %v from a broken receiver", sent, err)
		}
		broken = false
		for _, want := range []int{1, 0} {
			if sent, err := s.Deliver(t.Context(), receiver); sent != want || err != nil {
				t.Errorf("got %d %v, want %d", sent, err, want)
			}
		}
		if len(got) != 1 || !strings.Contains(got[0], `"type":"crash"`) || !strings.Contains(got[0], `"app_name":"pix-api-production"`) {
			t.Errorf("received %q", got)
		}
		id := n.get("notifier.id").(string)
		c.want("off", c.call("PATCH", appPath+"/notifiers/"+id, `{"notifier":{"active":false}}`).get("notifier.active"), false)
		c.want("gone", c.call("DELETE", appPath+"/notifiers/"+id, "").status, http.StatusNoContent)
		c.want("none", c.call("GET", appPath+"/notifiers", "").get("notifiers.0"), nil)
	})
}
