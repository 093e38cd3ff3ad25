package workspace

import (
	"context"
	"fmt"
	"slices"
)

// Shortcut runs a global shortcut, or with a channel and timestamp a message
// shortcut.
func (w *Workspace) Shortcut(ctx context.Context, user, callbackID, channelID, ts string) error {
	w.lock()
	payload, err := w.shortcutPayload(user, callbackID, channelID, ts)
	at := w.app.Settings.Interactivity.URL
	w.unlock()
	if err != nil {
		return err
	}
	if _, err = w.deliver(ctx, delivery{kind: "interactive", url: at, payload: payload}); err != nil {
		w.lock()
		defer w.unlock()
		w.problem(user, fmt.Sprintf("shortcut %s failed: %s", callbackID, err))
	}
	return err
}

func (w *Workspace) shortcutPayload(user, callbackID, channelID, ts string) (map[string]any, error) {
	i := slices.IndexFunc(w.app.Features.Shortcuts, func(s Shortcut) bool { return s.CallbackID == callbackID })
	if i < 0 || w.user(user) == nil {
		return nil, fail("shortcut_not_found")
	}
	kind := map[string]string{"global": "shortcut", "message": "message_action"}[w.app.Features.Shortcuts[i].Type]
	out := w.interaction(kind, user, "")
	out["callback_id"], out["action_ts"] = callbackID, w.stamp()
	if kind == "shortcut" {
		return out, nil
	}
	c := w.channel(channelID)
	if c == nil || !c.sees(user) {
		return nil, fail("channel_not_found")
	}
	m := c.message(ts)
	if m == nil {
		return nil, fail("message_not_found")
	}
	out["channel"] = map[string]any{"id": c.ID, "name": spokenName(c)}
	out["message"], out["message_ts"] = w.wire(m, true), m.TS
	_, out["response_url"] = w.newHook(user, c.ID, nil)
	return out, nil
}

// OpenHome opens the app's home tab: the app gets app_home_opened.
func (w *Workspace) OpenHome(user string) error {
	w.lock()
	defer w.unlock()
	if w.user(user) == nil {
		return fail("user_not_found")
	}
	event := map[string]any{"user": user, "channel": w.im(w.opt.Bot.ID, user).ID, "tab": "home"}
	if v := w.views.homes[user]; v != nil {
		event["view"] = w.wireView(v)
	}
	if w.app.Features.Home.Enabled {
		w.announce("app_home_opened", event)
	}
	return nil
}

// Join makes a person a member of a public channel.
func (w *Workspace) Join(user, channelID string) error {
	w.lock()
	defer w.unlock()
	c := w.channel(channelID)
	switch {
	case w.user(user) == nil:
		return fail("user_not_found")
	case c == nil || c.IM || c.Private:
		return fail("channel_not_found")
	case c.Archived:
		return fail("is_archived")
	}
	if !c.has(user) {
		w.join(c, user)
	}
	return nil
}

// React puts a person's emoji under a message, or takes it away again.
func (w *Workspace) React(user, channelID, ts, name string) error {
	w.lock()
	defer w.unlock()
	c := w.channel(channelID)
	if c == nil || !c.has(user) {
		return fail("not_in_channel")
	}
	m := c.message(ts)
	if m == nil {
		return fail("message_not_found")
	}
	if !w.react(m, user, name) {
		w.unreact(m, user, name)
	}
	return nil
}

// Direct gives the direct conversation of two people, opened if need be.
func (w *Workspace) Direct(a, b string) (channelID string, err error) {
	w.lock()
	defer w.unlock()
	if w.user(a) == nil || w.user(b) == nil {
		return "", fail("user_not_found")
	}
	return w.im(a, b).ID, nil
}
