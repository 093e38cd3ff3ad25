package blockkit_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"vigie/demo/workspace/blockkit"
)

func decode(t *testing.T, s string) []any {
	t.Helper()
	var out []any
	if err := json.Unmarshal([]byte(s), &out); err != nil {
		t.Fatalf("%v in %s", err, s)
	}
	return out
}

// long is a text of n characters, of two bytes each.
func long(n int) string { return strings.Repeat("é", n) }

func many(n int, item string) string {
	items := make([]string, n)
	for i := range items {
		items[i] = strings.ReplaceAll(item, "#", fmt.Sprint(i))
	}
	return "[" + strings.Join(items, ",") + "]"
}

func plain(s string) string { return `{"type":"plain_text","text":"` + s + `"}` }

func button(rest string) string { return `{"type":"button","text":` + plain("Go") + rest + `}` }

func actions(elements string) string {
	return `[{"type":"actions","elements":[` + elements + `]}]`
}

func input(element string) string {
	return `[{"type":"input","label":` + plain("Label") + `,"element":` + element + `}]`
}

func section(text string) string {
	return `{"type":"section","text":{"type":"mrkdwn","text":"` + text + `"}}`
}

func selectOf(n int, rest string) string {
	return `{"type":"static_select","options":` + many(n, `{"text":`+plain("o#")+`,"value":"#"}`) + rest + `}`
}

