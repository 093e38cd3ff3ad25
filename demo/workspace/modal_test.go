package workspace

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

func plainText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// form is a modal with a required title and an optional choice.
func form(title string) slack.ModalViewRequest {
	choice := slack.NewInputBlock("sev", plainText("Severity"), nil, slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, "s",
		slack.NewOptionBlockObject("1", plainText("P1"), nil), slack.NewOptionBlockObject("2", plainText("P2"), nil)))
	choice.Optional = true
	return slack.ModalViewRequest{Type: slack.VTModal, Title: plainText(title), Submit: plainText("Declare"), CallbackID: "declare",
		PrivateMetadata: "C0PROD", NotifyOnClose: true, Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("title", plainText("Title"), nil, slack.NewPlainTextInputBlockElement(nil, "t")), choice}}}
}

// opened opens the form for Léo, as a command would.
func opened(t *testing.T, w *world) *slack.ViewResponse {
	t.Helper()
	if _, err := w.Command(t.Context(), leo, prod, "/vigie"); err != nil {
		t.Fatal(err)
	}
	v, err := w.slack.OpenView(w.app.form().Get("trigger_id"), form("Incident"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOfAFormIsFilledSubmittedAndClosed(t *testing.T) {
	w := newWorld(t)
	opened(t, w)
	if faults, err := w.Submit(t.Context(), leo, "", map[string]string{"Severity": "P2"}); err != nil || faults["title"] == "" {
		t.Fatalf("an empty title passed: %v %v", faults, err)
	}
	before := w.app.count()
	if faults, err := w.Submit(t.Context(), leo, "", map[string]string{"Title": "Down"}); err != nil || faults != nil {
		t.Fatalf("%v %v", faults, err)
	}
	if w.app.count() != before+1 || len(w.Views(leo)) != 0 {
		t.Errorf("the form was not sent once and closed: %d views", len(w.Views(leo)))
	}
	p := w.app.payload(t)
	v := p["view"].(map[string]any)
	values := v["state"].(map[string]any)["values"].(map[string]any)
	title := values["title"].(map[string]any)["t"].(map[string]any)
	chosen := values["sev"].(map[string]any)["s"].(map[string]any)["selected_option"].(map[string]any)
	if p["type"] != "view_submission" || title["value"] != "Down" || chosen["value"] != "2" || v["private_metadata"] != "C0PROD" {
		t.Errorf("payload %v", p)
	}
}

func TestOfAnswersToASubmission(t *testing.T) {
	next := `{"type":"modal","title":{"type":"plain_text","text":"Next"},"blocks":[{"type":"divider"}]}`
	for _, c := range []struct {
		answer   string
		titles   string // of the views then open
		problems int
		fault    string
	}{
		{`{"response_action":"clear"}`, "", 0, ""},
		{`{"response_action":"update","view":` + next + `}`, "Next", 0, ""},
		{`{"response_action":"push","view":` + next + `}`, "Incident Next", 0, ""},
		{`{"response_action":"errors","errors":{"title":"taken"}}`, "Incident", 0, "taken"},
		{`{"response_action":"errors","errors":{"nope":"x"}}`, "Incident", 1, ""},
		{`{"response_action":"update","view":{"type":"modal","blocks":[]}}`, "Incident", 1, ""},
		{`thanks`, "Incident", 1, ""},
	} {
		w := newWorld(t)
		opened(t, w)
		w.app.says(c.answer)
		faults, _ := w.Submit(t.Context(), leo, "", map[string]string{"Title": "Down"})
		var titles []string
		for _, v := range w.Views(leo) {
			titles = append(titles, v.Title.(map[string]any)["text"].(string))
		}
		if got := strings.Join(titles, " "); got != c.titles || len(w.events("problem")) != c.problems || faults["title"] != c.fault {
			t.Errorf("%s: views %q, problems %+v, faults %v", c.answer, got, w.events("problem"), faults)
		}
	}
}

func TestOfViewsKnowTheirHashTheirStackAndTheirEnd(t *testing.T) {
	w := newWorld(t)
	v := opened(t, w)
	if _, err := w.slack.UpdateView(form("Renamed"), "", v.Hash, v.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.slack.UpdateView(form("Again"), "", v.Hash, v.ID); err == nil || err.Error() != "hash_conflict" {
		t.Errorf("an old hash gives %v", err)
	}
	if err := w.Dismiss(t.Context(), leo, ""); err != nil {
		t.Fatal(err)
	}
	if p := w.app.payload(t); p["type"] != "view_closed" {
		t.Errorf("closing sent %v", p["type"])
	}
	if _, err := w.slack.UpdateView(form("Gone"), "", "", v.ID); err == nil || err.Error() != "not_found" {
		t.Errorf("a closed view gives %v", err)
	}
}

func TestOfATriggerOpensOneViewOnly(t *testing.T) {
	w := newWorld(t)
	opened(t, w)
	used := w.app.form().Get("trigger_id")
	for trigger, want := range map[string]string{used: "exchanged_trigger_id", "1.2.3": "invalid_trigger_id"} {
		if _, err := w.slack.OpenView(trigger, form("Twice")); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", trigger, err, want)
		}
	}
	bad := form("A title that is much longer than Slack takes")
	if _, err := w.slack.OpenView(used, bad); err == nil || err.Error() != "invalid_arguments" {
		t.Errorf("a long title gives %v", err)
	}
}

func TestOfTheHomeTabIsPublishedAndSeen(t *testing.T) {
	w := newWorld(t)
	home := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewHeaderBlock(plainText("Watch"))}}}
	r, err := w.slack.PublishViewContext(t.Context(), slack.PublishViewContextRequest{UserID: ana, View: home})
	if err != nil {
		t.Fatal(err)
	}
	if v := w.Home(ana); v == nil || v.ID != r.ID || len(v.Blocks) != 1 {
		t.Errorf("home %+v", v)
	}
	old := r.Hash
	if _, err = w.slack.PublishViewContext(t.Context(), slack.PublishViewContextRequest{UserID: ana, View: home, Hash: &old}); err != nil {
		t.Fatal(err)
	}
	if _, err = w.slack.PublishViewContext(t.Context(), slack.PublishViewContextRequest{UserID: ana, View: home, Hash: &old}); err == nil || err.Error() != "hash_conflict" {
		t.Errorf("an old hash gives %v", err)
	}
}
