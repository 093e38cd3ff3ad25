package workspace

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"
)

// announce sends the app an event, if it subscribed to it.
func (w *Workspace) announce(kind string, event map[string]any) {
	w.announceAs(kind, kind, event)
}

// announceAs is announce for events whose subscription has another name,
// such as message.channels.
func (w *Workspace) announceAs(subscription, kind string, event map[string]any) {
	if !slices.Contains(w.app.Settings.Events.Bot, subscription) {
		return
	}
	event["type"] = kind
	if event["event_ts"] == nil {
		event["event_ts"] = w.stamp()
	}
	doubled := w.outage(func(o *Outage) bool { return o.Kind == Duplicates || o.Kind == Twins })
	switch {
	case doubled == nil:
		w.dispatch(event, 1)
	case doubled.Kind == Duplicates:
		w.dispatch(event, 2)
	default:
		w.dispatch(event, 1)
		w.dispatch(event, 1)
	}
}

// dispatch wraps an event and sends copies of it until the app takes them.
func (w *Workspace) dispatch(event map[string]any, copies int) {
	payload := map[string]any{
		"token": verificationToken, "team_id": w.opt.Team.ID, "api_app_id": w.opt.Bot.AppID, "event": maps.Clone(event),
		"type": "event_callback", "event_id": w.next("Ev0"), "event_time": time.Now().Unix(), "is_ext_shared_channel": false,
		"event_context": "4-" + base36(w.serial), "authorizations": []any{map[string]any{"enterprise_id": nil,
			"team_id": w.opt.Team.ID, "user_id": w.opt.Bot.ID, "is_bot": true, "is_enterprise_install": false}},
	}
	d := delivery{kind: "events_api", url: w.app.Settings.Events.URL, payload: payload}
	for range copies {
		w.background(func(ctx context.Context) { w.insist(ctx, d) })
	}
}

// insist delivers an event and retries it as Slack does: at once, after one
// minute, after five.
func (w *Workspace) insist(ctx context.Context, d delivery) {
	for _, wait := range []time.Duration{0, 0, time.Minute, 5 * time.Minute} {
		if !sleep(ctx, wait) {
			return
		}
		a, err := w.deliver(ctx, d)
		var u *undelivered
		if !errors.As(err, &u) || a.enough {
			return
		}
		d.retry++
		d.reason = u.reason
	}
}

func sleep(ctx context.Context, d time.Duration) bool {
	if d == 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// subscriptionOf is the message event of a channel's kind, and that kind.
func subscriptionOf(c *channel) (event, kind string) {
	switch {
	case c.IM:
		return "message.im", "im"
	case c.Private:
		return "message.groups", "group"
	}
	return "message.channels", "channel"
}

// announceMessage tells the app a message in a channel it is a member of,
// its own messages included.
func (w *Workspace) announceMessage(c *channel, m *Message) {
	bot := w.opt.Bot.ID
	if !c.has(bot) {
		return
	}
	name, kind := subscriptionOf(c)
	event := w.wire(m, true)
	event["channel"], event["channel_type"], event["event_ts"] = c.ID, kind, m.TS
	w.announceAs(name, "message", event)
	if m.bot || m.Subtype != "" || c.IM || !mentions(m.Text, bot) {
		return
	}
	mention := w.wire(m, false)
	mention["channel"], mention["event_ts"] = c.ID, m.TS
	w.announce("app_mention", mention)
}

func (w *Workspace) announceChanged(c *channel, m *Message) {
	if c.has(w.opt.Bot.ID) {
		name, kind := subscriptionOf(c)
		w.announceAs(name, "message", map[string]any{"subtype": "message_changed", "hidden": true, "channel": c.ID,
			"channel_type": kind, "ts": w.stamp(), "message": w.wire(m, true)})
	}
}

func (w *Workspace) announceDeleted(c *channel, m *Message) {
	if c.has(w.opt.Bot.ID) {
		name, kind := subscriptionOf(c)
		w.announceAs(name, "message", map[string]any{"subtype": "message_deleted", "hidden": true, "channel": c.ID,
			"channel_type": kind, "ts": w.stamp(), "deleted_ts": m.TS, "previous_message": w.wire(m, true)})
	}
}

func (w *Workspace) announceReaction(kind string, m *Message, user, name string) {
	if c := w.channel(m.Channel); c != nil && c.has(w.opt.Bot.ID) {
		w.announce(kind, map[string]any{"user": user, "reaction": name, "item_user": m.User,
			"item": map[string]any{"type": "message", "channel": m.Channel, "ts": m.TS}})
	}
}