// cases pairs each limit of Slack with the longest value that passes and the
// first that does not.
func cases() []struct{ name, good, bad, at string } {
	return []struct{ name, good, bad, at string }{
		{"blocks of a message", many(50, `{"type":"divider"}`), many(51, `{"type":"divider"}`), "/blocks"},
		{"section text", "[" + section(long(3000)) + "]", "[" + section(long(3001)) + "]", "/blocks/0/text/text"},
		{"empty text", "[" + section("a") + "]", "[" + section("") + "]", "/blocks/0/text/text"},
		{"fields", `[{"type":"section","fields":` + many(10, plain("a")) + `}]`, `[{"type":"section","fields":` + many(11, plain("a")) + `}]`, "/blocks/0/fields"},
		{"field text", `[{"type":"section","fields":[` + plain(long(2000)) + `]}]`, `[{"type":"section","fields":[` + plain(long(2001)) + `]}]`, "/blocks/0/fields/0/text"},
		{"a section of nothing", "[" + section("a") + "]", `[{"type":"section"}]`, "/blocks/0"},
		{"header", `[{"type":"header","text":` + plain(long(150)) + `}]`, `[{"type":"header","text":` + plain(long(151)) + `}]`, "/blocks/0/text/text"},
		{"header in mrkdwn", `[{"type":"header","text":` + plain("a") + `}]`, `[{"type":"header","text":{"type":"mrkdwn","text":"a"}}]`, "/blocks/0/text/type"},
		{"context", `[{"type":"context","elements":` + many(10, plain("a")) + `}]`, `[{"type":"context","elements":` + many(11, plain("a")) + `}]`, "/blocks/0/elements"},
		{"actions", `[{"type":"actions","elements":` + many(25, button("")) + `}]`, `[{"type":"actions","elements":` + many(26, button("")) + `}]`, "/blocks/0/elements"},
		{"button text", actions(`{"type":"button","text":` + plain(long(75)) + `}`), actions(`{"type":"button","text":` + plain(long(76)) + `}`), "/blocks/0/elements/0/text/text"},
		{"button value", actions(button(`,"value":"` + long(2000) + `"`)), actions(button(`,"value":"` + long(2001) + `"`)), "/blocks/0/elements/0/value"},
		{"button url", actions(button(`,"url":"https://example.org/x"`)), actions(button(`,"url":"not a link"`)), "/blocks/0/elements/0/url"},
		{"button style", actions(button(`,"style":"danger"`)), actions(button(`,"style":"loud"`)), "/blocks/0/elements/0/style"},
		{"action_id", actions(button(`,"action_id":"` + long(255) + `"`)), actions(button(`,"action_id":"` + long(256) + `"`)), "/blocks/0/elements/0/action_id"},
		{"two of one action_id", actions(button(`,"action_id":"a"`) + "," + button(`,"action_id":"b"`)), actions(button(`,"action_id":"a"`) + "," + button(`,"action_id":"a"`)), "/blocks/0/elements/1/action_id"},
		{"block_id", `[{"type":"divider","block_id":"` + long(255) + `"}]`, `[{"type":"divider","block_id":"` + long(256) + `"}]`, "/blocks/0/block_id"},
		{"two of one block_id", `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"b"}]`, `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`, "/blocks/1/block_id"},
		{"select options", actions(selectOf(100, "")), actions(selectOf(101, "")), "/blocks/0/elements/0/options"},
		{"no option", actions(selectOf(1, "")), actions(selectOf(0, "")), "/blocks/0/elements/0/options"},
		{"option text", actions(`{"type":"overflow","options":[{"text":` + plain(long(75)) + `,"value":"1"}]}`), actions(`{"type":"overflow","options":[{"text":` + plain(long(76)) + `,"value":"1"}]}`), "/blocks/0/elements/0/options/0/text/text"},
		{"option value", actions(`{"type":"overflow","options":[{"text":` + plain("a") + `,"value":"` + long(150) + `"}]}`), actions(`{"type":"overflow","options":[{"text":` + plain("a") + `,"value":"` + long(151) + `"}]}`), "/blocks/0/elements/0/options/0/value"},
		{"overflow", actions(`{"type":"overflow","options":` + many(5, `{"text":`+plain("a")+`,"value":"#"}`) + `}`), actions(`{"type":"overflow","options":` + many(6, `{"text":`+plain("a")+`,"value":"#"}`) + `}`), "/blocks/0/elements/0/options"},
		{"checkboxes", actions(`{"type":"checkboxes","options":` + many(10, `{"text":`+plain("a")+`,"value":"#"}`) + `}`), actions(`{"type":"checkboxes","options":` + many(11, `{"text":`+plain("a")+`,"value":"#"}`) + `}`), "/blocks/0/elements/0/options"},
		{"initial option", actions(selectOf(2, `,"initial_option":{"text":`+plain("o1")+`,"value":"1"}`)), actions(selectOf(2, `,"initial_option":{"text":`+plain("o9")+`,"value":"9"}`)), "/blocks/0/elements/0/initial_option"},
		{"placeholder", actions(selectOf(1, `,"placeholder":`+plain(long(150)))), actions(selectOf(1, `,"placeholder":`+plain(long(151)))), "/blocks/0/elements/0/placeholder/text"},
		{"confirm title", actions(button(`,"confirm":` + confirm(long(100), "t", "y"))), actions(button(`,"confirm":` + confirm(long(101), "t", "y"))), "/blocks/0/elements/0/confirm/title/text"},
		{"confirm text", actions(button(`,"confirm":` + confirm("t", long(300), "y"))), actions(button(`,"confirm":` + confirm("t", long(301), "y"))), "/blocks/0/elements/0/confirm/text/text"},
		{"confirm button", actions(button(`,"confirm":` + confirm("t", "t", long(30)))), actions(button(`,"confirm":` + confirm("t", "t", long(31)))), "/blocks/0/elements/0/confirm/confirm/text"},
		{"image alt", `[{"type":"image","image_url":"https://e.org/a.png","alt_text":"` + long(2000) + `"}]`, `[{"type":"image","image_url":"https://e.org/a.png","alt_text":"` + long(2001) + `"}]`, "/blocks/0/alt_text"},
		{"image without alt", `[{"type":"image","image_url":"https://e.org/a.png","alt_text":"a"}]`, `[{"type":"image","image_url":"https://e.org/a.png"}]`, "/blocks/0"},
		{"input label", `[{"type":"input","label":` + plain(long(2000)) + `,"element":{"type":"plain_text_input"}}]`, `[{"type":"input","label":` + plain(long(2001)) + `,"element":{"type":"plain_text_input"}}]`, "/blocks/0/label/text"},
		{"a button as input", input(`{"type":"plain_text_input"}`), input(button("")), "/blocks/0/element/type"},
		{"an input as action", actions(`{"type":"datepicker"}`), actions(`{"type":"plain_text_input"}`), "/blocks/0/elements/0/type"},
		{"dates", actions(`{"type":"datepicker","initial_date":"2026-11-24"}`), actions(`{"type":"datepicker","initial_date":"24/11/2026"}`), "/blocks/0/elements/0/initial_date"},
		{"one focus", input(`{"type":"plain_text_input","focus_on_load":true}`), `[` + strings.Trim(input(`{"type":"plain_text_input","focus_on_load":true}`), "[]") + `,` + strings.Trim(input(`{"type":"plain_text_input","focus_on_load":true}`), "[]") + `]`, "/blocks/1/element/focus_on_load"},
		{"max_length", input(`{"type":"plain_text_input","max_length":3000}`), input(`{"type":"plain_text_input","max_length":3001}`), "/blocks/0/element/max_length"},
		{"unknown properties", "[" + section("a") + "]", `[{"type":"divider","colour":"red"}]`, "/blocks/0/colour"},
		{"unknown blocks", `[{"type":"divider"}]`, `[{"type":"banner"}]`, "/blocks/0/type"},
		{"markdown together", `[{"type":"markdown","text":"` + long(6000) + `"},{"type":"markdown","text":"` + long(6000) + `"}]`, `[{"type":"markdown","text":"` + long(6000) + `"},{"type":"markdown","text":"` + long(6001) + `"}]`, "/blocks/1/text"},
		{"table columns", `[{"type":"table","rows":[` + many(20, `{"type":"raw_text","text":"a"}`) + `]}]`, `[{"type":"table","rows":[` + many(21, `{"type":"raw_text","text":"a"}`) + `]}]`, "/blocks/0/rows/0"},
	}
}

