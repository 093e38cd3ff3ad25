// Package bot puts Vigie together: every part, its doors and its clock.
package bot

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"vigie/captain"
	"vigie/commands"
	"vigie/config"
	"vigie/incident"
	"vigie/integrations/slack"
	"vigie/production"
	"vigie/store"
	"vigie/work"
)

// Options are what a bot is made of.
type Options struct {
	Config config.Config
	Env    config.Env
	Store  *store.Store
	// Client makes every call outwards; nil is one that gives up after 30 s.
	Client *http.Client
	Log    zerolog.Logger
	// Poll is the longest that the clock sleeps; zero means work.Poll. Longer ones are for
	// tests in which days pass.
	Poll time.Duration
}

// Bot is Vigie, put together. New starts nothing; Run does.
type Bot struct {
	env      config.Env
	store    *store.Store
	log      zerolog.Logger
	settings *current
	meters   *meters

	people     *people
	pages      *captain.Desk
	incidents  *incident.Desk
	fleet      *production.Fleet
	digester   *commands.Digester
	router     *commands.Router
	room       *slack.Room
	slackDoors *slack.Doors
	socket     *slack.Socket
	outside    *outside
	clock      *work.Clock
}

// New puts the parts together. The error is a fault of the program or its configuration.
func New(o Options) (*Bot, error) {
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 30 * time.Second}
	}
	b := &Bot{env: o.Env, store: o.Store, log: o.Log, settings: &current{}, meters: newMeters()}
	b.settings.set(o.Config)
	texts, err := commands.NewTexts(func() *time.Location { return b.settings.get().config.Timezone })
	if err != nil {
		return nil, err
	}
	slackAt := slack.Options{APIURL: o.Env.Slack.API, Client: o.Client}
	b.room = slack.NewRoom(o.Env.Slack.BotToken, slackAt)
	b.people = &people{
		settings: b.settings, slack: b.room, facts: b.store, queue: b.store,
		locales: map[captain.UserID]known[string]{}, groups: map[string]known[[]captain.UserID]{},
	}
	if b.outside, err = b.reach(o); err != nil {
		return nil, err
	}
	b.desks(texts)
	in := b.intake(texts)
	b.slackDoors = slack.NewDoors(o.Env.Slack.SigningSecret, in)
	b.slackDoors.Asker = b.room
	b.slackDoors.Refused = func(r slack.Refusal) { b.refused(r.Route, r.Status, r.Reason) }
	b.slackDoors.Failed = func(err error) { b.log.Error().Err(err).Msg("slack request failed") }
	if o.Env.SocketMode() {
		b.socket = slack.NewSocket(o.Env.Slack.AppToken, slackAt, b.slackDoors)
	}
	announcer, progress := b.tellers(texts)
	b.clock = work.NewClock(b.store, b.told, b.lanes(in, announcer, progress)...)
	b.clock.Poll = o.Poll
	return b, nil
}

// desks makes the parts that decide.
func (b *Bot) desks(texts *commands.Texts) {
	get := b.settings.get
	rota := func() captain.Rota { return get().rota }
	byMessage := commands.ByMessage{Room: b.room, Lang: func(ctx context.Context, who captain.UserID) commands.Lang {
		return texts.In(b.people.language(ctx, who))
	}}
	b.pages = &captain.Desk{
		Ledger: b.store, Crew: func() captain.Crew { return get().crew }, Changed: incident.PageChanged,
		Channels: append([]captain.Channel{byMessage}, b.outside.channels...), Fallback: b.outside.fallback,
	}
	b.incidents = &incident.Desk{
		Ledger: b.store, Rota: rota, Plan: func() captain.Plan { return get().plan }, FollowUps: b.outside.tracker != nil,
	}
	b.fleet = &production.Fleet{
		Ledger: b.store, Apps: func() production.Catalogue { return get().apps }, Near: commands.NearNames,
		Host: b.outside.host, Prober: b.outside.prober, Changed: commands.OperationEnded,
	}
	b.digester = &commands.Digester{
		Rota: rota, Incidents: b.store, Pages: b.store, Fleet: b.fleet, Releases: b.outside.releases,
		Room: b.room, Facts: b.store, Queue: b.store, Lang: b.channelLang(texts),
		Digests: func() []commands.Digest { return get().digests },
	}
}

