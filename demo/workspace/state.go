package workspace

import (
	"strings"

	"vigie/demo/workspace/blockkit"
)

// state is what a person has chosen or typed: block id → action id → value,
// in the shape of Slack's view.state.values.
type state map[string]map[string]map[string]any

func (s state) set(block, action string, value map[string]any) {
	if s[block] == nil {
		s[block] = map[string]map[string]any{}
	}
	s[block][action] = value
}

// valueKey is where an element of a kind keeps its value, and where its
// author put the first one; both empty for buttons and overflow menus.
func valueKey(kind string) (value, initial string) {
	switch kind {
	case "plain_text_input", "number_input", "email_text_input", "url_text_input":
		return "value", "initial_value"
	case "rich_text_input":
		return "rich_text_value", "initial_value"
	case "static_select", "external_select", "radio_buttons":
		return "selected_option", "initial_option"
	case "checkboxes", "multi_static_select", "multi_external_select":
		return "selected_options", "initial_options"
	case "datepicker":
		return "selected_date", "initial_date"
	case "timepicker":
		return "selected_time", "initial_time"
	case "datetimepicker":
		return "selected_date_time", "initial_date_time"
	case "file_input":
		return "files", ""
	}
	for _, what := range []string{"user", "channel", "conversation"} {
		switch kind {
		case what + "s_select":
			return "selected_" + what, "initial_" + what
		case "multi_" + what + "s_select":
			return "selected_" + what + "s", "initial_" + what + "s"
		}
	}
	return "", ""
}

// stateOf is the state of all elements of blocks: what was chosen, or else
// what their author put in first.
func stateOf(blocks []any, chosen state) state {
	out := state{}
	for p := range blockkit.Elements(blocks) {
		key, initial := valueKey(p.Kind())
		if key == "" {
			continue
		}
		value := map[string]any{"type": p.Kind(), key: p.Element[initial]}
		if strings.HasSuffix(key, "s") && value[key] == nil {
			value[key] = []any{}
		}
		if v, ok := chosen[p.BlockID()][p.ActionID()]; ok {
			value[key] = cloneValue(v[key])
		}
		out.set(p.BlockID(), p.ActionID(), value)
	}
	return out
}

// fill takes what the browser sent for the elements of blocks into a state.
func (s state) fill(blocks []any, sent state) {
	for p := range blockkit.Elements(blocks) {
		key, _ := valueKey(p.Kind())
		v, ok := sent[p.BlockID()][p.ActionID()]
		if key == "" || !ok {
			continue
		}
		s.set(p.BlockID(), p.ActionID(), map[string]any{"type": p.Kind(), key: v[key]})
	}
}
