package commands

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/captain"
	"vigie/incident"
	"vigie/production"
)

// hostile are texts that would wake, link or mislead if they were taken as mrkdwn.
func hostile() *rapid.Generator[string] {
	piece := rapid.OneOf(rapid.SampledFrom([]string{
		"<!channel>", "<!here|here>", "<!everyone>", "<@UEVIL>", "<#CEVIL>", "<!subteam^S1>", "<https://evil.example|click>",
		"<mailto:a@evil.example>", "&lt;!channel&gt;", "<", ">", "|", "&", "`", "{{.Who}}", "*", "_", "\n", "…",
	}), rapid.StringN(0, 5, -1))
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 1, 5).Draw(t, "pieces"), "")
	})
}

// ours are the people, channels and links that these tests put in on purpose.
var ours = regexp.MustCompile(`<@UGOOD\d?>|<#CGOOD>|<https://good\.example/[^<>|]*\|[^<>|]*>`)

// entity is an ampersand and what Slack would read with it.
var entity = regexp.MustCompile(`&(amp;|lt;|gt;)?`)

// quiet fails if a text holds a mention, link or entity that is not ours.
func quiet(t *rapid.T, where, mrkdwn string) {
	left := ours.ReplaceAllString(mrkdwn, "")
	if strings.ContainsAny(left, "<>") {
		t.Errorf("%s is live: %q", where, mrkdwn)
	}
	if slices.Contains(entity.FindAllString(left, -1), "&") {
		t.Errorf("%s holds a bare &: %q", where, mrkdwn)
	}
}

// quietMessage looks at all that is drawn as mrkdwn; headers and buttons are plain text.
func quietMessage(t *rapid.T, where string, m Message) {
	quiet(t, where+"'s text", m.Text)
	for _, p := range m.Parts {
		switch p := p.(type) {
		case Section:
			quiet(t, where+"'s section", p.Text)
		case Context:
			quiet(t, where+"'s small print", string(p))
		case Fields:
			for _, f := range p {
				quiet(t, where+"'s field "+f.Name, f.Name+f.Value)
			}
		}
	}
}

func TestWhateverIsTypedForgesNoMentionWhenSaid(t *testing.T) {
	words := catalogueIn(t)
	rapid.Check(t, func(t *rapid.T) {
		s := hostile().Draw(t, "typed")
		quiet(t, "an escaped text", Escape(s))
		for _, code := range Languages {
			l := words.In(code)
			quiet(t, "a note", l.Say("incident.noted", "ID", incident.ID(1), "Text", s))
			quiet(t, "an unknown app", l.unknownApp(production.UnknownAppError{Name: s, Near: []string{s}}))
			quiet(t, "an unknown word", l.unknownVerb(unknownVerbError{command: Command{Slash: "/app"}, word: s, near: []string{s}}))
			if got := l.Say("incident.noted", "ID", incident.ID(1), "Text", s); !strings.HasSuffix(got, Escape(s)) {
				t.Errorf("a note says %q, want all of %q", got, s)
			}
		}
	})
}

func TestALinkHoldsItsWordsAndNoOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		link := string(Link("https://good.example/"+hostile().Draw(t, "path"), hostile().Draw(t, "words")))
		if strings.Count(link, "<") != 1 || strings.Count(link, ">") != 1 || strings.Count(link, "|") != 1 {
			t.Errorf("%q is not one link", link)
		}
		quiet(t, "a link's words", link[strings.Index(link, "|"):len(link)-1])
		quiet(t, "words without a link", string(Link("", hostile().Draw(t, "bare"))))
	})
}

func TestNobodyAndNowhereAreDashes(t *testing.T) {
	for got, want := range map[string]string{
		mention(""): "—", mention("UGOOD"): "<@UGOOD>", string(ChannelName("")): "—", string(ChannelName("CGOOD")): "<#CGOOD>",
		string(mentions(nil)): "", string(mentions([]captain.UserID{"UGOOD", "UGOOD2"})): "<@UGOOD>, <@UGOOD2>",
	} {
		if got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
}

// hostileIncident has hostile words wherever people or senders may put words.
func hostileIncident(t *rapid.T) (incident.Incident, captain.Page) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	word := hostile()
	i := incident.Incident{
		ID: 7, Title: word.Draw(t, "title"), Severity: 1, Impact: word.Draw(t, "impact"), Apps: []string{word.Draw(t, "app")},
		State:  rapid.SampledFrom([]incident.State{incident.Open, incident.Mitigated, incident.Resolved}).Draw(t, "state"),
		Source: word.Draw(t, "source"), Alerts: 3, Declared: at, News: word.Draw(t, "news"), NewsBy: "UGOOD", NewsAt: at,
		Drill: rapid.Bool().Draw(t, "drill"), Room: incident.Room{Channel: "CGOOD", Problem: word.Draw(t, "problem")},
		FollowUp: incident.FollowUp{Number: 4, URL: "https://good.example/4", Due: at},
	}
	i.By = rapid.SampledFrom([]captain.UserID{"", "UGOOD"}).Draw(t, "by")
	i.Link = rapid.SampledFrom([]string{"", "https://good.example/" + word.Draw(t, "link")}).Draw(t, "address")
	p := captain.Page{
		ID: 9, Subject: i.Title, Ref: "INC-7", Severity: 1, Drill: i.Drill, Created: at, Rung: 1, Rounds: 2,
		State: rapid.SampledFrom([]captain.PageState{captain.Ringing, captain.Acknowledged, captain.Exhausted, captain.Closed}).Draw(t, "page"),
		Steps: []captain.Step{{Who: []captain.UserID{"UGOOD"}, Patience: time.Minute}},
		Receipts: []captain.Receipt{
			{Who: "UGOOD", Channel: word.Draw(t, "channel"), State: captain.Failed, At: at, Why: word.Draw(t, "why")},
		},
	}
	return i, p
}

func TestHostileWordsWakeNobodyInAnyMessage(t *testing.T) {
	words := catalogueIn(t)
	rapid.Check(t, func(t *rapid.T) {
		i, p := hostileIncident(t)
		word := hostile()
		kinds := []incident.EntryKind{incident.EntryNote, incident.EntryAlert, incident.EntryOperation}
		entry := incident.Entry{At: i.Declared, By: "UGOOD", Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Text: word.Draw(t, "entry")}
		o := production.Operation{
			ID: 3, App: word.Draw(t, "app"), Process: word.Draw(t, "process"), By: "UGOOD", Why: word.Draw(t, "reason"), Asked: i.Declared,
			State:   rapid.SampledFrom([]production.OperationState{production.Asked, production.Done, production.Failed, production.Unknown}).Draw(t, "op"),
			Problem: word.Draw(t, "trouble"), Before: production.Health{Why: word.Draw(t, "before")}, After: production.Health{Status: 502},
		}
		for _, code := range Languages {
			l := words.In(code)
			quietMessage(t, "the card", l.Card(i, p))
			quietMessage(t, "the page", l.Page(p))
			quietMessage(t, "the answer", *l.declared(i, p, rapid.Bool().Draw(t, "fresh")))
			quietMessage(t, "the greeting", l.Greeting(i))
			quietMessage(t, "the operation", l.Operation(o))
			quiet(t, "the timeline", l.timeline([]incident.Entry{entry}))
			quiet(t, "the list", l.line(i))
			quietMessage(t, "the near miss", *l.nearMiss(word.Draw(t, "slip"), "note", word.Draw(t, "rest")).Message)
		}
	})
}
