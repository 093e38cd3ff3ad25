package blockkit

import (
	"slices"
	"time"
)

func menus() []string {
	return []string{"static_select", "external_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select"}
}

func pickers() []string {
	return append(menus(), "datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons")
}

func accessories() []string    { return append(pickers(), "button", "overflow", "image") }
func actionElements() []string { return append(pickers(), "button", "overflow") }

func inputElements() []string {
	return append(pickers(), "plain_text_input", "number_input", "email_text_input", "url_text_input",
		"rich_text_input", "file_input")
}

// element judges one interactive element, of a kind its block allows.
func (c *checker) element(v any, at string, allowed []string) {
	e := c.obj(v, at)
	if e == nil {
		return
	}
	kind, _ := e["type"].(string)
	if !slices.Contains(allowed, kind) {
		c.fail(at+"/type", "unsupported type: %s", kind)
		return
	}
	if kind == "image" {
		c.image(e, at, false)
		return
	}
	c.ident(e, "action_id", at, 255)
	c.confirm(e, at)
	c.focus(e, at)
	c.text(e, "placeholder", at, 150, plain)
	switch kind {
	case "button":
		c.button(e, at)
	case "overflow":
		c.keys(e, at, "action_id", "confirm", "options")
		c.choices(e, at, choices{max: 5, linked: true})
	case "checkboxes":
		c.keys(e, at, "action_id", "confirm", "options", "initial_options", "focus_on_load")
		c.choices(e, at, choices{max: 10, rich: true, initial: "initial_options"})
	case "radio_buttons":
		c.keys(e, at, "action_id", "confirm", "options", "initial_option", "focus_on_load")
		c.choices(e, at, choices{max: 10, rich: true, initial: "initial_option"})
	default:
		c.field(e, at, kind)
	}
}

func (c *checker) focus(e object, at string) {
	c.flag(e, at, "focus_on_load")
	if on, _ := e["focus_on_load"].(bool); on {
		if c.focused++; c.focused > 1 {
			c.fail(at+"/focus_on_load", "only one element may have focus_on_load")
		}
	}
}

func (c *checker) button(e object, at string) {
	c.keys(e, at, "action_id", "confirm", "text", "url", "value", "style", "accessibility_label")
	c.mustText(e, "text", at, 75, plain)
	if s, ok := e["value"].(string); !ok || s != "" {
		c.str(e, "value", at, 2000)
	}
	c.link(e, "url", at, 3000)
	c.oneOf(e, "style", at, "primary", "danger")
	c.str(e, "accessibility_label", at, 75)
}

// field judges menus, pickers and the elements one types into.
func (c *checker) field(e object, at, kind string) {
	common := []string{"action_id", "confirm", "focus_on_load", "placeholder"}
	switch kind {
	case "static_select":
		c.keys(e, at, append(common, "options", "option_groups", "initial_option")...)
		c.choices(e, at, choices{max: 100, initial: "initial_option", mayBeSets: true})
	case "multi_static_select":
		c.keys(e, at, append(common, "options", "option_groups", "initial_options", "max_selected_items")...)
		c.choices(e, at, choices{max: 100, initial: "initial_options", mayBeSets: true})
	case "datepicker":
		c.keys(e, at, append(common, "initial_date")...)
		c.moment(e, "initial_date", at, time.DateOnly)
	case "timepicker":
		c.keys(e, at, append(common, "initial_time", "timezone")...)
		c.moment(e, "initial_time", at, "15:04")
	case "datetimepicker":
		c.keys(e, at, append(common, "initial_date_time")...)
	case "plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input":
		c.typed(e, at, kind)
	default:
		c.keys(e, at, append(common, "initial_user", "initial_users", "initial_channel", "initial_channels",
			"initial_conversation", "initial_conversations", "initial_option", "initial_options",
			"default_to_current_conversation", "response_url_enabled", "filter", "min_query_length", "max_selected_items")...)
	}
}

func (c *checker) moment(e object, key, at, layout string) {
	s := c.str(e, key, at, 20)
	if s == "" {
		return
	}
	if _, err := time.Parse(layout, s); err != nil {
		c.fail(at+"/"+key, "must match the format %s", layout)
	}
}

func (c *checker) typed(e object, at, kind string) {
	common := []string{"action_id", "focus_on_load", "placeholder", "dispatch_action_config"}
	switch kind {
	case "plain_text_input":
		c.keys(e, at, append(common, "initial_value", "multiline", "min_length", "max_length")...)
		c.flag(e, at, "multiline")
		c.number(e, "min_length", at, 0, 3000)
		c.number(e, "max_length", at, 1, 3000)
	case "number_input":
		c.keys(e, at, append(common, "initial_value", "is_decimal_allowed", "min_value", "max_value")...)
		c.want(e, "is_decimal_allowed", at)
	case "file_input":
		c.keys(e, at, "action_id", "filetypes", "max_files")
		c.number(e, "max_files", at, 1, 10)
	default:
		c.keys(e, at, append(common, "initial_value")...)
	}
	if _, isText := e["initial_value"].(string); isText && e["initial_value"] != "" {
		c.str(e, "initial_value", at, 3000)
	}
}

func (c *checker) number(e object, key, at string, min, max float64) {
	v, ok := e[key]
	if !ok {
		return
	}
	if n, ok := v.(float64); !ok || n < min || n > max {
		c.fail(at+"/"+key, "must be between %v and %v", min, max)
	}
}
