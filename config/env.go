package config

import (
	"net"
	"net/url"
	"strconv"
	"strings"
)

// environment is how faults call where variables come from.
const environment = "environment"

// Env is everything the environment says, checked, with its defaults filled in. Values that are secret print ***.
type Env struct {
	Config        string // path of vigie.yaml
	Listen        string // host:port
	MetricsListen string // host:port; "" is beside the rest
	Database      Secret // postgres://… or sqlite:PATH
	Slack         SlackEnv
	Scalingo      ScalingoEnv
	GitHub        GitHubEnv
	Freshdesk     FreshdeskEnv
	AlertTokens   map[string]Secret // by source; "" is for every source that has none of its own
	Log           string            // debug, info or warn
}

// SlackEnv is what Slack needs.
type SlackEnv struct {
	SigningSecret Secret // "" only with Socket Mode
	BotToken      Secret
	AppToken      Secret // set is Socket Mode
	API           string // base URL with a slash at the end
}

// ScalingoEnv is the account of apps when vigie.yaml names no regions; Config.Regions has it applied.
type ScalingoEnv struct {
	Token Secret
	API   string // "" is the region's own
	Auth  string // "" is https://auth.scalingo.com
}

// GitHubEnv is what GitHub needs.
type GitHubEnv struct {
	Token         Secret
	API           string // base URL with a slash at the end
	WebhookSecret Secret // "" refuses every webhook
}

// FreshdeskEnv is what the helpdesk needs.
type FreshdeskEnv struct {
	APIKey Secret
	URL    string // base URL, no slash at the end; "" is no helpdesk
}

// SocketMode says whether Slack is reached by a socket the bot opens, so that no door is open to it.
func (e Env) SocketMode() bool { return e.Slack.AppToken != "" }

// AlertToken is what a source must show: its own token, or else the common one. "" lets nobody in.
func (e Env) AlertToken(source string) Secret {
	if own := e.AlertTokens[source]; own != "" {
		return own
	}
	return e.AlertTokens[""]
}

// envReader takes variables one by one and gathers their faults.
type envReader struct {
	lookup   Lookup
	env      Env
	problems Problems
}

// readEnv reads every setting, in the order of the table.
func readEnv(lookup Lookup) (Env, Problems) {
	lookup = lookup.orNone()
	r := &envReader{lookup: lookup, env: Env{AlertTokens: map[string]Secret{}}}
	for _, s := range settings {
		for _, name := range s.names() {
			v, _ := lookup(name)
			if v = strings.TrimSpace(v); v == "" {
				v = s.Default
			}
			if v != "" {
				s.take(r, name, v)
			}
		}
	}
	r.requireSlack()
	return r.env, r.problems
}

func (r *envReader) fault(name, say string) {
	r.problems = append(r.problems, Problem{File: environment, Path: name, Say: say})
}

// requireSlack refuses to start without what proves that Slack is Slack.
func (r *envReader) requireSlack() {
	s := r.env.Slack
	if s.BotToken == "" {
		r.fault("SLACK_BOT_TOKEN", "missing or empty; set the bot token (xoxb-…) of the app's page OAuth & Permissions")
	}
	if s.SigningSecret == "" && s.AppToken == "" {
		r.fault("SLACK_SIGNING_SECRET", "missing or empty; set the signing secret of the app's page Basic Information, "+
			"or SLACK_APP_TOKEN for Socket Mode")
	}
	if strings.HasPrefix(s.BotToken.Reveal(), "xapp-") {
		r.fault("SLACK_BOT_TOKEN", "this is an app token; put it in SLACK_APP_TOKEN, and the bot's (xoxb-…) here")
	}
	if strings.HasPrefix(s.AppToken.Reveal(), "xoxb-") {
		r.fault("SLACK_APP_TOKEN", "this is a bot token; put it in SLACK_BOT_TOKEN, and the app's (xapp-…) here")
	}
}

// base takes a base address, never repeating it.
func (r *envReader) base(to *string, name, v, end string) {
	if say := badAddress(v); say != "" {
		r.fault(name, say)
		return
	}
	*to = strings.TrimRight(v, "/") + end
}

// listen takes host:port, :port or port.
func (r *envReader) listen(to *string, name, v string) {
	at := v
	if !strings.Contains(v, ":") {
		at = ":" + v
	}
	_, port, err := net.SplitHostPort(at)
	p, bad := strconv.Atoi(port)
	if err != nil || bad != nil || p < 0 || p > 65535 {
		r.fault(name, show(v)+" is not an address to listen on; write :8080 or 127.0.0.1:8080, with a port from 0 (any) to 65535")
		return
	}
	*to = at
}

// database takes the URL of a database that is served; it may hold a password and is never repeated.
func (r *envReader) database(name, v string) {
	if path, ok := strings.CutPrefix(v, "sqlite:"); ok && path != "" {
		r.env.Database = Secret(v)
		return
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Host == "" && u.Query().Get("host") == "" {
		r.fault(name, "is not a database that is served; write postgres://user:password@host/name "+
			"(special characters percent-encoded) or sqlite:vigie.db")
		return
	}
	r.env.Database = Secret(v)
}