// channelLang is the language of what is said in channels.
func (b *Bot) channelLang(texts *commands.Texts) func() commands.Lang {
	return func() commands.Lang { return texts.In(b.settings.get().config.Locale) }
}

// intake makes the part that takes requests in.
func (b *Bot) intake(texts *commands.Texts) *intake {
	rota := func() captain.Rota { return b.settings.get().rota }
	all := commands.All(commands.Parts{
		Rota: rota, Pages: b.pages, Incidents: b.incidents, Timeline: b.store, Fleet: b.fleet,
		Digester: b.digester, Queue: b.store, Near: commands.NearWords,
	})
	b.router = &commands.Router{
		Commands: all, Texts: texts, Gate: b.people.access, Audit: b.store, Language: b.people.language,
		Mention: commands.Mention(rota, func() []commands.Command { return all }),
		Home:    commands.HomeTab(rota, b.store), Near: commands.NearWords,
	}
	return &intake{
		router: b.router, queue: b.store, room: b.room, asker: b.room, log: b.log,
		watch: func() string { return onWatch(rota(), time.Now()) },
	}
}

// tellers makes the parts that show to everybody what was decided.
func (b *Bot) tellers(texts *commands.Texts) (*commands.Announcer, *commands.Progress) {
	get := b.settings.get
	lang := b.channelLang(texts)
	where := func() string { return get().config.Channels.Incidents }
	announcer := &commands.Announcer{
		Incidents: b.store, Pages: b.store, Room: b.room, Channels: b.room, Lang: lang, Where: where,
		Crew: func() captain.Crew { return get().crew }, Tracker: b.outside.tracker,
		WorkingDays: func(from time.Time, days int) time.Time { return get().workdays.After(from, days) },
	}
	return announcer, &commands.Progress{Operations: b.store, Incidents: b.store, Room: b.room, Lang: lang, Where: where}
}

// Handler is the doors of the bot.
func (b *Bot) Handler() http.Handler { return b.doors() }

// Run works until ctx ends; then it finishes what is under way and returns. The error is
// one that no restart of a part could mend.
func (b *Bot) Run(ctx context.Context) error {
	if err := b.book(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var all sync.WaitGroup
	var failed error
	all.Go(func() { b.clock.Run(ctx) })
	if b.socket != nil {
		all.Go(func() {
			if err := b.socket.Run(ctx); err != nil && ctx.Err() == nil {
				failed = err
				cancel()
			}
		})
	}
	all.Wait()
	return failed
}

// Listen hears of the work of other replicas until ctx ends. It is apart from Run because
// its waiting on the network would stop virtual time in tests.
func (b *Bot) Listen(ctx context.Context) { b.store.Listen(ctx) }

// book books what comes by itself: the digests and the forgetting.
func (b *Bot) book(ctx context.Context) error {
	return errors.Join(b.digester.Book(ctx), b.store.Add(ctx, work.Item{Kind: forgetWork, Key: "work", Due: time.Now().Add(forgetEvery)}))
}

// Reload puts another configuration in force. What is under way goes on.
func (b *Bot) Reload(ctx context.Context, c config.Config) error {
	b.settings.set(c)
	return b.digester.Book(ctx)
}

// refused logs a request that was turned away: one line, nothing of its content.
func (b *Bot) refused(route string, status int, reason string) {
	b.meters.refused.WithLabelValues(route, http.StatusText(status)).Inc()
	b.log.Warn().Str("route", route).Int("status", status).Str("reason", reason).Msg("request refused")
}

// TellAdmins sends the admins a message: the id of a text and its values. A failure is
// only logged: it is about something that was logged already.
func (b *Bot) TellAdmins(ctx context.Context, id string, vars ...any) {
	for _, who := range b.settings.get().config.Roles.Admins {
		if who[0] == 'S' {
			continue
		}
		lang := b.router.Texts.In(b.people.language(ctx, captain.UserID(who)))
		_, err := b.room.Post(ctx, who, commands.Message{Text: lang.Say(id, vars...)}, commands.PostOptions{})
		if err != nil {
			b.log.Warn().Err(err).Str("admin", who).Msg("an admin could not be told")
		}
	}
}
