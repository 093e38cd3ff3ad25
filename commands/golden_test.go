package commands

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/captain"
	"vigie/incident"
	"vigie/production"
)

var update = flag.Bool("update", false, "write the golden files anew")

// drawn is a message as plain text, a part a line.
func drawn(m Message) string {
	lines := []string{"text: " + m.Text}
	for _, p := range m.Parts {
		switch p := p.(type) {
		case Header:
			lines = append(lines, "# "+string(p))
		case Section:
			lines = append(lines, "| "+strings.ReplaceAll(p.Text, "\n", "\n| "))
		case Context:
			lines = append(lines, "· "+string(p))
		case Fields:
			for _, f := range p {
				lines = append(lines, "  "+f.Name+": "+f.Value)
			}
		case Divider:
			lines = append(lines, "---")
		case Actions:
			lines = append(lines, row(p))
		default:
			lines = append(lines, fmt.Sprintf("%T", p))
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func row(all Actions) string {
	var buttons []string
	for _, a := range all {
		b := a.(Button)
		buttons = append(buttons, strings.TrimSpace(fmt.Sprintf("[%s] %s %s %s", b.Text, b.Name, b.Value, b.Style)))
	}
	return "  " + strings.Join(buttons, "   ")
}

// golden compares messages in both languages with the file of a name.
func golden(t *testing.T, name string, says func(l Lang) []Message) {
	t.Helper()
	words := catalogueIn(t)
	var b strings.Builder
	for _, code := range Languages {
		for _, m := range says(words.In(code)) {
			fmt.Fprintf(&b, "== %s\n%s\n", code, drawn(m))
		}
	}
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s, want − got + (rewrite with -update):\n%s", path, diff)
	}
	if strings.Contains(b.String(), "<no value>") || strings.Contains(b.String(), "{{") {
		t.Errorf("%s has a blank that nobody filled in", path)
	}
}

// nine is the moment of these stories: 09:00 in Paris.
var nine = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

// story is an incident and its page as they are declared.
func story() (incident.Incident, captain.Page) {
	i := incident.Incident{
		ID: 42, Title: "Log-ins <fail> & hang", Severity: 1, State: incident.Open, Apps: []string{"api-web", "api-worker"},
		Impact: "A third of the log-ins fail", By: "UZOE", Page: 7, Declared: nine, Room: incident.Room{Channel: "CINC42"},
	}
	p := captain.Page{
		ID: 7, Subject: i.Title, Ref: "INC-42", Severity: 1, State: captain.Ringing, Created: nine, Rounds: 2, Pause: 5 * time.Minute,
		Steps: []captain.Step{{Who: []captain.UserID{"UANA"}, Patience: time.Minute}, {Who: []captain.UserID{"UBEN", "UCLO"}, Patience: time.Minute}},
		Rung:  1, Due: nine.Add(time.Minute), Called: nine.Add(4 * time.Second),
		Receipts: []captain.Receipt{
			{Who: "UANA", Channel: "slack", State: captain.Sent, At: nine.Add(4 * time.Second)},
			{Who: "UANA", Channel: "ntfy", State: captain.Failed, At: nine.Add(5 * time.Second), Why: "503 <busy>"},
		},
	}
	return i, p
}

func taken(p captain.Page) captain.Page {
	p.State, p.By, p.At = captain.Acknowledged, "UANA", nine.Add(48*time.Second)
	return p
}

func resolvedStory(i incident.Incident, p captain.Page) (incident.Incident, captain.Page) {
	i.State, i.Restored, i.ResolvedBy = incident.Resolved, nine.Add(12*time.Minute+30*time.Second), "UANA"
	i.News, i.NewsBy, i.NewsAt = "rolled back", "UANA", i.Restored
	i.FollowUp = incident.FollowUp{Number: 128, URL: "https://code.example/crew/api/issues/128", Due: nine.AddDate(0, 0, 14)}
	return i, taken(p)
}

func TestHelpReadsAsWritten(t *testing.T) {
	all := newRecorder(t, Admins).Commands
	golden(t, "help", func(l Lang) []Message {
		return []Message{*l.Help(all, ""), *l.Help(all, "Résolu"), *l.Help(all, "app"), *l.Help(all, "captain")}
	})
}

func TestHelpAboutAnUnknownWordIsAllOfIt(t *testing.T) {
	all, l := newRecorder(t, Admins).Commands, catalogueIn(t).In("fr")
	if diff := cmp.Diff(l.Help(all, ""), l.Help(all, "kubernetes")); diff != "" {
		t.Error(diff)
	}
}

func TestTheCardReadsAsWritten(t *testing.T) {
	golden(t, "card", func(l Lang) []Message {
		i, p := story()
		open := l.Card(i, p)
		acked := l.Card(i, taken(p))
		resolved := l.Card(resolvedStory(i, p))
		i.By, i.Source, i.Link, i.Alerts, i.Drill = "", "alertmanager", "https://alerts.example/1", 3, true
		i.Room = incident.Room{Problem: "restricted_action"}
		p.State, p.Rung = captain.Exhausted, 3
		return []Message{open, acked, resolved, l.Card(i, p)}
	})
}

func TestThePageReadsAsWritten(t *testing.T) {
	golden(t, "page", func(l Lang) []Message {
		_, p := story()
		closed, drill := p, p
		closed.State, drill.Drill = captain.Closed, true
		return []Message{l.Page(p), l.Page(taken(p)), l.Page(closed), l.Page(drill)}
	})
}

func TestTheOperationReadsAsWritten(t *testing.T) {
	golden(t, "operation", func(l Lang) []Message {
		o := production.Operation{
			ID: 3, Kind: "restart", App: "api-web", Process: "web", By: "UANA", Why: "memory <full>", Asked: nine, Called: nine.Add(time.Second),
			Before: production.Health{Status: 502}, After: production.Health{OK: true, Status: 200, Latency: 84 * time.Millisecond},
		}
		var all []Message
		for _, s := range []production.OperationState{production.Asked, production.Calling, production.Running,
			production.Done, production.Failed, production.Unknown} {
			o.State = s
			if s.Ended() {
				o.Ended = nine.Add(46 * time.Second)
			}
			if s == production.Failed || s == production.Unknown {
				o.Problem = "the host said <no>"
			}
			all = append(all, l.Operation(o))
		}
		o.State, o.Process, o.Why, o.Problem, o.Before, o.After = production.Done, "", "", "", production.Health{Why: "timed out"}, production.Health{}
		return append(all, l.Operation(o))
	})
}
