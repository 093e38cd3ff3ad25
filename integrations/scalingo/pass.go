package scalingo

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"vigie/production"
)

// passMargin is how long a pass must still be valid to be used. Scalingo's own client
// renews with as much left.
const passMargin = 5 * time.Minute

// passLife is how long a pass that does not say its end is taken to be valid.
const passLife = 30 * time.Minute

// passes trades the API token for passes, which Scalingo calls bearer tokens and which
// live an hour.
type passes struct {
	client *http.Client
	url    string
	token  Secret
	// gate holds one value while somebody looks at or renews the pass.
	gate  chan struct{}
	pass  string
	until time.Time
}

func newPasses(client *http.Client, url string, token Secret) *passes {
	return &passes{client: client, url: url, token: token, gate: make(chan struct{}, 1)}
}

// get gives a pass that is valid for a while, trading for one if need be. Whoever comes
// meanwhile waits for that one.
func (p *passes) get(ctx context.Context) (string, error) {
	select {
	case p.gate <- struct{}{}:
	case <-ctx.Done():
		return "", fmt.Errorf("%w: waiting for a pass: %w", production.ErrHostDown, context.Cause(ctx))
	}
	defer func() { <-p.gate }()
	if p.pass != "" && time.Until(p.until) > passMargin {
		return p.pass, nil
	}
	pass, err := p.trade(ctx)
	if err != nil {
		return "", err
	}
	p.pass, p.until = pass, end(pass)
	return pass, nil
}

// forget drops a pass that was refused, unless another has taken its place.
func (p *passes) forget(pass string) {
	p.gate <- struct{}{}
	defer func() { <-p.gate }()
	if p.pass == pass {
		p.pass = ""
	}
}

func (p *passes) trade(ctx context.Context) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, strings.NewReader("{}"))
	if err != nil {
		return "", err
	}
	req.SetBasicAuth("", p.token.Reveal())
	a, err := do(p.client, req)
	if err != nil {
		return "", fmt.Errorf("%w: trading the API token: %w", production.ErrHostDown, err)
	}
	if a.status == http.StatusUnauthorized || a.status == http.StatusForbidden {
		return "", production.RefusedError{Why: "the API token is not accepted; create another one and set its variable"}
	}
	if err := a.fault(p.token.Reveal()); err != nil {
		return "", fmt.Errorf("trading the API token: %w", err)
	}
	var traded struct {
		Token string `json:"token"`
	}
	if json.Unmarshal(a.body, &traded) != nil || traded.Token == "" {
		return "", fmt.Errorf("%w: its answer holds no pass", production.ErrHostDown)
	}
	return traded.Token, nil
}

// end reads when a pass ends. It is not verified: only Scalingo relies on it, and a pass
// that it refuses is renewed.
func end(pass string) time.Time {
	var claims struct {
		Exp int64 `json:"exp"`
	}
	if parts := strings.Split(pass, "."); len(parts) == 3 {
		body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
		if err == nil && json.Unmarshal(body, &claims) == nil && claims.Exp > 0 {
			return time.Unix(claims.Exp, 0)
		}
	}
	return time.Now().Add(passLife)
}
