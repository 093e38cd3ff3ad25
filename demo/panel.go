package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"vigie/demo/codeforge"
	"vigie/demo/hosting"
	"vigie/demo/workspace"
)

// panel is what a visitor can do to the world: it makes the days bad that Vigie is for.
type panel struct {
	world  *World
	client *http.Client

	mu sync.Mutex
	// broken is the app that fails; mend ends what is wrong with Slack.
	broken   string
	mend     func()
	hostDown bool
	releases int
}

// failing is the app that the panel breaks.
const failing = "api-production"

// Controls lists the switches of the page.
func (p *panel) Controls() []workspace.Control {
	p.mu.Lock()
	defer p.mu.Unlock()
	return []workspace.Control{
		{ID: "api-fails", Group: "alerts", Kind: "button", On: p.broken != "",
			Label: both("Faire tomber l'API", "Make the API fail"),
			Note:  both("api-production répond 503 et l'alerte part ; redémarrer la répare", "api-production answers 503 and the alert goes out; a restart mends it")},
		{ID: "slack-down", Group: "slack", Kind: "toggle", On: p.mend != nil,
			Label: both("Slack est en panne", "Slack is down"),
			Note:  both("Vigie ne peut plus rien écrire ; rien n'est perdu", "Vigie can write nothing; nothing is lost")},
		{ID: "host-down", Group: "hosting", Kind: "toggle", On: p.hostDown,
			Label: both("L'hébergeur est en panne", "The host is down"),
			Note:  both("Son API répond 503", "Its API answers 503")},
		{ID: "release", Group: "hosting", Kind: "button",
			Label: both("Publier une version", "Publish a release"),
			Note:  both("Elle paraît dans la prochaine synthèse", "It shows in the next digest")},
	}
}

// Switch does what a visitor asked for.
func (p *panel) Switch(ctx context.Context, id string, on bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch id {
	case "api-fails":
		p.broken = failing
		p.world.Hosting.Break(failing, hosting.ByRestart)
		return p.alert(ctx, "firing")
	case "slack-down":
		p.slack(on)
	case "host-down":
		p.host(on)
	case "release":
		p.releases++
		tag := fmt.Sprintf("v3.50.%d", p.releases)
		p.world.Forge.Publish(p.world.Config.GitHub.Repos[0], codeforge.Release{Tag: tag, Name: "Version " + tag, Author: "ana-silva"})
	default:
		return fmt.Errorf("there is no control %q", id)
	}
	return nil
}

func (p *panel) slack(down bool) {
	if p.mend != nil {
		p.mend()
		p.mend = nil
	}
	if down {
		p.mend = p.world.Slack.Break(workspace.Outage{Kind: workspace.ServerError})
	}
}

func (p *panel) host(down bool) {
	p.hostDown = down
	p.world.Hosting.Calm()
	if down {
		p.world.Hosting.Fail("", http.StatusServiceUnavailable, -1)
	}
}

// watch says that the app is well again once somebody has mended it, until ctx ends.
func (p *panel) watch(ctx context.Context) {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		p.mu.Lock()
		well := p.broken != "" && p.world.Hosting.Healthy(p.broken)
		if well && p.alert(ctx, "resolved") == nil {
			p.broken = ""
		}
		p.mu.Unlock()
		if well {
			p.world.Slack.PanelChanged()
		}
	}
}

// alert sends what Alertmanager would send about the broken app.
func (p *panel) alert(ctx context.Context, status string) error {
	body, err := json.Marshal(map[string]any{
		"version": "4", "status": status, "receiver": "vigie", "groupKey": "{}:{app=\"" + failing + "\"}",
		"externalURL": "https://alertmanager.example.org",
		"alerts": []any{map[string]any{
			"status": status, "fingerprint": "c0ffee" + fmt.Sprint(len(failing)), "startsAt": time.Now().UTC(),
			"labels":       map[string]string{"alertname": "Http5xx", "app": failing, "severity": "critical"},
			"annotations":  map[string]string{"summary": "L'API répond 503"},
			"generatorURL": "https://grafana.example.org/d/api",
		}},
	})
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.world.At.Vigie+"/alerts/alertmanager", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+AlertToken)
	request.Header.Set("Content-Type", "application/json")
	response, err := p.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the alert was answered with %s", response.Status)
	}
	return nil
}
