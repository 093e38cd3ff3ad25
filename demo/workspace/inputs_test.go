package workspace

import (
	"encoding/json"
	"testing"
)

// formOf is an open form with one input, as Léo has it before him.
func formOf(t *testing.T, w *world, element string) {
	t.Helper()
	var blocks []any
	if err := json.Unmarshal([]byte(`[{"type":"input","block_id":"b","label":{"type":"plain_text","text":"It"},"element":`+element+`}]`), &blocks); err != nil {
		t.Fatal(err)
	}
	w.lock()
	defer w.unlock()
	w.closeAll(leo)
	w.show(&View{Type: "modal", Blocks: blocks}, leo)
}

func TestOfTheFormItselfRefusesWhatDoesNotFit(t *testing.T) {
	w := newWorld(t)
	options := `"options":[{"text":{"type":"plain_text","text":"One"},"value":"1"},{"text":{"type":"plain_text","text":"Two"},"value":"2"}]`
	for _, c := range []struct{ element, typed, fault string }{
		{`{"type":"plain_text_input","action_id":"a","min_length":3}`, "ab", "Enter at least 3 characters."},
		{`{"type":"plain_text_input","action_id":"a","max_length":3}`, "abcd", "Enter at most 3 characters."},
		{`{"type":"plain_text_input","action_id":"a","max_length":3}`, "abc", ""},
		{`{"type":"number_input","action_id":"a","is_decimal_allowed":false}`, "1.5", "Enter a whole number."},
		{`{"type":"number_input","action_id":"a","is_decimal_allowed":true}`, "1.5", ""},
		{`{"type":"number_input","action_id":"a","is_decimal_allowed":false}`, "many", "Enter a number."},
		{`{"type":"number_input","action_id":"a","is_decimal_allowed":false,"min_value":"2"}`, "1", "Enter a number of at least 2."},
		{`{"type":"number_input","action_id":"a","is_decimal_allowed":false,"max_value":"2"}`, "3", "Enter a number of at most 2."},
		{`{"type":"email_text_input","action_id":"a"}`, "ana", "Enter a valid email address."},
		{`{"type":"url_text_input","action_id":"a"}`, "ana", "Enter a valid URL."},
		{`{"type":"url_text_input","action_id":"a"}`, "https://example.org", ""},
		{`{"type":"datepicker","action_id":"a"}`, "2026-12-24", ""},
		{`{"type":"users_select","action_id":"a"}`, ana, ""},
		{`{"type":"multi_users_select","action_id":"a"}`, ana + "," + leo, ""},
		{`{"type":"checkboxes","action_id":"a",` + options + `}`, "One,Two", ""},
		{`{"type":"radio_buttons","action_id":"a",` + options + `}`, "Two", ""},
		{`{"type":"static_select","action_id":"a",` + options + `}`, "", "Please complete this required field."},
	} {
		formOf(t, w, c.element)
		values := map[string]string{"It": c.typed}
		if c.typed == "" {
			values = nil
		}
		faults, err := w.Submit(t.Context(), leo, "", values)
		if err != nil || faults["b"] != c.fault {
			t.Errorf("%s in %s: fault %q, error %v, want %q", c.typed, c.element, faults["b"], err, c.fault)
		}
	}
}

func TestOfAFormIsNotFilledWithWhatItDoesNotHave(t *testing.T) {
	w := newWorld(t)
	formOf(t, w, `{"type":"static_select","action_id":"a","options":[{"text":{"type":"plain_text","text":"One"},"value":"1"}]}`)
	for _, values := range []map[string]string{{"It": "Three"}, {"Other": "x"}} {
		if _, err := w.Submit(t.Context(), leo, "", values); err == nil {
			t.Errorf("%v was taken", values)
		}
	}
	if _, err := w.Submit(t.Context(), ana, "", nil); codeOf(err) != "view_not_found" {
		t.Errorf("Ana submits Léo's form: %v", err)
	}
}
