package scalingo

import (
	"errors"
	"net/http"
	"testing"
	"vigie/config"
	"vigie/demo/hosting"
	"vigie/demo/pretend"
	"vigie/production"
)

func TestOneCallTellsTheStatesOfAllApps(t *testing.T) {
	service := hosting.New(hosting.Options{Token: "tk-us-1", Apps: []hosting.App{{Name: "a", Ref: "v1"}, {Name: "b", Ref: "v1"}}})
	host, err := New(map[string]Region{"osc-fr1": {API: "http://api.test", Auth: "http://api.test", Token: config.Secret("tk-us-1")}},
		&http.Client{Transport: pretend.Network{"api.test": service}})
	if err != nil {
		t.Fatal(err)
	}
	apps := []production.App{{Name: "b", HostName: "b"}, {Name: "gone", HostName: "gone"}, {Name: "a", HostName: "a"}}
	known := host.States(t.Context(), apps)
	if known[0].State.Status != "running" || known[2].State.Status != "running" || known[2].State.Deployed.At.IsZero() {
		t.Errorf("a and b are %+v", known)
	}
	if !errors.Is(known[1].Err, production.ErrNoApp) {
		t.Errorf("an app that is not there is told as %v", known[1].Err)
	}
	reads := 0
	for _, c := range service.Calls() {
		if c.Method == http.MethodGet {
			reads++
		}
	}
	if reads != 1 {
		t.Errorf("it took %d calls", reads)
	}
}
