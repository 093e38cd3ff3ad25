package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	slackgo "github.com/slack-go/slack"
	"pgregory.net/rapid"

	"vigie/commands"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares what Slack gets with what was looked at and found right.
func golden(t *testing.T, name string, v any) {
	t.Helper()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	got := out.Bytes()
	path := filepath.Join("testdata", name+".golden.json")
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run the test with -update and look at what it writes", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not what was agreed on (-want +got):\n%s", path, diff)
	}
}

func incidentCard() commands.Message {
	return commands.Message{
		Text: "INC-42 · the API answers 500 &amp; times out",
		Parts: []commands.Part{
			commands.Header("INC-42 · L'API répond 500"),
			commands.Section{Text: "*Gravity 1* · <@U1> is on it", Side: &commands.Button{
				Name: "incident.open", Text: "Dashboard", URL: "https://status.example.org/api"}},
			commands.Fields{{Name: "Captain", Value: "<@U1>"}, {Name: "Mate", Value: "<@U2>"}, {Value: "alone"}, {Name: "Nameless"}},
			commands.Divider{},
			commands.Actions{
				commands.Button{Name: "page.ack", Text: "I am on it", Value: "P-7", Style: commands.Primary},
				commands.Button{Name: "page.ack", Text: "Also me", Value: "P-8", Style: commands.Danger,
					Confirm: &commands.Confirm{Title: "Sure?", Text: "It stops ringing.", Yes: "Yes", No: "No"}},
				commands.Menu{Name: "incident.gravity", Placeholder: "Gravity",
					Options: []commands.Option{{Text: "1 · gravest", Value: "1"}, {Text: "2"}}},
			},
			commands.Image{URL: "https://img.example.org/c.png", Alt: "errors rise at 03:12", Title: "Errors"},
			commands.Image{URL: "not an address", Alt: "a chart that cannot be shown"},
			commands.Context("declared 03:14 · <https://example.org|alert>"),
			commands.Section{}, commands.Context(" "), commands.Header(""), commands.Actions{},
		},
	}
}

func declareForm() commands.Form {
	return commands.Form{
		Name: "incident.declare", Title: "Déclarer un incident en production", Submit: "Declare", Close: "Cancel", Value: "C1",
		Parts: []commands.Part{
			commands.Section{Text: "What is broken?"},
			commands.Input{Name: "title", Label: "Title", Kind: commands.Line, MaxLength: 80, Initial: []string{"API"}},
			commands.Input{Name: "what", Label: "What happens", Kind: commands.Lines, Optional: true, Hint: "as seen by users", Placeholder: "500 on /token"},
			commands.Input{Name: "gravity", Label: "Gravity", Kind: commands.Select, Initial: []string{"2"},
				Options: []commands.Option{{Text: "one", Value: "1"}, {Text: "two", Value: "2"}}},
			commands.Input{Name: "apps", Label: "Apps", Kind: commands.Many, Initial: []string{"api", "web"},
				Options: []commands.Option{{Text: "API", Value: "api"}, {Text: "Web", Value: "web"}}},
			commands.Input{Name: "lead", Label: "Lead", Kind: commands.User, Initial: []string{"U1"}},
		},
	}
}

func TestAnIncidentCardIsDrawnAsAgreed(t *testing.T) {
	d := draw(incidentCard())
	golden(t, "incident-card", map[string]any{"text": d.text, "blocks": d.blocks})
}

func TestAFormIsDrawnAsAgreed(t *testing.T) {
	view, err := modal(declareForm())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "declare-form", view)
}

func TestAHomeTabIsDrawnAsAgreed(t *testing.T) {
	golden(t, "home-tab", homeTab(commands.Home{Parts: []commands.Part{
		commands.Header("À la barre"), commands.Section{Text: "<@U1> until Monday"},
		commands.Input{Name: "nowhere", Label: "inputs are for forms"},
	}}))
}

func TestAnswersAreDrawnAsAgreed(t *testing.T) {
	golden(t, "answers", []answer{
		newAnswer(commands.Message{Text: "only you see this"}),
		newAnswer(commands.Message{Text: "all see this", Public: true}),
		newAnswer(commands.Message{Text: "the buttons are gone", Replace: true}),
	})
}

