package bot

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"vigie/captain"
	"vigie/config"
	"vigie/integrations/github"
	"vigie/integrations/probe"
	"vigie/integrations/scalingo"
	"vigie/integrations/shoutrrr"
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

// reach makes the integrations that are configured.
func (b *Bot) reach(o Options) (*outside, error) {
	host, err := scalingo.New(regions(o.Config), o.Client)
	if err != nil {
		return nil, err
	}
	out := &outside{
		host: host, prober: probe.New(o.Client.Transport), channels: contactMethods(o.Config), fallback: lastResort(o.Config),
		doors: map[string]http.Handler{
			"/alerts/": b.alertDoor(o),
			"POST /github/webhook": &github.Hook{Secret: o.Env.GitHub.WebhookSecret, Listener: followUps{b}, Refused: func(status int, reason string) {
				b.refused("/github/webhook", status, reason)
			}},
		},
	}
	if o.Env.GitHub.Token == "" {
		return out, nil
	}
	forge, err := github.New(forgeOptions(o.Config, o.Env), o.Client.Transport)
	if err != nil {
		return nil, err
	}
	if len(o.Config.GitHub.Repos) > 0 {
		out.releases = forge
	}
	if o.Config.GitHub.FollowUpRepo != "" {
		out.tracker = forge
	}
	return out, nil
}

func regions(c config.Config) map[string]scalingo.Region {
	all := map[string]scalingo.Region{}
	for _, r := range c.Regions {
		if r.Token != "" {
			all[r.Name] = scalingo.Region{API: r.API, Auth: r.Auth, Token: r.Token}
		}
	}
	return all
}

func forgeOptions(c config.Config, env config.Env) github.Options {
	return github.Options{
		APIURL: env.GitHub.API, Token: env.GitHub.Token, Repos: c.GitHub.Repos,
		FollowUpRepo: c.GitHub.FollowUpRepo, Label: c.GitHub.Label,
	}
}

// byTelephone are contacts that the library of services does not speak.
var byTelephone = []string{"sms", "tel"}

// contactMethods are the services that the crew's contacts name, in their order.
func contactMethods(c config.Config) (all []captain.Channel) {
	seen := slices.Clone(byTelephone)
	for _, p := range c.Crew {
		for _, contact := range p.Contacts {
			if scheme := shoutrrr.Scheme(contact); !slices.Contains(seen, scheme) {
				seen = append(seen, scheme)
				all = append(all, shoutrrr.New(scheme))
			}
		}
	}
	return all
}

// lastResort are the addresses that are called when nobody has answered.
func lastResort(c config.Config) (all []captain.Channel) {
	for _, contact := range c.Paging.Fallback {
		if !slices.Contains(byTelephone, shoutrrr.Scheme(contact)) {
			all = append(all, shoutrrr.NewFallback(contact))
		}
	}
	return all
}

// Unheard names the contacts of the configuration that no contact method can call: whoever
// relies on them must know.
func Unheard(c config.Config) (who []string) {
	for _, p := range c.Crew {
		for _, contact := range p.Contacts {
			if scheme := shoutrrr.Scheme(contact); slices.Contains(byTelephone, scheme) {
				who = append(who, p.Name+" ("+scheme+")")
			}
		}
	}
	return who
}

// checkOutside asks each configured system that is not Slack.
func checkOutside(ctx context.Context, cfg config.Config, env config.Env, client *http.Client) []Checked {
	var all []Checked
	if r := regions(cfg); len(r) > 0 {
		all = append(all, ask(ctx, "hosting", func(ctx context.Context) (string, error) {
			host, err := scalingo.New(r, client)
			if err != nil {
				return "", err
			}
			return "Scalingo", host.Check(ctx)
		}))
	}
	if env.GitHub.Token != "" {
		all = append(all, ask(ctx, "github", func(ctx context.Context) (string, error) {
			forge, err := github.New(forgeOptions(cfg, env), client.Transport)
			if err != nil {
				return "", err
			}
			return "its repositories are seen", forge.Check(ctx)
		}))
	}
	prober := probe.New(client.Transport)
	for _, a := range translate(cfg).apps {
		if a.Health == "" {
			continue
		}
		all = append(all, ask(ctx, "app", func(ctx context.Context) (string, error) {
			h := prober.Health(ctx, a)
			if !h.OK {
				return "", errors.New(a.Name + " is not well at its health address: " + h.Why)
			}
			return a.Name + " is well", nil
		}))
	}
	return all
}
