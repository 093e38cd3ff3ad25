package slack

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"vigie/commands"
	"vigie/work"
)

func TestErrorsSayWhatToDo(t *testing.T) {
	for code, c := range map[string]struct {
		is        error
		refused   bool
		permanent bool
		final     bool
		says      string
	}{
		"message_not_found":   {is: commands.ErrGone},
		"cant_update_message": {is: commands.ErrGone},
		"invalid_auth":        {refused: true, says: "SLACK_BOT_TOKEN"},
		"channel_not_found":   {refused: true, permanent: true, says: "vigie.yaml"},
		"not_in_channel":      {refused: true, permanent: true, says: "/invite"},
		"is_archived":         {refused: true, permanent: true, says: "unarchive"},
		"missing_scope":       {refused: true, permanent: true, says: "(chat:write)"},
		"invalid_blocks":      {refused: true, permanent: true, final: true, says: "must be shorter"},
		"msg_too_long":        {refused: true, permanent: true, final: true},
		"brand_new_code":      {refused: true, permanent: true, says: "docs.slack.dev"},
		"internal_error":      {says: "try again"},
		"fatal_error":         {},
	} {
		p, room := newPretend()
		p.always("chat.update", `{"ok":false,"error":"`+code+`","needed":"chat:write","response_metadata":{"messages":["must be shorter"]}}`)
		err := room.Update(t.Context(), commands.Place{Channel: "C1", TS: "1"}, hello)
		r, refused := errors.AsType[Refused](err)
		if err == nil || refused != c.refused || refused && r.Permanent() != c.permanent || work.IsFinal(err) != c.final ||
			c.is != nil && !errors.Is(err, c.is) || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s becomes %#v: %v", code, err, err)
		}
	}
}

func TestNoErrorShowsASecret(t *testing.T) {
	const address = "https://slack.test/api//answer/SECRETADDRESS"
	for name, spoil := range map[string]func(*pretend){
		"unreachable": func(p *pretend) { p.stopped = errors.New("connection refused") },
		"HTML":        func(p *pretend) { p.say["chat.postMessage"] = func(call, int) reply { return reply{body: "<html>"} } },
		"HTTP 502": func(p *pretend) {
			p.say["chat.postMessage"] = func(call, int) reply { return reply{status: 502, body: "<html>"} }
		},
		"no ts": func(p *pretend) { p.always("chat.postMessage", `{"ok":true}`) },
	} {
		p, room := newPretend()
		spoil(p)
		_, err := room.Post(t.Context(), "C1", hello, commands.PostOptions{})
		if err == nil || strings.Contains(err.Error(), "xoxb") || isRefusal(err) || work.IsFinal(err) {
			t.Errorf("%s: %v, want an error to repeat after", name, err)
		}
		if err := room.Answer(t.Context(), address, hello); name == "unreachable" && (err == nil || strings.Contains(err.Error(), "SECRET")) {
			t.Errorf("%s: the answer's error is %v", name, err)
		}
		if s := fmt.Sprintf("%v %+v", room.Answer(t.Context(), "::SECRET", hello), NewDoors(secret, nil)); strings.Contains(s, "SECRET") || strings.Contains(s, secret) {
			t.Errorf("%s", s)
		}
	}
}

func TestAnAnswerAddressEnds(t *testing.T) {
	const address = "https://slack.test/api//answer"
	for name, c := range map[string]struct {
		reply   reply
		expired bool
		pause   time.Duration
	}{
		"used":        {reply{status: 404, body: `{"ok":false,"error":"used_url"}`}, true, 0},
		"expired":     {reply{status: 404, body: `expired_url`}, true, 0},
		"with a 200":  {reply{status: 200, body: `{"ok":false,"error":"used_url"}`}, true, 0},
		"rate limit":  {reply{status: 429, header: http.Header{"Retry-After": {"7"}}}, false, 7 * time.Second},
		"disturbance": {reply{status: 500}, false, time.Second},
		"refusal":     {reply{status: 400, body: "invalid_payload"}, false, time.Second},
	} {
		p, room := newPretend()
		p.say["/answer"] = func(call, int) reply { return c.reply }
		err := room.Answer(t.Context(), address, hello)
		if err == nil || errors.Is(err, commands.ErrExpired) != c.expired || c.pause > 0 && work.Pause(1, err) != c.pause {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, room := newPretend()
	if err := room.Answer(t.Context(), address, commands.Message{Text: "done", Replace: true}); err != nil || !strings.Contains(p.calls[0].body, `"replace_original":true`) {
		t.Errorf("%v: %v", p.calls, err)
	}
	if err := room.Answer(t.Context(), "", hello); !errors.Is(err, commands.ErrExpired) {
		t.Errorf("no address: %v", err)
	}
}
