package config

import (
	"slices"
	"strings"
)

// Setting is one variable of the environment, as the documentation lists it.
type Setting struct {
	Name     string
	Meaning  string
	Default  string // "" is none
	Secret   bool
	Required string // when it must be set; "" is never
}

// setting is a Setting and how its value is taken.
type setting struct {
	Setting
	take func(r *envReader, name, value string)
}

// Settings lists what the environment may say, in the order of the documentation.
func Settings() []Setting {
	list := make([]Setting, len(settings))
	for i, s := range settings {
		list[i] = s.Setting
	}
	return list
}

// perSource ends the name of a setting that each alert source may have.
const perSource = "<SOURCE>"

// names are the variables of a setting: one, or one for each alert source.
func (s setting) names() []string {
	stem, each := strings.CutSuffix(s.Name, perSource)
	if !each {
		return []string{s.Name}
	}
	var names []string
	for _, source := range Sources {
		names = append(names, stem+strings.ToUpper(source))
	}
	return names
}

// settings is the one table: what is read is what is documented. Of two that set the same, the later wins.
var settings = []setting{
	{Setting{Name: "VIGIE_CONFIG", Meaning: "path of vigie.yaml", Default: "vigie.yaml"},
		func(r *envReader, _, v string) { r.env.Config = v }},
	{Setting{Name: "PORT", Meaning: "port to listen on, on all interfaces", Default: "8080"},
		func(r *envReader, n, v string) { r.port(n, v) }},
	{Setting{Name: "VIGIE_LISTEN", Meaning: "address to listen on, as 127.0.0.1:8080; wins over PORT"},
		func(r *envReader, n, v string) { r.listen(&r.env.Listen, n, v) }},
	{Setting{Name: "VIGIE_METRICS_LISTEN", Meaning: "address of /metrics alone, as 127.0.0.1:9090"},
		func(r *envReader, n, v string) { r.listen(&r.env.MetricsListen, n, v) }},
	{Setting{Name: "SCALINGO_POSTGRESQL_URL", Meaning: "read where DATABASE_URL is not set", Secret: true},
		func(r *envReader, n, v string) { r.database(n, v) }},
	{Setting{Name: "DATABASE_URL", Meaning: "postgres://… or sqlite:PATH; several replicas need PostgreSQL", Default: "sqlite:vigie.db", Secret: true},
		func(r *envReader, n, v string) { r.ownDatabase(n, v) }},
	{Setting{Name: "SLACK_SIGNING_SECRET", Meaning: "proves that a request comes from Slack", Secret: true, Required: "without SLACK_APP_TOKEN"},
		func(r *envReader, _, v string) { r.env.Slack.SigningSecret = Secret(v) }},
	{Setting{Name: "SLACK_BOT_TOKEN", Meaning: "the bot's token, xoxb-…", Secret: true, Required: "always"},
		func(r *envReader, _, v string) { r.env.Slack.BotToken = Secret(v) }},
	{Setting{Name: "SLACK_APP_TOKEN", Meaning: "the app's token, xapp-…; set is Socket Mode", Secret: true},
		func(r *envReader, _, v string) { r.env.Slack.AppToken = Secret(v) }},
	{Setting{Name: "SLACK_API_URL", Meaning: "base of Slack's API", Default: "https://slack.com/api/"},
		func(r *envReader, n, v string) { r.base(&r.env.Slack.API, n, v, "/") }},
	{Setting{Name: "SCALINGO_API_TOKEN", Meaning: "token of the hosting API (vigie.yaml may name another variable for each region)",
		Secret: true, Required: "to act on apps"},
		func(r *envReader, _, v string) { r.env.Scalingo.Token = Secret(v) }},
	{Setting{Name: "SCALINGO_API_URL", Meaning: "base of the hosting API; else https://api.REGION.scalingo.com"},
		func(r *envReader, n, v string) { r.base(&r.env.Scalingo.API, n, v, "") }},
	{Setting{Name: "SCALINGO_AUTH_URL", Meaning: "where the token is exchanged; else https://auth.scalingo.com"},
		func(r *envReader, n, v string) { r.base(&r.env.Scalingo.Auth, n, v, "") }},
	{Setting{Name: "GITHUB_TOKEN", Meaning: "token of the GitHub API", Secret: true, Required: "with github in vigie.yaml"},
		func(r *envReader, _, v string) { r.env.GitHub.Token = Secret(v) }},
	{Setting{Name: "GITHUB_API_URL", Meaning: "base of the GitHub API", Default: "https://api.github.com/"},
		func(r *envReader, n, v string) { r.base(&r.env.GitHub.API, n, v, "/") }},
	{Setting{Name: "GITHUB_WEBHOOK_SECRET", Meaning: "signs GitHub's webhooks; without it all are refused", Secret: true},
		func(r *envReader, _, v string) { r.env.GitHub.WebhookSecret = Secret(v) }},
	{Setting{Name: "FRESHDESK_API_KEY", Meaning: "key of the helpdesk", Secret: true, Required: "with freshdesk in vigie.yaml"},
		func(r *envReader, _, v string) { r.env.Freshdesk.APIKey = Secret(v) }},
	{Setting{Name: "FRESHDESK_URL", Meaning: "address of the helpdesk, as https://DOMAIN.freshdesk.com", Required: "with freshdesk in vigie.yaml"},
		func(r *envReader, n, v string) { r.base(&r.env.Freshdesk.URL, n, v, "") }},
	{Setting{Name: "ALERT_TOKEN", Meaning: "what alert senders must show", Secret: true, Required: "for sources without their own"},
		func(r *envReader, _, v string) { r.env.AlertTokens[""] = Secret(v) }},
	{Setting{Name: "ALERT_TOKEN_" + perSource, Meaning: "what one source must show instead (" + strings.ToUpper(strings.Join(Sources, ", ")) + ")", Secret: true},
		func(r *envReader, n, v string) {
			r.env.AlertTokens[strings.ToLower(strings.TrimPrefix(n, "ALERT_TOKEN_"))] = Secret(v)
		}},
	{Setting{Name: "VIGIE_LOG", Meaning: "debug, info or warn: JSON lines to stderr, pretty on a terminal", Default: "info"},
		func(r *envReader, n, v string) { r.level(n, v) }},
}

// port takes a port number alone.
func (r *envReader) port(name, v string) {
	if strings.Contains(v, ":") {
		r.fault(name, "is a port alone, as 8080; a whole address goes in VIGIE_LISTEN")
		return
	}
	r.listen(&r.env.Listen, name, v)
}

// ownDatabase takes DATABASE_URL; its default does not displace what Scalingo gave.
func (r *envReader) ownDatabase(name, v string) {
	own, _ := r.lookup(name)
	if strings.TrimSpace(own) == "" && r.env.Database != "" {
		return
	}
	r.database(name, v)
}

// level takes how much is logged.
func (r *envReader) level(name, v string) {
	levels := []string{"debug", "info", "warn"}
	if low := strings.ToLower(v); slices.Contains(levels, low) {
		r.env.Log = low
		return
	}
	r.fault(name, show(v)+" is not a level; "+offer(v, levels))
}
