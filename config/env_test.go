package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// having is an environment of these variables alone.
func having(pairs ...string) Lookup {
	vars := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		vars[pairs[i]] = pairs[i+1]
	}
	return func(name string) (string, bool) {
		v, ok := vars[name]
		return v, ok
	}
}

// with is an environment that serve accepts, and these variables.
func with(pairs ...string) Lookup {
	return having(append([]string{"SLACK_BOT_TOKEN", "xoxb-1", "SLACK_SIGNING_SECRET", "s1"}, pairs...)...)
}

func TestTheEnvironmentHasDefaults(t *testing.T) {
	got, problems := readEnv(with())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := Env{
		Config: "vigie.yaml", Listen: ":8080", Database: "sqlite:vigie.db", Log: "info",
		Slack:       SlackEnv{SigningSecret: "s1", BotToken: "xoxb-1", API: "https://slack.com/api/"},
		GitHub:      GitHubEnv{API: "https://api.github.com/"},
		AlertTokens: map[string]Secret{},
	}
	if !cmp.Equal(want, got) {
		t.Errorf("the environment is read as %+v, want %+v", got, want)
	}
}

func TestWhichVariableWins(t *testing.T) {
	for _, c := range []struct {
		what string
		env  Lookup
		get  func(Env) string
		want string
	}{
		{"port", with("PORT", "9000"), func(e Env) string { return e.Listen }, ":9000"},
		{"any port", with("PORT", "0"), func(e Env) string { return e.Listen }, ":0"},
		{"listen over port", with("PORT", "9000", "VIGIE_LISTEN", "127.0.0.1:1"), func(e Env) string { return e.Listen }, "127.0.0.1:1"},
		{"IPv6", with("VIGIE_LISTEN", "[::1]:80"), func(e Env) string { return e.Listen }, "[::1]:80"},
		{"Scalingo's database", with("SCALINGO_POSTGRESQL_URL", "postgres://h/s"), func(e Env) string { return e.Database.Reveal() }, "postgres://h/s"},
		{"our database over it", with("SCALINGO_POSTGRESQL_URL", "postgres://h/s", "DATABASE_URL", "sqlite:x"), func(e Env) string { return e.Database.Reveal() }, "sqlite:x"},
		{"an empty one does not", with("SCALINGO_POSTGRESQL_URL", "postgres://h/s", "DATABASE_URL", " "), func(e Env) string { return e.Database.Reveal() }, "postgres://h/s"},
		{"a database by socket", with("DATABASE_URL", "postgres:///x?host=/run/pg"), func(e Env) string { return e.Database.Reveal() }, "postgres:///x?host=/run/pg"},
		{"a base gets its slash", with("SLACK_API_URL", "http://127.0.0.1:1/api"), func(e Env) string { return e.Slack.API }, "http://127.0.0.1:1/api/"},
		{"a secret is trimmed", with("GITHUB_TOKEN", " g\n"), func(e Env) string { return e.GitHub.Token.Reveal() }, "g"},
		{"an alert token of its own", with("ALERT_TOKEN", "a", "ALERT_TOKEN_GRAFANA", "b"), func(e Env) string { return e.AlertToken("grafana").Reveal() }, "b"},
		{"the common alert token", with("ALERT_TOKEN", "a", "ALERT_TOKEN_GRAFANA", "b"), func(e Env) string { return e.AlertToken("generic").Reveal() }, "a"},
		{"no alert token", with("ALERT_TOKEN_GRAFANA", "b"), func(e Env) string { return e.AlertToken("generic").Reveal() }, ""},
		{"level", with("VIGIE_LOG", "DEBUG"), func(e Env) string { return e.Log }, "debug"},
	} {
		env, problems := readEnv(c.env)
		if got := c.get(env); got != c.want || len(problems) > 0 {
			t.Errorf("%s: %q, want %q (%v)", c.what, got, c.want, problems)
		}
	}
}

func TestAFaultOfTheEnvironmentNamesTheVariableAndShowsNoSecret(t *testing.T) {
	for _, c := range []struct {
		what string
		env  Lookup
		want string // "" is no fault
	}{
		{"no secret of Slack", having("SLACK_BOT_TOKEN", "xoxb-1"), "environment: SLACK_SIGNING_SECRET: missing or empty"},
		{"an empty secret", having("SLACK_BOT_TOKEN", "xoxb-1", "SLACK_SIGNING_SECRET", "  "), "SLACK_SIGNING_SECRET: missing or empty"},
		{"no token", having("SLACK_SIGNING_SECRET", "s"), "SLACK_BOT_TOKEN: missing or empty"},
		{"Socket Mode", having("SLACK_BOT_TOKEN", "xoxb-1", "SLACK_APP_TOKEN", "xapp-1"), ""},
		{"tokens swapped", with("SLACK_APP_TOKEN", "xoxb-hunter2"), "SLACK_APP_TOKEN: this is a bot token"},
		{"a word for a port", with("PORT", "http"), `PORT: "http" is not an address to listen on; write :8080`},
		{"an address for a port", with("PORT", "127.0.0.1:80"), "PORT: is a port alone, as 8080"},
		{"a port too high", with("VIGIE_LISTEN", ":65536"), "VIGIE_LISTEN"},
		{"metrics", with("VIGIE_METRICS_LISTEN", "a:b:c"), "VIGIE_METRICS_LISTEN"},
		{"another database", with("DATABASE_URL", "mysql://u:hunter2@h/x"), "DATABASE_URL: is not a database that is served; write postgres://"},
		{"a broken database", with("DATABASE_URL", "postgres://u:hunter2%zz@h/x"), "DATABASE_URL: is not a database"},
		{"SQLite nowhere", with("DATABASE_URL", "sqlite:"), "DATABASE_URL"},
		{"an address without scheme", with("SLACK_API_URL", "slack.com/api"), "SLACK_API_URL: is not a whole address"},
		{"an address with a password", with("FRESHDESK_URL", "https://x:hunter2@x.freshdesk.com"), "FRESHDESK_URL: holds a user or a password"},
		{"a level", with("VIGIE_LOG", "inf"), `VIGIE_LOG: "inf" is not a level; did you mean info?`},
	} {
		_, problems := readEnv(c.env)
		if c.want == "" && len(problems) > 0 || c.want != "" && (len(problems) != 1 || !strings.Contains(problems.Error(), c.want)) {
			t.Errorf("%s is told as %v, want %s", c.what, problems, c.want)
		}
		if strings.Contains(problems.Error(), "hunter2") {
			t.Errorf("%s: the fault shows a secret", c.what)
		}
	}
}

