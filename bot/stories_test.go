package bot_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/store/postgrestest"
)

var update = flag.Bool("update", false, "write what is seen into the stories; read the diff")

// TestStories plays each story against the whole bot: with one replica and with two, on
// SQLite and on PostgreSQL. All tell the same, and nothing that is not told may happen.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/stories/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no stories", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			for _, replicas := range []int{1, 2} {
				t.Run(fmt.Sprintf("sqlite-%d", replicas), func(t *testing.T) {
					play(t, file, database(t), replicas, *update && replicas == 1)
				})
			}
			t.Run("postgres-2", func(t *testing.T) {
				play(t, file, postgrestest.Start(t), 2, false)
			})
		})
	}
}

// play plays a story in a bubble and compares what was seen with what is told.
func play(t *testing.T, file, url string, replicas int, rewrite bool) {
	t.Helper()
	told, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var seen strings.Builder
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(begins(t, string(told))))
		c := sail(t, url, replicas)
		p := newPlayer(c)
		for line := range strings.Lines(string(told)) {
			line = strings.TrimRight(line, "\n")
			if strings.HasPrefix(line, ">") {
				continue
			}
			seen.WriteString(line + "\n")
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			answer, err := p.step(t.Context(), line)
			if err != nil {
				t.Errorf("%s: %v", line, err)
			}
			time.Sleep(settle)
			synctest.Wait()
			for _, l := range append(answer, p.events()...) {
				seen.WriteString("> " + l + "\n")
			}
		}
		c.stop()
		c.world.Close()
		synctest.Wait()
	})
	if rewrite {
		if err := os.WriteFile(file, []byte(seen.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(told), seen.String()); diff != "" {
		t.Errorf("told (-) and seen (+):\n%s", diff)
	}
}

// begins is when a story begins: "# On 2026-03-29 00:59 UTC", else a Tuesday in November: Sam
// is captain, Nour mate.
func begins(t *testing.T, story string) time.Time {
	t.Helper()
	when := "2026-11-24 10:00 UTC"
	if said := opening.FindStringSubmatch(story); said != nil {
		when = said[1]
	}
	at, err := time.Parse("2006-01-02 15:04 MST", when)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

var opening = regexp.MustCompile(`(?m)^# On (\d{4}-\d\d-\d\d \d\d:\d\d UTC)$`)

// sorted puts what happened at one moment into an order of its own, and says once what
// happened several times.
func sorted(lines []string) []string {
	slices.Sort(lines)
	var out []string
	for i := 0; i < len(lines); {
		n := 1
		for i+n < len(lines) && lines[i+n] == lines[i] {
			n++
		}
		line := lines[i]
		if n > 1 {
			line += fmt.Sprintf(" (%d times)", n)
		}
		out = append(out, line)
		i += n
	}
	return out
}
