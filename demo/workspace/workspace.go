// Package workspace is a chat workspace in memory that speaks Slack's wire:
// the Web API, signed deliveries, Socket Mode and a browser's side, with
// Slack's limits and error codes. `vigie demo` and the stories run on it.
package workspace

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Team is the workspace's identity.
type Team struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Domain string `json:"domain"`
}

// Bot is the app under test, as the workspace knows it.
type Bot struct {
	ID     string `json:"id"` // its user, "U…"
	BotID  string `json:"bot_id"`
	AppID  string `json:"app_id"`
	Name   string `json:"name"`
	Avatar string `json:"avatar,omitempty"`
}

// Options say who lives in the workspace and how it reaches the app.
// The zero value of each field is allowed unless it says otherwise.
type Options struct {
	Team          Team
	Bot           Bot
	Users         []User
	Channels      []Channel
	Groups        []Group
	URL           string // base of its own addresses, default "http://slack.test"
	SigningSecret string // deliveries are signed with it
	BotToken      string
	AppToken      string       // opens Socket Mode
	Client        *http.Client // calls the app, default http.DefaultClient
	Unlimited     bool         // no 429 of its own accord
	// SocketLife is how long a Socket Mode connection lasts before Slack asks
	// for a fresh one; zero means an hour.
	SocketLife time.Duration
	Panel      Panel // what the demo page can switch; nil means nothing
}

// Workspace is the whole chat: people, channels, messages and one app.
// Make it with New, end it with Close; its methods may be called together.
type Workspace struct {
	opt   Options
	tasks sync.WaitGroup
	ctx   context.Context
	end   context.CancelFunc

	mu       sync.Mutex
	app      manifest
	scopes   []string
	users    []*User
	groups   []*Group
	channels []*channel
	files    []*file
	hidden   []*Message // ephemerals, in order
	scheduled
	views    viewStacks
	triggers map[string]*trigger
	hooks    map[string]*hook
	tickets  map[string]time.Time // Socket Mode addresses not yet used
	sockets  []*socket
	turn     int // whose turn it is among sockets
	last     int64
	serial   int64
	limits   limits
	outages  []*Outage

	queue    []Event
	telling  bool
	watchers map[int]func(Event)
	watcher  int
}

// New makes a workspace of the people and channels given; it starts nothing.
func New(opt Options) *Workspace {
	if opt.URL == "" {
		opt.URL = "http://slack.test"
	}
	if opt.Client == nil {
		opt.Client = http.DefaultClient
	}
	if opt.SocketLife == 0 {
		opt.SocketLife = time.Hour
	}
	w := &Workspace{
		opt: opt, triggers: map[string]*trigger{}, hooks: map[string]*hook{},
		tickets: map[string]time.Time{}, watchers: map[int]func(Event){},
		limits: limits{}, views: newViewStacks(), scheduled: scheduled{},
	}
	w.ctx, w.end = context.WithCancel(context.Background())
	w.settle()
	return w
}

// settle moves the people and channels of the options in.
func (w *Workspace) settle() {
	for _, u := range w.opt.Users {
		w.users = append(w.users, &u)
	}
	b := w.opt.Bot
	if w.user(b.ID) == nil {
		w.users = append(w.users, &User{ID: b.ID, Name: lower(b.Name), RealName: b.Name, Avatar: b.Avatar, IsBot: true})
	}
	for _, g := range w.opt.Groups {
		w.groups = append(w.groups, &g)
	}
	for _, c := range w.opt.Channels {
		if c.Created == 0 {
			c.Created = time.Now().Unix()
		}
		w.channels = append(w.channels, &channel{Channel: c})
	}
}

// Close ends every delivery, timer and connection, and waits for them.
func (w *Workspace) Close() {
	w.end()
	w.mu.Lock()
	sockets := slices.Clone(w.sockets)
	for _, s := range w.scheduled {
		s.timer.Stop()
	}
	w.mu.Unlock()
	for _, s := range sockets {
		s.close()
	}
	w.tasks.Wait()
}

// background runs f until done or Close; calls after Close run nothing.
func (w *Workspace) background(f func(ctx context.Context)) {
	if w.ctx.Err() == nil {
		w.tasks.Go(func() { f(w.ctx) })
	}
}

// next makes an identifier no other thing has had.
func (w *Workspace) next(prefix string) string {
	w.serial++
	return prefix + base36(w.serial)
}
