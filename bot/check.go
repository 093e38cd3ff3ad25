package bot

import (
	"context"
	"net/http"
	"time"

	"vigie/config"
	"vigie/integrations/slack"
	"vigie/store"
)

// Checked is what came of asking one system.
type Checked struct {
	System string
	// Found says what answered.
	Found string
	Err   error
}

// Text is what there is to say of the system.
func (c Checked) Text() string {
	if c.Err != nil {
		return c.Err.Error()
	}
	return c.Found
}

// checkDeadline bounds the question to one system.
const checkDeadline = 15 * time.Second

// Check asks each configured system once.
func Check(ctx context.Context, cfg config.Config, env config.Env) []Checked {
	client := &http.Client{Timeout: checkDeadline}
	checks := []Checked{ask(ctx, "store", func(ctx context.Context) (string, error) {
		s, err := store.Open(ctx, env.Database.Reveal())
		if err != nil {
			return "", err
		}
		return store.Name(env.Database.Reveal()), s.Close()
	}), ask(ctx, "slack", func(ctx context.Context) (string, error) {
		id, err := slack.NewRoom(env.Slack.BotToken, slack.Options{APIURL: env.Slack.API, Client: client}).Check(ctx)
		return id.Team + " as " + string(id.User), err
	})}
	return append(checks, checkOutside(ctx, cfg, env, client)...)
}

// ask asks one system in its time.
func ask(ctx context.Context, system string, question func(ctx context.Context) (string, error)) Checked {
	ctx, cancel := context.WithTimeout(ctx, checkDeadline)
	defer cancel()
	found, err := question(ctx)
	return Checked{System: system, Found: found, Err: err}
}
