package slack

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// The limits of docs.slack.dev/reference/block-kit, written a second time, by path, over
// the JSON that goes out: what the renderer believes does not count here.

type object = map[string]any

// judge collects what Slack would refuse.
type judge struct{ faults []string }

func (j *judge) fault(format string, args ...any) {
	j.faults = append(j.faults, fmt.Sprintf(format, args...))
}

// asJSON is what Slack gets, decoded again.
func asJSON(t testing.TB, v any) any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("it cannot be sent: %v", err)
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func (j *judge) length(at string, v any, least, most int) {
	s, ok := v.(string)
	if !ok {
		j.fault("%s is %T", at, v)
		return
	}
	if n := utf8.RuneCountInString(s); n < least || n > most {
		j.fault("%s has %d characters, not %d to %d", at, n, least, most)
	}
	if !utf8.ValidString(s) || least > 0 && strings.TrimSpace(s) == "" {
		j.fault("%s is blank or no UTF-8: %q", at, s)
	}
}

func (j *judge) text(at string, v any, most int, kinds ...string) {
	o, _ := v.(object)
	kind, _ := o["type"].(string)
	if !slices.Contains(kinds, kind) {
		j.fault("%s is a text of type %q", at, kind)
	}
	j.length(at, o["text"], 1, most)
}

func (j *judge) id(at string, v any) {
	if s, ok := v.(string); ok && len(s) > 255 {
		j.fault("%s has %d bytes", at, len(s))
	}
}

func (j *judge) link(at string, v any) {
	s, _ := v.(string)
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || utf8.RuneCountInString(s) > 3000 {
		j.fault("%s is no address: %.60q", at, s)
	}
}

func (j *judge) list(at string, v any, least, most int) []any {
	l, _ := v.([]any)
	if len(l) < least || len(l) > most {
		j.fault("%s has %d items, not %d to %d", at, len(l), least, most)
	}
	return l
}

// blocks judges blocks; action and block ids must be unique among them.
func (j *judge) blocks(v any, most int) {
	ids := map[string]bool{}
	for i, b := range j.list("blocks", v, 0, most) {
		b, at := b.(object), fmt.Sprintf("block %d", i)
		j.unique(at, b, "block_id", ids)
		switch b["type"] {
		case "divider":
		case "header":
			j.text(at, b["text"], 150, "plain_text")
		case "section":
			j.section(at, b, ids)
		case "context":
			for _, e := range j.list(at, b["elements"], 1, 10) {
				j.text(at, e, 3000, "mrkdwn")
			}
		case "image":
			j.link(at, b["image_url"])
			j.length(at+" alt", b["alt_text"], 1, 2000)
			if b["title"] != nil {
				j.text(at+" title", b["title"], 2000, "plain_text")
			}
		case "actions":
			for k, e := range j.list(at, b["elements"], 1, 25) {
				j.element(fmt.Sprintf("%s element %d", at, k), e.(object), ids)
			}
		case "input":
			j.text(at+" label", b["label"], 2000, "plain_text")
			if b["hint"] != nil {
				j.text(at+" hint", b["hint"], 2000, "plain_text")
			}
			j.element(at, b["element"].(object), map[string]bool{})
		default:
			j.fault("%s has type %v", at, b["type"])
		}
	}
}

func (j *judge) unique(at string, o object, key string, ids map[string]bool) {
	j.id(at, o[key])
	s, _ := o[key].(string)
	if s == "" {
		return
	}
	if ids[key+s] {
		j.fault("%s: %s %q is there twice", at, key, s)
	}
	ids[key+s] = true
}

func (j *judge) section(at string, b object, ids map[string]bool) {
	if b["text"] == nil && b["fields"] == nil {
		j.fault("%s is empty", at)
	}
	if b["text"] != nil {
		j.text(at, b["text"], 3000, "mrkdwn")
	}
	if b["fields"] != nil {
		for _, f := range j.list(at, b["fields"], 1, 10) {
			j.text(at+" field", f, 2000, "mrkdwn")
		}
	}
	if b["accessory"] != nil {
		j.element(at+" side", b["accessory"].(object), ids)
	}
}

func (j *judge) element(at string, e object, ids map[string]bool) {
	j.unique(at, e, "action_id", ids)
	if e["placeholder"] != nil {
		j.text(at+" placeholder", e["placeholder"], 150, "plain_text")
	}
	switch e["type"] {
	case "button":
		j.button(at, e)
	case "static_select", "multi_static_select":
		values := map[any]bool{}
		for _, o := range j.list(at, e["options"], 1, 100) {
			o := o.(object)
			j.text(at+" option", o["text"], 75, "plain_text")
			j.length(at+" value", o["value"], 1, 150)
			values[o["value"]] = true
		}
		if o, ok := e["initial_option"].(object); ok && !values[o["value"]] {
			j.fault("%s begins with what is no option", at)
		}
	case "users_select":
	case "plain_text_input":
		most, _ := e["max_length"].(float64)
		if most < 1 || most > 3000 {
			j.fault("%s takes %v characters", at, most)
		}
		if e["initial_value"] != nil {
			j.length(at+" initial", e["initial_value"], 0, int(most))
		}
	default:
		j.fault("%s is an element of type %v", at, e["type"])
	}
}

func (j *judge) button(at string, e object) {
	j.text(at, e["text"], 75, "plain_text")
	if e["value"] != nil {
		j.length(at+" value", e["value"], 0, 2000)
	}
	if e["url"] != nil {
		j.link(at, e["url"])
	}
	if s := e["style"]; s != nil && s != "primary" && s != "danger" {
		j.fault("%s has style %v", at, s)
	}
	if c, ok := e["confirm"].(object); ok {
		j.text(at+" title", c["title"], 100, "plain_text")
		j.text(at+" question", c["text"], 300, "plain_text", "mrkdwn")
		j.text(at+" yes", c["confirm"], 30, "plain_text")
		j.text(at+" no", c["deny"], 30, "plain_text")
	}
}

// view judges a modal or a home tab.
func (j *judge) view(v object) {
	if v["blocks"] == nil {
		j.fault("no blocks")
	}
	j.blocks(v["blocks"], 100)
	if v["type"] != "modal" {
		return
	}
	j.text("title", v["title"], 24, "plain_text")
	for _, key := range []string{"submit", "close"} {
		if v[key] != nil {
			j.text(key, v[key], 24, "plain_text")
		}
	}
	if s, _ := v["private_metadata"].(string); utf8.RuneCountInString(s) > 3000 {
		j.fault("private_metadata is too long")
	}
	hasInput := strings.Contains(fmt.Sprint(v["blocks"]), "type:input")
	if hasInput && v["submit"] == nil {
		j.fault("inputs without submit")
	}
}