func TestPartsThatDoNotFitAreCounted(t *testing.T) {
	var m commands.Message
	for i := range 70 {
		m.Parts = append(m.Parts, commands.Section{Text: "part " + strconv.Itoa(i)})
	}
	blocks := draw(m).blocks
	if len(blocks) != 50 {
		t.Fatalf("%d blocks are drawn, want 50", len(blocks))
	}
	last, _ := json.Marshal(blocks[49])
	if !strings.Contains(string(last), "… +21") {
		t.Errorf("the last block is %s, want it to say that 21 parts are missing", last)
	}
	if m.Parts = m.Parts[:50]; len(draw(m).blocks) != 50 || strings.Contains(string(mustJSON(draw(m).blocks)), "… +") {
		t.Error("fifty parts fit and must all be drawn")
	}
}

func mustJSON(v any) []byte { data, _ := json.Marshal(v); return data }

func TestAMessageWithoutPartsIsItsText(t *testing.T) {
	m := commands.Message{Text: "hello"}
	if d := draw(m); d.text != "hello" || len(d.blocks) != 0 {
		t.Errorf("it is drawn as %+v", d)
	}
	if d := redraw(m); len(d.blocks) != 1 {
		t.Errorf("an update has %d blocks, want one, so that those before go", len(d.blocks))
	}
	if d := draw(commands.Message{Parts: []commands.Part{commands.Divider{}, commands.Context("small")}}); d.text != "small" {
		t.Errorf("without text the notification says %q, want the first words", d.text)
	}
}

func TestHalfAValueIsNeverSent(t *testing.T) {
	long := strings.Repeat("x", 3001)
	d := draw(commands.Message{Text: "a", Parts: []commands.Part{commands.Actions{
		commands.Button{Name: "b", Text: "b", Value: long},
		commands.Menu{Name: "m", Options: []commands.Option{{Text: "o", Value: long}}},
	}}})
	if len(d.blocks) != 0 {
		t.Errorf("a button with half its value was drawn: %s", mustJSON(d.blocks))
	}
	if _, err := modal(commands.Form{Name: "f", Value: long}); err == nil {
		t.Error("a form with half its value was drawn")
	}
}

// messages draws any message, sound or not.
func messages() *rapid.Generator[commands.Message] {
	return rapid.Custom(func(t *rapid.T) commands.Message {
		return commands.Message{Text: texts(50_000).Draw(t, "text"),
			Parts: rapid.SliceOfN(parts(), 0, 60).Draw(t, "parts")}
	})
}

// texts are made of what is cut wrongly most easily.
func texts(most int) *rapid.Generator[string] {
	bits := rapid.SampledFrom([]string{"a", "é", "👩‍🚀", "&amp;", "&lt;", "&", "<", ">", "<@U024BE7LH>", "<https://a.b/c|d>",
		" ", "\n", "```", "*", "\xff", strings.Repeat("x", 70), strings.Repeat("é&amp;", 400), "<https://a.b/" + strings.Repeat("y", 3000) + "|z>"})
	return rapid.Custom(func(t *rapid.T) string {
		s := strings.Join(rapid.SliceOfN(bits, 0, 12).Draw(t, "bits"), "")
		if rapid.IntRange(0, 9).Draw(t, "long") == 0 {
			s = strings.Repeat(s, most/max(len(s), 1)+2)
		}
		return s
	})
}

func parts() *rapid.Generator[commands.Part] {
	return rapid.Custom(func(t *rapid.T) commands.Part {
		s := texts(4000)
		switch rapid.IntRange(0, 7).Draw(t, "kind") {
		case 0:
			return commands.Header(s.Draw(t, "s"))
		case 1:
			p := commands.Section{Text: s.Draw(t, "s")}
			if rapid.Bool().Draw(t, "side") {
				b := buttons().Draw(t, "side")
				p.Side = &b
			}
			return p
		case 2:
			return commands.Fields(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) commands.Field {
				return commands.Field{Name: s.Draw(t, "n"), Value: s.Draw(t, "v")}
			}), 0, 25).Draw(t, "fields"))
		case 3:
			return commands.Context(s.Draw(t, "s"))
		case 4:
			return commands.Divider{}
		case 5:
			return commands.Actions(rapid.SliceOfN(actions(), 0, 30).Draw(t, "actions"))
		case 6:
			return commands.Image{URL: urls().Draw(t, "u"), Alt: s.Draw(t, "alt"), Title: s.Draw(t, "title")}
		}
		return commands.Input{Name: s.Draw(t, "n"), Label: s.Draw(t, "l"), Hint: s.Draw(t, "h"), Placeholder: s.Draw(t, "p"),
			Kind:    rapid.SampledFrom([]commands.InputKind{"", commands.Line, commands.Lines, commands.Select, commands.Many, commands.User}).Draw(t, "k"),
			Options: options().Draw(t, "o"), Initial: rapid.SliceOfN(s, 0, 3).Draw(t, "i"), MaxLength: rapid.IntRange(-1, 5000).Draw(t, "m")}
	})
}

