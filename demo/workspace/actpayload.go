package workspace

import "maps"

func (w *Workspace) actionPayload(user string, f found, value map[string]any) map[string]any {
	viewID, holder := "", &state{}
	if f.view != nil {
		viewID, holder = f.view.ID, &f.view.state
	} else if f.message.state == nil {
		f.message.state = map[string]state{}
	}
	if f.message != nil {
		mine := f.message.state[user]
		holder = &mine
	}
	if *holder == nil {
		*holder = state{}
	}
	if key, _ := valueKey(f.Kind()); key != "" && value != nil {
		holder.set(f.BlockID(), f.ActionID(), value)
	}
	out := w.interaction("block_actions", user, viewID)
	out["actions"] = []any{w.action(f, value)}
	if f.message != nil {
		f.message.state[user] = *holder
		w.fromMessage(out, user, f, *holder)
		return out
	}
	out["container"] = map[string]any{"type": "view", "view_id": viewID}
	out["view"] = w.wireView(f.view)
	return out
}

// fromMessage adds what an action in a message carries.
func (w *Workspace) fromMessage(out map[string]any, user string, f found, chosen state) {
	m := f.message
	container := map[string]any{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.Ephemeral}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	out["container"] = container
	out["channel"] = map[string]any{"id": m.Channel, "name": spokenName(f.channel)}
	out["state"] = map[string]any{"values": stateOf(m.allBlocks(), chosen)}
	if !m.Ephemeral {
		out["message"] = w.wire(m, true)
	}
	_, out["response_url"] = w.newHook(user, m.Channel, m)
}

// action is the element as an action: what it is and what was chosen.
func (w *Workspace) action(f found, value map[string]any) map[string]any {
	out := map[string]any{"type": f.Kind(), "action_id": f.ActionID(), "block_id": f.BlockID(), "action_ts": w.stamp()}
	for _, k := range []string{"text", "value", "style", "placeholder"} {
		if v, ok := f.Element[k]; ok {
			out[k] = cloneValue(v)
		}
	}
	maps.Copy(out, value)
	return out
}

// interaction is the part all interactive payloads share.
func (w *Workspace) interaction(kind, user, viewID string) map[string]any {
	u := w.user(user)
	return map[string]any{"type": kind, "token": verificationToken, "api_app_id": w.opt.Bot.AppID,
		"team": map[string]any{"id": w.opt.Team.ID, "domain": w.opt.Team.Domain}, "enterprise": nil, "is_enterprise_install": false,
		"user":       map[string]any{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": w.opt.Team.ID},
		"trigger_id": w.newTrigger(user, viewID)}
}
