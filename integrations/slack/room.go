// Package slack is Vigie's mouth and ears in Slack: it keeps commands.Room, Asker, Channels
// and People, draws messages in Block Kit, and turns what Slack tells into requests.
package slack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"

	"vigie/captain"
	"vigie/commands"
	"vigie/config"
)

// callTime bounds one call of Slack.
const callTime = 10 * time.Second

// Options say where Slack is. The zero value is Slack itself.
type Options struct {
	// APIURL ends with a slash, as SLACK_API_URL does; empty is https://slack.com/api/.
	APIURL string
	// Client makes the calls; nil is one that gives up after 10 s.
	Client *http.Client
}

func (o Options) client() []slackgo.Option {
	api := []slackgo.Option{slackgo.OptionHTTPClient(o.http())}
	if o.APIURL != "" {
		api = append(api, slackgo.OptionAPIURL(strings.TrimSuffix(o.APIURL, "/")+"/"))
	}
	return api
}

func (o Options) http() *http.Client {
	if o.Client != nil {
		return o.Client
	}
	return &http.Client{Timeout: callTime, Transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 4 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   4 * time.Second,
		ResponseHeaderTimeout: 8 * time.Second,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConnsPerHost:   8,
		ForceAttemptHTTP2:     true,
	}}
}

// Room keeps commands.Room, Asker, Channels and People with Slack's Web API.
type Room struct {
	api    *slackgo.Client
	http   *http.Client
	limits throttle

	mu      sync.Mutex
	me      Identity
	direct  map[string]string // user id to the id of the direct channel
	made    map[string]string // names of channels made to their ids
	locales map[captain.UserID]locale
}

var (
	_ commands.Room     = (*Room)(nil)
	_ commands.Asker    = (*Room)(nil)
	_ commands.Channels = (*Room)(nil)
	_ commands.People   = (*Room)(nil)
)

// NewRoom makes a Room with a bot token (xoxb-…). It calls nothing yet; see Check.
func NewRoom(botToken config.Secret, o Options) *Room {
	client := o.http()
	o.Client = client
	return &Room{
		api: slackgo.New(botToken.Reveal(), o.client()...), http: client,
		direct: map[string]string{}, made: map[string]string{}, locales: map[captain.UserID]locale{},
	}
}

// call makes one call in its turn. channel tells calls apart whose limit is by channel.
func (r *Room) call(ctx context.Context, name, channel string, urgent bool, do func(context.Context) error) error {
	m, known := methods[name]
	if !known {
		return fmt.Errorf("slack %s: its scopes and limits are unknown: add it to the table of methods", name)
	}
	key := name
	if m.byChannel {
		key += " " + channel
	}
	if err := r.limits.wait(ctx, name, key, urgent); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	return r.limits.understand(name, key, do(ctx))
}

// Post says something in a channel or to a person. What is said under a key that begins
// with "page" waits for no limit of our own.
func (r *Room) Post(ctx context.Context, channel string, m commands.Message, o commands.PostOptions) (commands.Place, error) {
	urgent := strings.HasPrefix(o.Key, "page")
	channel, err := r.where(ctx, channel, urgent)
	if err != nil {
		return commands.Place{}, err
	}
	if o.Again && o.Key != "" {
		at, err := r.find(ctx, channel, o, urgent)
		if err == nil && at.TS != "" {
			return at, nil
		} else if err != nil && !urgent {
			return commands.Place{}, err
		}
	}
	return r.post(ctx, channel, draw(m), o, urgent)
}

func (r *Room) post(ctx context.Context, channel string, d drawing, o commands.PostOptions, urgent bool) (at commands.Place, err error) {
	options := []slackgo.MsgOption{
		slackgo.MsgOptionText(d.text, false), slackgo.MsgOptionDisableLinkUnfurl(), slackgo.MsgOptionDisableMediaUnfurl(),
	}
	if len(d.blocks) > 0 {
		options = append(options, slackgo.MsgOptionBlocks(d.blocks...))
	}
	if o.Thread != "" {
		options = append(options, slackgo.MsgOptionTS(o.Thread))
	}
	if o.Key != "" {
		options = append(options, slackgo.MsgOptionMetadata(mark(o.Key)))
	}
	err = r.call(ctx, "chat.postMessage", channel, urgent, func(ctx context.Context) error {
		at.Channel, at.TS, err = r.api.PostMessageContext(ctx, channel, options...)
		if err == nil && at.TS == "" {
			err = errors.New("it was taken and no message named")
		}
		return err
	})
	if err != nil {
		return commands.Place{}, err
	}
	return at, nil
}

// Update edits a message; ErrGone comes as it is.
func (r *Room) Update(ctx context.Context, at commands.Place, m commands.Message) error {
	d := redraw(m)
	err := r.call(ctx, "chat.update", at.Channel, false, func(ctx context.Context) error {
		_, _, _, err := r.api.UpdateMessageContext(ctx, at.Channel, at.TS,
			slackgo.MsgOptionText(d.text, false), slackgo.MsgOptionBlocks(d.blocks...))
		return err
	})
	if errors.Is(err, commands.ErrGone) {
		return commands.ErrGone
	}
	return err
}