func urls() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"", "https://a.b/c", "http://x/" + strings.Repeat("y", 3000), "javascript:alert(1)", "::", "https://a.b/\xff", "//a.b"})
}

func options() *rapid.Generator[[]commands.Option] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) commands.Option {
		return commands.Option{Text: texts(200).Draw(t, "t"), Value: texts(200).Draw(t, "v")}
	}), 0, 120)
}

func actions() *rapid.Generator[commands.Action] {
	return rapid.Custom(func(t *rapid.T) commands.Action {
		if rapid.IntRange(0, 4).Draw(t, "menu") == 0 {
			return commands.Menu{Name: texts(300).Draw(t, "n"), Placeholder: texts(200).Draw(t, "p"), Options: options().Draw(t, "o")}
		}
		return buttons().Draw(t, "b")
	})
}

func buttons() *rapid.Generator[commands.Button] {
	return rapid.Custom(func(t *rapid.T) commands.Button {
		b := commands.Button{Name: rapid.SampledFrom([]string{"page.ack", "a#2", "", strings.Repeat("n", 400)}).Draw(t, "n"),
			Text: texts(100).Draw(t, "t"), Value: texts(2100).Draw(t, "v"), URL: urls().Draw(t, "u"),
			Style: rapid.SampledFrom([]commands.Style{"", commands.Primary, commands.Danger, "loud"}).Draw(t, "s")}
		if rapid.Bool().Draw(t, "asks") {
			c := rapid.Custom(func(t *rapid.T) commands.Confirm {
				s := texts(400)
				return commands.Confirm{Title: s.Draw(t, "t"), Text: s.Draw(t, "x"), Yes: s.Draw(t, "y"), No: s.Draw(t, "n")}
			}).Draw(t, "c")
			b.Confirm = &c
		}
		return b
	})
}

func TestAnyMessageIsWithinSlacksLimits(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := messages().Draw(rt, "message")
		var j judge
		post, edit := draw(m), redraw(m)
		j.length("text", post.text, 1, 40_000)
		if n := len(slackEscaped(edit.text)); n > 4_000 || n == 0 {
			j.fault("the update's text has %d bytes", n)
		}
		j.blocks(asJSON(t, nonNil(post.blocks)), 50)
		j.blocks(asJSON(t, nonNil(edit.blocks)), 50)
		j.blocks(asJSON(t, nonNil(newAnswer(m).Blocks)), 50)
		if len(j.faults) > 0 {
			rt.Fatalf("Slack refuses it: %s", strings.Join(j.faults, "\n"))
		}
	})
}

// slackEscaped is a text after Slack has escaped what stands bare in it; what is in a
// token or escape stays.
func slackEscaped(s string) string {
	var b strings.Builder
	for p := range pieces(s) {
		if len(p) == 1 {
			p = slackgo.NewTextBlockObject("mrkdwn", strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(p), false, false).Text
		}
		b.WriteString(p)
	}
	return b.String()
}

func TestAnyFormAndHomeTabAreWithinSlacksLimits(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := commands.Form{Name: "f", Title: texts(50).Draw(rt, "t"), Submit: texts(50).Draw(rt, "s"), Close: texts(50).Draw(rt, "c"),
			Value: texts(2000).Draw(rt, "v"), Parts: rapid.SliceOfN(parts(), 0, 130).Draw(rt, "parts")}
		var j judge
		if view, err := modal(f); err == nil {
			j.view(asJSON(t, view).(object))
		} else if runes(f.Value) <= 3000 {
			j.fault("it was not drawn: %v", err)
		}
		j.view(asJSON(t, homeTab(commands.Home{Parts: f.Parts})).(object))
		if len(j.faults) > 0 {
			rt.Fatalf("Slack refuses it: %s", strings.Join(j.faults, "\n"))
		}
	})
}
