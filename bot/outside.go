package bot

import (
	"context"
	"net/http"

	"vigie/captain"
	"vigie/config"
	"vigie/integrations/probe"
	"vigie/integrations/scalingo"
	"vigie/production"
)

// outside is everything that is not Slack: to add an integration is to add a line here.
type outside struct {
	host     production.Host
	prober   production.Prober
	releases production.Releases
	tracker  production.Tracker
	channels []captain.Channel
	fallback []captain.Channel
	doors    map[string]http.Handler
}

func (o *outside) mount(mux *http.ServeMux) {
	for pattern, h := range o.doors {
		mux.Handle(pattern, h)
	}
}

func (b *Bot) reach(o Options) (*outside, error) {
	regions := map[string]scalingo.Region{}
	for _, r := range o.Config.Regions {
		regions[r.Name] = scalingo.Region{API: r.API, Auth: r.Auth, Token: r.Token}
	}
	host, err := scalingo.New(regions, o.Client)
	if err != nil {
		return nil, err
	}
	return &outside{host: host, prober: probe.New(o.Client.Transport),
		doors: map[string]http.Handler{"/alerts/": b.alertDoor(o)}}, nil
}

func checkOutside(context.Context, config.Config, config.Env, *http.Client) []Checked { return nil }
