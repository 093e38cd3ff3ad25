package workspace

import (
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"unicode/utf8"

	"vigie/demo/workspace/blockkit"
)

// incomplete are the faults Slack's own form finds before it sends anything,
// by block_id.
func incomplete(v *View) map[string]string {
	faults := map[string]string{}
	values := stateOf(v.Blocks, v.state)
	for p := range blockkit.Elements(v.Blocks) {
		if p.Block["type"] != "input" {
			continue
		}
		key, _ := valueKey(p.Kind())
		if fault := wrong(p, values[p.BlockID()][p.ActionID()][key]); fault != "" {
			faults[p.BlockID()] = fault
		}
	}
	return faults
}

func wrong(p blockkit.Placed, value any) string {
	if blank(value) {
		if optional, _ := p.Block["optional"].(bool); optional {
			return ""
		}
		return "Please complete this required field."
	}
	text, ok := value.(string)
	if !ok {
		return ""
	}
	switch p.Kind() {
	case "plain_text_input":
		return wrongLength(p.Element, utf8.RuneCountInString(text))
	case "number_input":
		return wrongNumber(p.Element, text)
	case "email_text_input":
		if _, err := mail.ParseAddress(text); err != nil {
			return "Enter a valid email address."
		}
	case "url_text_input":
		if u, err := url.Parse(text); err != nil || u.Scheme == "" || u.Host == "" {
			return "Enter a valid URL."
		}
	}
	return ""
}

func blank(value any) bool {
	list, isList := value.([]any)
	return value == nil || value == "" || isList && len(list) == 0
}

func wrongLength(element map[string]any, n int) string {
	least, _ := element["min_length"].(float64)
	most, limited := element["max_length"].(float64)
	switch {
	case n < int(least):
		return fmt.Sprintf("Enter at least %v characters.", least)
	case limited && n > int(most):
		return fmt.Sprintf("Enter at most %v characters.", most)
	case n > 3000:
		return "Enter at most 3000 characters."
	}
	return ""
}

func wrongNumber(element map[string]any, text string) string {
	n, err := strconv.ParseFloat(text, 64)
	if decimal, _ := element["is_decimal_allowed"].(bool); err == nil && !decimal && n != float64(int64(n)) {
		return "Enter a whole number."
	}
	least, bounded := element["min_value"].(string)
	low, _ := strconv.ParseFloat(least, 64)
	most, limited := element["max_value"].(string)
	high, _ := strconv.ParseFloat(most, 64)
	switch {
	case err != nil:
		return "Enter a number."
	case bounded && n < low:
		return "Enter a number of at least " + least + "."
	case limited && n > high:
		return "Enter a number of at most " + most + "."
	}
	return ""
}