func TestLoadSaysTheFaultsOfTheFileThenOfTheEnvironment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "v.yaml")
	write(t, path, "locale: es\nchannels: {incidents: C0X}\ncrew: [{slack: U0X, name: X}]\napps: [{name: a}]\n")
	_, _, err := Load(path, having("SLACK_SIGNING_SECRET", "s", "SCALINGO_API_URL", "nowhere"))
	problems, _ := errors.AsType[Problems](err)
	var got []string
	for _, p := range problems {
		got = append(got, p.Path)
	}
	if diff := cmp.Diff([]string{"locale", "SCALINGO_API_URL", "SLACK_BOT_TOKEN"}, got); diff != "" {
		t.Errorf("the faults are %v", err)
	}
}

func TestLoadFindsTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "v.yaml")
	write(t, path, least)
	for _, c := range []struct{ what, path, env, want string }{
		{"given", path, "elsewhere", ""},
		{"by VIGIE_CONFIG", "", path, ""},
		{"absent", filepath.Join(dir, "no.yaml"), "", "no.yaml: there is no such file; copy vigie.example.yaml"},
		{"a folder", dir, "", dir + ": cannot be read (is a directory)"},
	} {
		_, env, err := Load(c.path, with("VIGIE_CONFIG", c.env))
		if c.want == "" && (err != nil || env.Config != path) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, %q; want %q", c.what, err, env.Config, c.want)
		}
	}
}

func TestEveryRegionHasItsOwnVariables(t *testing.T) {
	text := least + "regions:\n  osc-fr1: {token: A}\n  osc-secnum-fr1: {token: B, api: B_API, auth: B_AUTH}\n"
	c, err := Parse("v", []byte(text), having("A", "ta", "B", "tb", "B_API", "http://127.0.0.1:9/", "B_AUTH", "http://127.0.0.1:8"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Region{
		{"osc-fr1", "A", "ta", "https://api.osc-fr1.scalingo.com", "https://auth.scalingo.com"},
		{"osc-secnum-fr1", "B", "tb", "http://127.0.0.1:9", "http://127.0.0.1:8"},
	}
	if !cmp.Equal(want, c.Regions) {
		t.Errorf("the regions are %+v, want %+v", c.Regions, want)
	}
}

func TestWhatTheFileAsksAndTheEnvironmentLacksIsAGap(t *testing.T) {
	c, err := Parse("v", []byte(example(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	bare, _ := readEnv(with())
	var got []string
	for _, g := range c.Gaps(bare) {
		got = append(got, g.Path)
	}
	if diff := cmp.Diff([]string{"regions.osc-fr1", "github", "github.repos", "freshdesk", "alerts[0]", "alerts[1]"}, got); diff != "" {
		t.Errorf("the gaps (-want +got):\n%s", diff)
	}
	full := with("SCALINGO_API_TOKEN", "t", "GITHUB_TOKEN", "g", "GITHUB_WEBHOOK_SECRET", "w",
		"FRESHDESK_API_KEY", "k", "FRESHDESK_URL", "https://x.freshdesk.com", "ALERT_TOKEN", "a")
	c, _ = Parse("v", []byte(example(t)), full)
	env, _ := readEnv(full)
	if gaps := c.Gaps(env); len(gaps) > 0 {
		t.Errorf("gaps are left: %v", gaps)
	}
}

func TestSettingsListEveryVariableOnce(t *testing.T) {
	listed := map[string]bool{}
	for _, s := range Settings() {
		if listed[s.Name] || s.Meaning == "" || s.Secret && s.Default != "" && !strings.HasPrefix(s.Default, "sqlite:") {
			t.Errorf("setting %+v is listed twice, unexplained, or a secret with a default", s)
		}
		listed[s.Name] = true
	}
	for _, name := range []string{"VIGIE_CONFIG", "PORT", "VIGIE_LISTEN", "VIGIE_METRICS_LISTEN", "DATABASE_URL", "SCALINGO_POSTGRESQL_URL",
		"SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "SCALINGO_API_TOKEN", "SCALINGO_API_URL",
		"SCALINGO_AUTH_URL", "GITHUB_TOKEN", "GITHUB_API_URL", "GITHUB_WEBHOOK_SECRET", "FRESHDESK_API_KEY", "FRESHDESK_URL",
		"ALERT_TOKEN", "ALERT_TOKEN_<SOURCE>", "VIGIE_LOG"} {
		if !listed[name] {
			t.Errorf("%s is not listed", name)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
