package bot

import (
	"context"
	"time"

	"vigie/captain"
	"vigie/commands"
	"vigie/incident"
	"vigie/production"
	"vigie/work"
)

// forgetWork drops what was done long ago; it has one key and books itself again.
const forgetWork = "store.forget"

// rememberFor is how long deliveries are known again; forgetEvery how often older ones go.
const (
	rememberFor = 48 * time.Hour
	forgetEvery = time.Hour
)

// lanes says who does which work, and how much of it side by side: paging has hands of its
// own, so that nothing slow is ever in its way.
func (b *Bot) lanes(in *intake, announcer *commands.Announcer, progress *commands.Progress) []work.Lane {
	lanes := []work.Lane{
		{Name: "paging", Hands: 16, Deadline: 25 * time.Second, Handlers: map[string]work.Handler{
			captain.RingWork:  b.pages.Ring,
			captain.CloseWork: b.pages.Close,
		}},
		{Name: "requests", Hands: 16, Handlers: map[string]work.Handler{
			requestWork: in.request,
			answerWork:  in.answer,
		}},
		{Name: "telling", Hands: 8, Handlers: map[string]work.Handler{
			captain.TellWork:            b.pages.Tell,
			incident.CardWork:           announcer.Card,
			incident.RoomWork:           announcer.SetUp,
			incident.FollowUpWork:       announcer.FollowUp,
			incident.UnansweredWork:     announcer.Unanswered,
			production.ShowWork:         progress.Show,
			commands.OperationEndedWork: progress.Ended,
			localeWork:                  b.people.learn,
		}},
		{Name: "operations", Hands: 8, Handlers: map[string]work.Handler{
			production.FollowWork: b.fleet.Follow,
		}},
		{Name: "digests", Hands: 2, Deadline: 2 * time.Minute, Handlers: map[string]work.Handler{
			production.DigestWork:  b.digester.Post,
			commands.DigestNowWork: b.digester.PostNow,
			forgetWork:             b.forget,
		}},
	}
	for _, lane := range lanes {
		for kind, handler := range lane.Handlers {
			lane.Handlers[kind] = b.measured(kind, handler)
		}
	}
	return lanes
}

// measured notes how late work begins.
func (b *Bot) measured(kind string, h work.Handler) work.Handler {
	return func(ctx context.Context, t work.Taken) (time.Time, error) {
		b.meters.lateness(kind, t.Due)
		return h(ctx, t)
	}
}

// told logs what went wrong with a piece of work; it will be tried again.
func (b *Bot) told(t work.Taken, err error) {
	b.meters.failed.WithLabelValues(t.Kind).Inc()
	event := b.log.Warn()
	if work.IsFinal(err) {
		event = b.log.Error()
	}
	event.Err(err).Str("kind", t.Kind).Str("key", t.Key).Int("attempt", t.Attempt).Msg("work failed")
}

// forget drops work that was done long ago.
func (b *Bot) forget(ctx context.Context, _ work.Taken) (time.Time, error) {
	now := time.Now()
	return now.Add(forgetEvery), b.store.Forget(ctx, now.Add(-rememberFor))
}
