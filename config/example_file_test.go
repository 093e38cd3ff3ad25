package config

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func example(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("../vigie.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheExampleHasNoFault(t *testing.T) {
	c, err := Parse("vigie.example.yaml", []byte(example(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	var crew []string
	for _, p := range c.Crew {
		crew = append(crew, p.Slack)
	}
	if want := []string{"U0LEO", "U0ANA", "U0NOUR", "U0SAM"}; !slices.Equal(crew, want) {
		t.Errorf("the crew is %v, want %v", crew, want)
	}
	if want := []string{"U0LEO", "U0ANA", "U0SAM", "U0NOUR"}; !slices.Equal(c.Rota.Order, want) {
		t.Errorf("the order is %v, want %v", c.Rota.Order, want)
	}
	if want := time.Date(2026, 1, 5, 9, 0, 0, 0, c.Timezone); !c.Rota.Start.Equal(want) {
		t.Errorf("the first handover is at %v, want %v", c.Rota.Start, want)
	}
	monday := time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC) // the Saturday before the clocks go forward
	if got, want := c.Digests[0].Schedule.Next(monday), time.Date(2026, 3, 30, 7, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("the morning digest comes at %v, want %v", got, want)
	}
	if c.Alerts[1].App != "site-production" || c.Probes[0].URL != "https://api.example.org/health" {
		t.Errorf("aliases do not lead to their apps: %q, %q", c.Alerts[1].App, c.Probes[0].URL)
	}
}

// With its commented keys read too, the example names every key, and the list of keys is what the readers read.
func TestTheExampleNamesEveryKey(t *testing.T) {
	text := strings.NewReplacer("# map:", "map:", "# viewers:", "viewers:", "every: 5m", "every: 5m",
		"order: [Léo Martin", "auto: false\n  order: [Léo Martin").Replace(example(t))
	body, faults := parsed("x", []byte(text))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	r := newReader("x", nil)
	r.walk(body)
	if len(r.problems) > 0 {
		t.Fatal(r.problems)
	}
	read := map[string]bool{}
	for path := range r.places {
		read[anyPlace(path)] = true
	}
	for _, k := range keys {
		if !read[k] {
			t.Errorf("the example does not have %s", k)
		}
	}
	for k := range read {
		inner := slices.ContainsFunc(keys, func(known string) bool {
			return k == known || strings.HasPrefix(known, k+".") || strings.HasPrefix(known, k+"[") || strings.HasPrefix(k, known+"[") ||
				strings.HasPrefix(k, "alerts[].map.") || strings.HasPrefix(k, "alerts[].severity.")
		})
		if k != "" && !inner {
			t.Errorf("%s is read and not in the list of keys", k)
		}
	}
}

// anyPlace is apps[3].name as apps[].name, and a region's name as {}.
func anyPlace(path string) string {
	var b strings.Builder
	for _, r := range path {
		if r < '0' || r > '9' {
			b.WriteRune(r)
		}
	}
	s := b.String()
	return strings.Replace(s, "regions.osc-fr", "regions.{}", 1)
}
