package workspace

import (
	"encoding/base64"
	"math"
	"slices"
	"strconv"
	"strings"
)

// page cuts one page out of all items; the cursor is opaque to clients.
func (c *call) page(key string, all []any, preset, most int) (reply, error) {
	limit, err := c.limit(preset, most)
	if err != nil {
		return nil, err
	}
	from, err := readCursor(c.str("cursor"))
	if err != nil || from > len(all) {
		return nil, fail("invalid_cursor")
	}
	to := min(from+limit, len(all))
	next := ""
	if to < len(all) {
		next = base64.StdEncoding.EncodeToString([]byte("next:" + strconv.Itoa(to)))
	}
	out := reply{key: append([]any{}, all[from:to]...), "response_metadata": map[string]any{"next_cursor": next}}
	return out, nil
}

func readCursor(cursor string) (int, error) {
	if cursor == "" {
		return 0, nil
	}
	raw, err := base64.StdEncoding.DecodeString(cursor)
	if err != nil {
		return 0, err
	}
	s, _ := strings.CutPrefix(string(raw), "next:")
	return strconv.Atoi(s)
}

// span is the part of a channel's past that is asked for.
func (c *call) span() func(*Message) bool {
	oldest, latest := micros(c.str("oldest")), int64(math.MaxInt64)
	if s := c.str("latest"); s != "" && s != "now" {
		latest = micros(s)
	}
	inclusive := c.flag("inclusive")
	return func(m *Message) bool {
		at := micros(m.TS)
		if at == oldest && oldest != 0 || at == latest {
			return inclusive
		}
		return at > oldest && at < latest
	}
}

// past finds a channel whose messages the app may read.
func (c *call) past() (*channel, error) {
	ch, err := c.readable("history")
	if err != nil {
		return nil, err
	}
	if !ch.has(c.opt.Bot.ID) {
		return nil, fail("not_in_channel")
	}
	return ch, nil
}

func history(c *call) (reply, error) {
	ch, err := c.past()
	if err != nil {
		return nil, err
	}
	within, all := c.span(), []any{}
	for _, m := range slices.Backward(ch.messages) {
		reply := m.ThreadTS != "" && m.ThreadTS != m.TS && !m.broadcast
		if !reply && within(m) {
			all = append(all, c.wire(m, c.flag("include_all_metadata")))
		}
	}
	return c.messagePage(all, 999)
}

func replies(c *call) (reply, error) {
	ch, err := c.past()
	if err != nil {
		return nil, err
	}
	parent := ch.message(c.str("ts"))
	if parent == nil {
		return nil, fail("thread_not_found")
	}
	within, all := c.span(), []any{c.wire(parent, c.flag("include_all_metadata"))}
	for _, m := range ch.messages {
		if m != parent && m.ThreadTS == parent.TS && within(m) {
			all = append(all, c.wire(m, c.flag("include_all_metadata")))
		}
	}
	return c.messagePage(all, 1000)
}

func (c *call) messagePage(all []any, most int) (reply, error) {
	out, err := c.page("messages", all, 100, most)
	if err != nil {
		return nil, err
	}
	meta := out["response_metadata"].(map[string]any)
	out["has_more"] = meta["next_cursor"] != ""
	if meta["next_cursor"] == "" {
		delete(out, "response_metadata")
	}
	return out, nil
}
