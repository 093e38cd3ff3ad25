package config

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

func FuzzAnyTextIsTakenOrTold(f *testing.F) {
	f.Add(example(f))
	faults, err := os.ReadFile("testdata/faults.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(faults))
	for _, seed := range []string{
		least, "", "- a", "a: &a [*a]\n", "&a {<<: *a}\n", "&a {<<: [*a, *a], channels: *a}\n", "? [a]\n: b\n", "a: !!binary x\n",
		least + "digests: [{name: a, schedule: TZ=}, {name: b, schedule: CRON_TZ=UTC}, {name: c, schedule: '0 0 */0 * *'}]\n",
		least + "rota: {<<: {size: 1}, watch: 2w, handover: Dimanche à 9h30}\n", "crew: *x\nchannels: {incidents: &x C0X}\n",
		bomb(), "\"\\ud800\": 1\n", "a: |+\n  x\n\n", "%YAML 1.2\n---\na: 1\n...\n", "{", "[", "'", "\"", "a:\r\n b: 1\r\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		begun := time.Now()
		c, err := Parse("v", []byte(text), having("NAME", "value"))
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("reading %d bytes took %v", len(text), took)
		}
		if err == nil {
			sound(t, c)
			return
		}
		problems, ok := errors.AsType[Problems](err)
		if !ok || len(problems) == 0 {
			t.Fatalf("the error is %T, not Problems", err)
		}
		for _, p := range problems {
			if p.Say == "" || strings.ContainsAny(p.String(), "\n\r\x00") || p.Line < 1 || p.Column < 1 || p.Line > strings.Count(text, "\n")+strings.Count(text, "\r")+1 {
				t.Errorf("a fault is told as %+v", p)
			}
		}
	})
}

// sound asks of a file that was taken what everybody relies on.
func sound(t *testing.T, c Config) {
	t.Helper()
	if len(c.Crew) == 0 || !channelID.form.MatchString(c.Channels.Incidents) || c.Timezone == nil {
		t.Errorf("a file is taken without what is required: %+v", c)
	}
	if c.Rota.Size < 1 || c.Rota.Size > len(c.Crew) || c.Rota.Watch < 1 || c.Rota.Start.IsZero() {
		t.Errorf("a rota nobody can follow: %+v", c.Rota)
	}
	crew := map[string]bool{}
	for _, p := range c.Crew {
		crew[p.Slack] = true
	}
	for _, id := range c.Rota.Order {
		if !crew[id] {
			t.Errorf("the order names %q, who is not in the crew", id)
		}
	}
	for _, d := range c.Digests {
		if d.Schedule.Next(time.Now()).IsZero() || d.Channel == "" {
			t.Errorf("a digest that never comes, or goes nowhere: %+v", d)
		}
	}
	for _, s := range c.Paging.Steps {
		if s.Who == "" || s.Patience <= 0 {
			t.Errorf("a step that calls nobody: %+v", s)
		}
	}
}

// bomb is a few lines whose aliases mean a thousand million values.
func bomb() string {
	var b strings.Builder
	b.WriteString("a0: &a0 {locale: fr}\n")
	for i := 1; i < 10; i++ {
		n := string(rune('0' + i))
		before := "*a" + string(rune('0'+i-1))
		b.WriteString("a" + n + ": &a" + n + " {<<: [" + strings.Repeat(before+", ", 9) + before + "]}\n")
	}
	b.WriteString("rota: *a9\n")
	return b.String()
}

func TestAliasesCannotMeanMillions(t *testing.T) {
	begun := time.Now()
	_, err := Parse("v", []byte(bomb()), nil)
	if err == nil || !strings.Contains(err.Error(), "aliases repeat more than 5000 values; write them out") {
		t.Errorf("the bomb is told as %v", err)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("the bomb took %v", took)
	}
}

func TestAliasesAndMergesAreFollowed(t *testing.T) {
	text := "channels: {incidents: &main C0X, digest: *main}\ncrew: [{slack: U0X, name: X}]\n" +
		"apps:\n  - &usual {name: a, repo: o/r, tags: [t]}\n  - {<<: *usual, name: b}\n"
	c, err := Parse("v", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Channels.Digest != "C0X" || c.Apps[1].Name != "b" || c.Apps[1].Repo != "o/r" {
		t.Errorf("read as %+v, %+v", c.Channels, c.Apps[1])
	}
}
