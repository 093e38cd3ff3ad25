package bot_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"vigie/demo"
	"vigie/demo/hosting"
	"vigie/demo/workspace"
)

// player does the steps of a story and watches what people see.
type player struct {
	c    *crew
	mend func()

	mu sync.Mutex
	// seen is what happened since the last step; edits are kept by message, the last counts.
	seen  []string
	edits map[string]string
	known map[string]bool
	// fresh are the messages posted since the last step: their edits are no news.
	fresh map[string]bool
}

func newPlayer(c *crew) *player {
	p := &player{c: c, edits: map[string]string{}, known: map[string]bool{}, fresh: map[string]bool{}}
	for _, ch := range c.world.Slack.ChannelList() {
		p.known[ch.ID] = true
	}
	c.world.Slack.Subscribe(p.watch)
	return p
}

// rule is a kind of step.
type rule struct {
	form *regexp.Regexp
	do   func(p *player, ctx context.Context, arg []string) ([]string, error)
}

func on(form string, do func(p *player, ctx context.Context, arg []string) ([]string, error)) rule {
	return rule{regexp.MustCompile("^" + form + "$"), do}
}

// deed is a step that answers nothing by itself.
func deed(do func(p *player, ctx context.Context, arg []string) error) func(*player, context.Context, []string) ([]string, error) {
	return func(p *player, ctx context.Context, arg []string) ([]string, error) { return nil, do(p, ctx, arg) }
}

// rules are the steps that a story may take.
var rules = []rule{
	on(`(\w+) in #(\S+): (.+)`, deed(func(p *player, ctx context.Context, a []string) error {
		_, err := p.c.world.Slack.Say(ctx, user(a[0]), p.channel(a[1]), a[2])
		return err
	})),
	on(`(\w+) presses (.+?)(?: in #(\S+))?`, deed(func(p *player, ctx context.Context, a []string) error {
		place := workspace.Place{}
		switch {
		case a[2] == "home":
		case a[2] != "":
			place.Channel = p.channel(a[2])
		default:
			place.Channel, _ = p.c.world.Slack.Direct(user(a[0]), "U0VIGIE")
		}
		return p.c.world.Slack.Press(ctx, user(a[0]), place, a[1])
	})),
	on(`(\w+) submits (.*)`, deed(func(p *player, ctx context.Context, a []string) error {
		values := map[string]string{}
		for pair := range strings.SplitSeq(a[1], "; ") {
			name, value, _ := strings.Cut(pair, "=")
			values[name] = value
		}
		_, err := p.c.world.Slack.Submit(ctx, user(a[0]), "", values)
		return err
	})),
	on(`(\w+) opens home`, deed(func(p *player, _ context.Context, a []string) error {
		return p.c.world.Slack.OpenHome(user(a[0]))
	})),
	on(`(\w+) runs the shortcut (\S+)`, deed(func(p *player, ctx context.Context, a []string) error {
		return p.c.world.Slack.Shortcut(ctx, user(a[0]), a[1], "", "")
	})),
	on(`wait (\S+)`, deed(func(_ *player, _ context.Context, a []string) error {
		d, err := time.ParseDuration(a[0])
		time.Sleep(d)
		return err
	})),
	on(`slack (is down|is back|has twins|loses the answer to (\S+))`, deed((*player).slack)),
	on(`(\S+) breaks`, deed(func(p *player, _ context.Context, a []string) error {
		p.c.world.Hosting.Break(a[0], hosting.ByRestart)
		return nil
	})),
	on(`the host loses the answer about (\S+)`, deed(func(p *player, _ context.Context, a []string) error {
		p.c.world.Hosting.LoseAnswer(a[0])
		return nil
	})),
	on(`the next operation on (\S+) fails: (.+)`, deed(func(p *player, _ context.Context, a []string) error {
		p.c.world.Hosting.FailNextOperation(a[0], a[1])
		return nil
	})),
	on(`how often was (\S+) restarted\?`, func(p *player, _ context.Context, a []string) ([]string, error) {
		return []string{fmt.Sprint(p.c.world.Hosting.Restarts(a[0]))}, nil
	}),
	on(`what did (\w+) try\?`, (*player).audit),
	on(`(\w+) (fires|resolves) (\S+) (\w+) (\S+): (.+)`, deed((*player).alert)),
	on(`vigie is restarted(?: after (\S+))?`, deed(func(p *player, _ context.Context, a []string) error {
		n := len(p.c.replicas)
		p.c.stop()
		if a[0] != "" {
			d, err := time.ParseDuration(a[0])
			if err != nil {
				return err
			}
			time.Sleep(d)
		}
		p.c.start(n)
		return nil
	})),
}

// step does one line of a story.
func (p *player) step(ctx context.Context, line string) ([]string, error) {
	for _, r := range rules {
		if arg := r.form.FindStringSubmatch(line); arg != nil {
			return r.do(p, ctx, arg[1:])
		}
	}
	return nil, fmt.Errorf("no such step")
}

func (p *player) slack(_ context.Context, a []string) error {
	if p.mend != nil {
		p.mend()
		p.mend = nil
	}
	switch {
	case a[0] == "is down":
		p.mend = p.c.world.Slack.Break(workspace.Outage{Kind: workspace.Refuse})
	case a[0] == "has twins":
		p.mend = p.c.world.Slack.Break(workspace.Outage{Kind: workspace.Twins})
	case a[1] != "":
		p.mend = p.c.world.Slack.Break(workspace.Outage{Kind: workspace.LoseAnswer, Method: a[1], Times: 1})
	}
	return nil
}

// audit is what the audit says of somebody.
func (p *player) audit(ctx context.Context, a []string) ([]string, error) {
	deeds, err := p.c.replicas[0].db.Deeds(ctx, time.Time{}, 20)
	var lines []string
	for _, d := range deeds {
		if string(d.By) == user(a[0]) {
			lines = append(lines, string(d.Outcome)+": "+d.What)
		}
	}
	return lines, err
}

// alert sends one alert in Vigie's own JSON, or as Alertmanager would.
func (p *player) alert(ctx context.Context, a []string) error {
	sender, status, key, severity, app, title := a[0], "firing", a[2], a[3], a[4], a[5]
	if a[1] == "resolves" {
		status = "resolved"
	}
	body := fmt.Sprintf(`{"key":%q,"title":%q,"status":%q,"severity":%q,"app":%q}`, key, title, status, severity, app)
	if sender == "alertmanager" {
		body = fmt.Sprintf(`{"version":"4","status":%[3]q,"alerts":[{"status":%[3]q,"fingerprint":%[1]q,`+
			`"labels":{"alertname":%[2]q,"app":%[5]q,"severity":%[4]q},"annotations":{"summary":%[2]q}}]}`, key, title, status, severity, app)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, addresses.Vigie+"/alerts/"+sender, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+demo.AlertToken)
	response, err := (&http.Client{Transport: p.c.network}).Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("answered %s", response.Status)
	}
	return nil
}

// user is somebody's id: the stories call people by their first names.
func user(name string) string { return "U0" + strings.ToUpper(name) }

func (p *player) channel(name string) string {
	ch, _ := p.c.world.Slack.ChannelNamed(name)
	return ch.ID
}
