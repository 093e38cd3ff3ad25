// Package demo is the world around Vigie, in one process: a chat workspace with a page,
// a hosting provider, a place for code and a helpdesk. `vigie demo` shows it to people;
// the stories play in it.
package demo

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"vigie/bot"
	"vigie/config"
	"vigie/demo/codeforge"
	"vigie/demo/helpdesk"
	"vigie/demo/hosting"
	"vigie/demo/workspace"
)

// Addresses are where the parts of the world are reached: base URLs without a slash at
// the end.
type Addresses struct {
	Slack, Vigie, Hosting, Forge, Helpdesk, Health string
}

// World is everything that Vigie talks to.
type World struct {
	At       Addresses
	Slack    *workspace.Workspace
	Hosting  *hosting.Service
	Forge    *codeforge.Service
	Helpdesk *helpdesk.Service
	Config   config.Config
	Env      config.Env
	panel    *panel
}

// The secrets of the world. They open nothing but the world itself.
//
//nolint:gosec // pretend
const (
	signingSecret = "demo-signing-secret"
	botToken      = "xoxb-demo"
	appToken      = "xapp-demo"
	hostingToken  = "tk-us-demo"
	forgeToken    = "ghp_demo"
	webhookSecret = "demo-webhook-secret"
	helpdeskKey   = "demo-helpdesk-key"
	// publicAddress stands for Vigie's own address in the manifest.
	publicAddress = "https://vigie.invalid"
	// AlertToken is what alert senders show.
	AlertToken = "demo-alert-token"
)

// NewWorld makes the world of a vigie.yaml. client calls Vigie; socket is for Socket Mode.
func NewWorld(example []byte, at Addresses, client *http.Client, socket bool) (*World, error) {
	w := &World{At: at}
	w.panel = &panel{world: w, client: client}
	if client == nil {
		w.panel.client = http.DefaultClient
	}
	var err error
	if w.Env, err = w.environment(socket); err != nil {
		return nil, err
	}
	if w.Config, err = config.Parse("vigie.example.yaml", example, w.lookup(socket)); err != nil {
		return nil, err
	}
	w.Forge = codeforge.New(codeforge.Options{Token: forgeToken, People: logins(w.Config), Repos: repos(w.Config), Limit: -1})
	w.Hosting = hosting.New(hosting.Options{Token: hostingToken, Apps: apps(w.Config), Resolve: w.Forge.Resolve})
	w.Helpdesk = helpdesk.New(helpdesk.Options{Key: helpdeskKey})
	for i := range w.Config.Apps {
		if a := &w.Config.Apps[i]; a.Health != "" {
			a.Health = at.Health + "/" + url.PathEscape(a.Name)
		}
	}
	for i := range w.Config.Crew { // the world has no telephones, and calls nobody outside
		w.Config.Crew[i].Contacts = nil
	}
	w.Config.Paging.Fallback = nil
	w.Slack = workspace.New(workspace.Options{
		Team:  workspace.Team{ID: "T0VIGIE", Name: "Démo", Domain: "demo"},
		Bot:   workspace.Bot{ID: "U0VIGIE", BotID: "B0VIGIE", AppID: "A0VIGIE", Name: "Vigie", Avatar: avatar("⚓", "#1d3557")},
		Users: people(), Channels: channels(), Groups: groups(), URL: at.Slack,
		SigningSecret: signingSecret, BotToken: botToken, AppToken: appToken, Client: client, Panel: w.panel,
	})
	manifest, err := bot.Manifest(publicAddress, socket)
	if err != nil {
		return nil, err
	}
	// Slack itself only calls https; the world has no certificates.
	return w, w.Slack.Install([]byte(strings.ReplaceAll(string(manifest), publicAddress, at.Vigie)))
}

// Close ends what the world has under way.
func (w *World) Close() { w.Slack.Close() }

// Health serves the apps' own addresses: /NAME.
func (w *World) Health() http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.Hosting.Health(strings.TrimPrefix(r.URL.Path, "/")).ServeHTTP(rw, r)
	})
}

// lookup is the environment that Vigie runs in.
func (w *World) lookup(socket bool) config.Lookup {
	values := map[string]string{
		"SLACK_SIGNING_SECRET": signingSecret, "SLACK_BOT_TOKEN": botToken, "SLACK_API_URL": w.At.Slack + "/api/",
		"SCALINGO_API_TOKEN": hostingToken, "SCALINGO_API_URL": w.At.Hosting, "SCALINGO_AUTH_URL": w.At.Hosting,
		"GITHUB_TOKEN": forgeToken, "GITHUB_API_URL": w.At.Forge + "/", "GITHUB_WEBHOOK_SECRET": webhookSecret,
		"FRESHDESK_API_KEY": helpdeskKey, "FRESHDESK_URL": w.At.Helpdesk, "ALERT_TOKEN": AlertToken,
	}
	if socket {
		values["SLACK_APP_TOKEN"] = appToken
	}
	return func(name string) (string, bool) {
		v, ok := values[name]
		return v, ok
	}
}

func (w *World) environment(socket bool) (config.Env, error) {
	return config.ReadEnv(w.lookup(socket))
}

func logins(c config.Config) (all []string) {
	for _, p := range c.Crew {
		if p.GitHub != "" {
			all = append(all, p.GitHub)
		}
	}
	return all
}

func repos(c config.Config) (all []codeforge.Repo) {
	seen := map[string]bool{}
	for _, full := range append(c.GitHub.Repos, c.GitHub.FollowUpRepo) {
		owner, name, ok := strings.Cut(full, "/")
		if ok && !seen[full] {
			seen[full] = true
			all = append(all, codeforge.Repo{Owner: owner, Name: name})
		}
	}
	return all
}

// apps puts the catalogue's apps on the host, each with a version.
func apps(c config.Config) (all []hosting.App) {
	for n, a := range c.Apps {
		app := hosting.App{
			Name: a.Name, Region: a.Region, Ref: fmt.Sprintf("v3.%d.0", 40+n), Pusher: "ana-silva",
			Deployed: time.Now().Add(-time.Duration(n+2) * 7 * time.Hour),
		}
		for _, p := range a.Processes {
			app.Processes = append(app.Processes, hosting.Process{Name: p, Amount: 2})
		}
		all = append(all, app)
	}
	return all
}
