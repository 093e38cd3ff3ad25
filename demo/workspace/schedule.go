package workspace

import (
	"strconv"
	"time"
)

// scheduled are the messages waiting for their time, by id.
type scheduled map[string]*appointment

type appointment struct {
	channel string
	timer   *time.Timer
}

func scheduleMessage(c *call) (reply, error) {
	ch, err := c.target()
	if err != nil {
		return nil, err
	}
	body, err := c.content()
	if err != nil {
		return nil, err
	}
	if body.empty() {
		return nil, fail("no_text")
	}
	at, err := strconv.ParseInt(c.str("post_at"), 10, 64)
	wait := time.Until(time.Unix(at, 0))
	switch {
	case err != nil:
		return nil, fail("invalid_time")
	case wait <= 0:
		return nil, fail("time_in_past")
	case wait > 120*24*time.Hour:
		return nil, fail("time_too_far")
	}
	m := c.message(body)
	if err := c.thread(ch, m); err != nil {
		return nil, err
	}
	id, w := c.next("Q"), c.Workspace
	c.scheduled[id] = &appointment{ch.ID, time.AfterFunc(wait, func() { w.keep(id, ch, m) })}
	return reply{"channel": ch.ID, "scheduled_message_id": id, "post_at": at, "message": c.wire(m, true)}, nil
}

// keep posts a scheduled message when its time has come.
func (w *Workspace) keep(id string, ch *channel, m *Message) {
	w.lock()
	defer w.unlock()
	if _, ok := w.scheduled[id]; !ok || w.ctx.Err() != nil {
		return
	}
	delete(w.scheduled, id)
	w.post(ch, m)
}

func deleteScheduledMessage(c *call) (reply, error) {
	id := c.str("scheduled_message_id")
	a := c.scheduled[id]
	if a == nil || a.channel != c.str("channel") {
		return nil, fail("invalid_scheduled_message_id")
	}
	a.timer.Stop()
	delete(c.scheduled, id)
	return reply{}, nil
}