func confirm(title, text, yes string) string {
	return `{"title":` + plain(title) + `,"text":` + plain(text) + `,"confirm":` + plain(yes) + `,"deny":` + plain("No") + `}`
}

func TestOfEveryLimitPassesItsLastValueAndNotTheNext(t *testing.T) {
	for _, c := range cases() {
		if faults := blockkit.Blocks(blockkit.Message, decode(t, c.good), "/blocks"); len(faults) > 0 {
			t.Errorf("%s: refused what Slack takes: %v", c.name, faults)
		}
		faults := blockkit.Blocks(blockkit.Message, decode(t, c.bad), "/blocks")
		if len(faults) == 0 || faults[0].Pointer != c.at {
			t.Errorf("%s: got %v, want a fault at %s", c.name, faults, c.at)
		}
	}
}

func TestOfViews(t *testing.T) {
	modal := func(rest string) string {
		return `{"type":"modal","title":` + plain("Title") + `,"blocks":[{"type":"divider"}]` + rest + `}`
	}
	for _, c := range []struct{ name, view, at string }{
		{"a modal", modal(`,"submit":` + plain(long(24)) + `,"private_metadata":"` + long(3000) + `","callback_id":"` + long(255) + `"`), ""},
		{"no title", `{"type":"modal","blocks":[]}`, "/view"},
		{"a long title", `{"type":"modal","title":` + plain(long(25)) + `,"blocks":[]}`, "/view/title/text"},
		{"a long submit", modal(`,"submit":` + plain(long(25))), "/view/submit/text"},
		{"long metadata", modal(`,"private_metadata":"` + long(3001) + `"`), "/view/private_metadata"},
		{"a long callback_id", modal(`,"callback_id":"` + long(256) + `"`), "/view/callback_id"},
		{"100 blocks", `{"type":"home","blocks":` + many(100, `{"type":"divider"}`) + `}`, ""},
		{"101 blocks", `{"type":"home","blocks":` + many(101, `{"type":"divider"}`) + `}`, "/view/blocks"},
		{"a home with a title", `{"type":"home","title":` + plain("x") + `,"blocks":[]}`, "/view/title"},
		{"a table in a modal", `{"type":"modal","title":` + plain("x") + `,"blocks":[{"type":"table","rows":[]}]}`, "/view/blocks/0/type"},
		{"an input and no submit", `{"type":"modal","title":` + plain("x") + `,"blocks":` + input(`{"type":"plain_text_input"}`) + `}`, "/view"},
		{"a workflow step", `{"type":"workflow_step","blocks":[]}`, "/view/type"},
	} {
		var view map[string]any
		if err := json.Unmarshal([]byte(c.view), &view); err != nil {
			t.Fatal(err)
		}
		faults := blockkit.View(view)
		at := ""
		if len(faults) > 0 {
			at = faults[0].Pointer
		}
		if at != c.at {
			t.Errorf("%s: faults %v, want one at %q", c.name, faults, c.at)
		}
	}
}

func TestOfMissingIdsAreFilledIn(t *testing.T) {
	n := 0
	blocks := decode(t, actions(button("")+","+button(`,"action_id":"mine"`)))
	blockkit.Name(blocks, func() string { n++; return fmt.Sprint("id", n) })
	var got []string
	for p := range blockkit.Elements(blocks) {
		got = append(got, p.BlockID()+"/"+p.ActionID())
	}
	if s := strings.Join(got, " "); s != "id1/id2 id1/mine" {
		t.Errorf("got %s", s)
	}
}
