package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/store"
	"vigie/store/postgrestest"
)

// replicas starts processes on one database, each with an address of the API of its own.
func replicas(t *testing.T, w *world, names ...string) map[string]*process {
	t.Helper()
	all, addresses := map[string]*process{}, []string{}
	for _, name := range names {
		p, err := w.launch(w.api(name))
		must(t, err)
		all[name] = p
	}
	for name, p := range all {
		if err := p.up(30 * time.Second); err != nil {
			t.Fatalf("replica %s: %v", name, err)
		}
		addresses = append(addresses, p.addr)
	}
	w.gate.set(addresses...)
	return all
}

func TestFourReplicasComeUpAtOnceOnAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	w := newWorld(t, postgrestest.Start(t), configuration(""), false)
	began := time.Now()
	replicas(t, w, "a", "b", "c", "d")
	t.Logf("four replicas were up after %s", time.Since(began).Round(time.Millisecond))
	must(t, w.declare("API down"))
	must(t, w.paged(captain, 5*time.Second))
	must(t, w.one())
}

func TestTwoReplicasActAsOne(t *testing.T) {
	t.Parallel()
	database := postgrestest.Start(t)
	missed(t, database, digests...)
	w := newWorld(t, database, configuration("0 * * * *"), false)
	replicas(t, w, "a", "b")
	const many = 6
	for n := range many {
		must(t, w.declare(fmt.Sprintf("Outage %d", n)))
	}
	must(t, eventually(20*time.Second, "each incident has its card and channel, each digest its post", func() bool {
		return len(w.pages(captain)) >= many && len(w.cards()) >= many && w.rooms() >= many &&
			len(w.keyed("C0DIGEST", "digest ")) >= len(digests)
	}))
	if p, c, r := len(w.pages(captain)), len(w.cards()), w.rooms(); p != many || c != many || r != many {
		t.Errorf("got %d pages, %d cards, %d channels, want %d of each", p, c, r, many)
	}
	seen := map[string]bool{}
	for _, m := range w.keyed("C0DIGEST", "digest ") {
		if seen[key(m)] {
			t.Errorf("slot %s was posted twice", strings.TrimPrefix(key(m), "digest "))
		}
		seen[key(m)] = true
	}
}

// missed leaves a database as replicas that were away for three hours find it: the newest
// slot of each digest is due at once.
func missed(t *testing.T, database string, names ...string) {
	t.Helper()
	s, err := store.Open(t.Context(), database)
	must(t, err)
	for _, name := range names {
		must(t, s.SetFact(t.Context(), "digest "+name, strconv.FormatInt(time.Now().Add(-3*time.Hour).UnixMilli(), 10)))
	}
	must(t, s.Close())
}

func TestAReplicaTakesOverFromADeadOneWithinTwoSeconds(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"conversations.open", "chat.postMessage"} {
		t.Run(method, func(t *testing.T) {
			w := newWorld(t, postgrestest.Start(t), configuration(""), false)
			all := replicas(t, w, "a", "b")
			var mu sync.Mutex
			var dead string
			var died, again time.Time
			called := func(who, m string) func() {
				mu.Lock()
				defer mu.Unlock()
				switch {
				case m != method:
				case dead == "":
					dead, died = who, time.Now()
					p := all[who]
					return func() { _ = p.kill() }
				case who != dead && again.IsZero():
					again = time.Now()
				}
				return nil
			}
			w.called.Store(&called)
			_ = w.declare("API down") // the answer may die with its replica; the incident does not
			for name, p := range all {
				mu.Lock()
				if name != dead {
					w.gate.set(p.addr)
				}
				mu.Unlock()
			}
			must(t, eventually(10*time.Second, "the other replica goes on", func() bool {
				mu.Lock()
				defer mu.Unlock()
				return !again.IsZero()
			}))
			must(t, w.paged(captain, 5*time.Second))
			must(t, w.one())
			mu.Lock()
			took := again.Sub(died)
			mu.Unlock()
			t.Logf("takeover after %s", took.Round(time.Millisecond))
			if took > 5*time.Second {
				t.Errorf("takeover took %s, want about 2 s, and 5 s at most on a busy machine", took)
			}
			if n := len(w.pages(captain)); n != 1 {
				t.Errorf("the captain has %d pages, want 1", n)
			}
		})
	}
}
