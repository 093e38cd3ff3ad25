package config

import (
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestEveryFaultIsSaidAtOnceWithItsPlace(t *testing.T) {
	text, err := os.ReadFile("testdata/faults.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Parse("vigie.yaml", text, nil)
	if err == nil {
		t.Fatal("a file full of faults is taken")
	}
	got := err.Error() + "\n"
	for _, secret := range []string{"1234-abc", "very-secret", "0123456789", "user:pass", "0612345678"} {
		if strings.Contains(got, secret) {
			t.Errorf("the faults show %q", secret)
		}
	}
	const golden = "testdata/faults.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the faults are not as in %s (-want +got):\n%s", golden, diff)
	}
}

const least = "channels: {incidents: C0X}\ncrew: [{slack: U0X, name: X}]\n"

// told is texts of one fault each, and how the fault begins or what it says.
var told = []struct{ what, text, want string }{
	{"an empty file", "", "v:1:1: the file is empty"},
	{"only comments", "# nothing\n", "v:1:1: the file is empty"},
	{"a list", "- a\n", "v:1:1: needs keys and values, as in locale: fr"},
	{"a word", "hello\n", "v:1:1: needs keys and values"},
	{"two documents", least + "---\nlocale: en\n", "v:4:1: a second document begins"},
	{"a tab", "channels:\n\tincidents: C0X\n", "v:2:1: a tab at the beginning of the line; indent with spaces"},
	{"a tab after spaces", "channels:\n  \tincidents: C0X\n", "v:2:3: a tab"},
	{"a byte that is not UTF-8", "locale: fr\nname: L\xe9o\n", "v:2:8: a byte that is not UTF-8"},
	{"a control character", "locale: \x00fr\n", "v:1:9: a byte that is not UTF-8 text"},
	{"UTF-16", "\xff\xfel\x00", "v:1:1: the file is in UTF-16; save it as UTF-8"},
	{"a huge file", "#" + strings.Repeat("x", 1<<20), "v:1:1: the file has more than 1 MiB"},
	{"a long file", strings.Repeat("a: b\n", 20_000), "more than 30000; make it shorter"},
	{"deep brackets", "a: " + strings.Repeat("[", 100_000), "v:1:20: lists and brackets are nested too deep here"},
	{"deep dashes", strings.Repeat("- ", 1000) + "a", "v:1:33: lists and brackets are nested too deep here"},
	{"a colon", "locale: fr: en\n", "v:1:9: this is not YAML: mapping value is not allowed in this context; put a value"},
	{"an open quote", "locale: 'fr\n", "v:1:9: this is not YAML: could not find end character of single-quoted text; close the quote"},
	{"a secret in bad YAML", "token: !hunter2 [\n", "v:1:16: this is not YAML"},
	{"a key given twice", least + "locale: fr\nlocale: en\n", "v:4:1: locale: given twice, first at line 3; keep one"},
	{"a key of another place", least + "rota: {patience: 2m}\n", "v:3:8: rota.patience: unknown key; did you mean paging.patience?"},
	{"a secret", least + "github_token: ghp_x\n", "v:3:1: github_token: unknown key; secrets are not written in this file"},
	{"a key unlike any", least + "rota: {zzz: 2m}\n", "v:3:8: rota.zzz: unknown key; write one of size, watch, handover"},
	{"an unknown alias", least + "locale: *x\n", "v:3:9: locale: no value is named &x"},
	{"no crew", "channels: {incidents: C0X}\ncrew: []\n", "v:2:7: crew: is empty; list at least one person"},
	{"crew of nobody", "channels: {incidents: C0X}\ncrew:\n", "v:2:1: crew: nothing is written here"},
	{"no channel", "channels: {}\ncrew: [{slack: U0X, name: X}]\n", "v:1:11: channels.incidents: missing; write the id of a Slack channel"},
	{"a channel as a comment", "channels:\n  incidents: #incidents\ncrew: [{slack: U0X, name: X}]\n", "v:2:3: channels.incidents: nothing is written here (after a space, # begins a comment)"},
	{"more on watch than crew", least + "rota: {size: 2}\n", "v:3:14: rota.size: 2 people on watch need as many in crew, which has 1"},
	{"an order twice given", least + "rota: {auto: true, order: [X]}\n", "v:3:14: rota.auto: an order is given too"},
	{"three days and a weekday", least + "rota: {watch: 3d, handover: mon 09:00}\n", "v:3:29: rota.handover: a watch of 3 days does not end on the same weekday"},
	{"a start on another day", least + "rota: {start: 2026-01-07, handover: lundi 9h}\n", "v:3:15: rota.start: 2026-01-07 is a Wednesday, and the handover is on Mondays; write 2026-01-05"},
	{"weeks without unit", least + "rota: {watch: 2}\n", "v:3:15: rota.watch: needs a unit; write 2d for days or 2w for weeks"},
	{"a zone of the machine", least + "timezone: Local\n", `v:3:11: timezone: "Local" is not a time zone`},
	{"a number for a name", least + "rota: {usergroup: 12}\n", "v:3:19: rota.usergroup: needs text, and YAML reads this as a number"},
	{"two regions without names", least + "apps: [{name: a, region: osc-fr1}, {name: b, region: osc-secnum-fr1}]\n", "v:3:54: apps[1].region: a second region is used; name the variables of each"},
	{"a region that is not said", least + "regions: {osc-fr1: {token: A}, osc-fr2: {token: B}}\napps: [{name: a}]\n", "apps[0].region: missing; write one of osc-fr1, osc-fr2"},
	{"a cron zone without fields", least + "digests: [{name: a, schedule: TZ=UTC}]\n", "it has 0 fields; write 5"},
	{"a repo without owner", least + "apps: [{name: a, repo: site}]\n", "v:3:24: apps[0].repo: has no owner; write owner/site, or set github.owner"},
}

func TestAFaultIsToldWithItsRemedy(t *testing.T) {
	for _, c := range told {
		_, err := Parse("v", []byte(c.text), nil)
		problems, ok := errors.AsType[Problems](err)
		if !ok || len(problems) != 1 || !strings.Contains(problems[0].String(), c.want) {
			t.Errorf("%s is told as\n%v\nwant\n%s", c.what, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the fault shows a secret", c.what)
		}
	}
}
