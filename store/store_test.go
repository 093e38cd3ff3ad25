package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/captain"
	"vigie/incident"
	"vigie/production"
	"vigie/store"
	"vigie/store/postgrestest"
	"vigie/work"
)

// each runs a test on both engines; open opens one more replica's store of one database.
func each(t *testing.T, test func(t *testing.T, open func() *store.Store)) {
	t.Run("sqlite", func(t *testing.T) {
		url := "sqlite:" + filepath.Join(t.TempDir(), "vigie.db")
		var once *store.Store // one process has a SQLite file: its replicas share the store
		test(t, func() *store.Store {
			if once == nil {
				once = open(t, url)
			}
			return once
		})
	})
	t.Run("postgres", func(t *testing.T) {
		url := postgrestest.Start(t)
		test(t, func() *store.Store { return open(t, url) })
	})
}

func open(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func declare(t *testing.T, s *store.Store, i incident.Incident) (incident.Incident, bool) {
	t.Helper()
	i.State, i.Declared = incident.Open, time.Now()
	out, fresh, err := s.Declare(t.Context(), i, captain.Page{State: captain.Ringing, Subject: i.Title},
		incident.Entry{Kind: incident.EntryDeclared, Text: i.Title},
		func(i incident.Incident, p captain.Page) []work.Item {
			return []work.Item{p.Ring(), {Kind: incident.CardWork, Key: i.ID.String()}}
		})
	if err != nil {
		t.Fatal(err)
	}
	return out, fresh
}

func TestADeclaredIncidentHasItsPageAndItsWork(t *testing.T) {
	each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		i, fresh := declare(t, s, incident.Incident{Title: "L'API est en panne", Severity: 1})
		if i.ID != 1 || !fresh {
			t.Fatalf("declared %v, fresh %v", i.ID, fresh)
		}
		p, err := s.Page(t.Context(), i.Page)
		if err != nil || p.Ref != "INC-1" || p.Subject != "L'API est en panne" {
			t.Errorf("its page is %+v, %v", p, err)
		}
		taken, err := s.Take(t.Context(), time.Now(), 10, captain.RingWork, incident.CardWork)
		if err != nil || len(taken) != 2 {
			t.Errorf("its work is %v, %v", taken, err)
		}
		entries, err := s.Entries(t.Context(), i.ID)
		if err != nil || len(entries) != 1 || entries[0].Text != i.Title {
			t.Errorf("its timeline is %v, %v", entries, err)
		}
	})
}

func TestADeliveryDeclaresOnce(t *testing.T) {
	each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		first, _ := declare(t, s, incident.Incident{Title: "one", Delivery: "t:1"})
		again, fresh := declare(t, s, incident.Incident{Title: "two", Delivery: "t:1"})
		if fresh || again.ID != first.ID || again.Title != "one" {
			t.Errorf("the second is %+v, fresh %v", again, fresh)
		}
	})
}

func TestAKeyHasOneLiveIncident(t *testing.T) {
	each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() { declare(t, s, incident.Incident{Title: "storm", Key: "app:api"}) })
		}
		all.Wait()
		live, err := s.Incidents(t.Context(), incident.Query{Live: true})
		if err != nil || len(live) != 1 {
			t.Fatalf("%d incidents live, %v", len(live), err)
		}
		_, err = s.ChangeIncident(t.Context(), live[0].ID, func(i *incident.Incident) (incident.Change, error) {
			i.State = incident.Resolved
			return incident.Change{}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, fresh := declare(t, s, incident.Incident{Title: "again", Key: "app:api"}); !fresh {
			t.Error("after the first is resolved, the key declares no other")
		}
	})
}

func TestOfTwoReplicasOneTakesEachItem(t *testing.T) {
	each(t, func(t *testing.T, open func() *store.Store) {
		replicas := []*store.Store{open(), open()}
		for n := range 50 {
			if err := replicas[0].Add(t.Context(), work.Item{Kind: "k", Key: fmt.Sprint(n)}); err != nil {
				t.Fatal(err)
			}
		}
		var mu sync.Mutex
		seen := map[string]int{}
		var all sync.WaitGroup
		for _, s := range replicas {
			all.Go(func() {
				for {
					taken, err := s.Take(t.Context(), time.Now(), 3, "k")
					if err != nil || len(taken) == 0 {
						if err != nil {
							t.Error(err)
						}
						return
					}
					mu.Lock()
					for _, i := range taken {
						seen[i.Key]++
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if len(seen) != 50 {
			t.Errorf("%d of 50 items taken", len(seen))
		}
		for key, n := range seen {
			if n != 1 {
				t.Errorf("item %s was taken %d times", key, n)
			}
		}
	})
}

func TestWhatAClosedReplicaHeldIsFreeAtOnce(t *testing.T) {
	url := postgrestest.Start(t)
	dead, alive := open(t, url), open(t, url)
	if err := alive.Add(t.Context(), work.Item{Kind: "k", Key: "1"}); err != nil {
		t.Fatal(err)
	}
	held, err := dead.Take(t.Context(), time.Now(), 1, "k")
	if err != nil || len(held) != 1 {
		t.Fatal(held, err)
	}
	if taken, err := alive.Take(t.Context(), time.Now(), 1, "k"); err != nil || len(taken) != 0 {
		t.Fatalf("while the holder lives, another takes %v, %v", taken, err)
	}
	if err := dead.Close(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(5 * time.Second)
	for {
		taken, err := alive.Take(t.Context(), time.Now(), 1, "k")
		if err != nil {
			t.Fatal(err)
		}
		if len(taken) == 1 && taken[0].Attempt == 2 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the item of a dead replica is still held after 5 s")
		}
	}
	if err := alive.Mark(t.Context(), held[0], time.Time{}, ""); err == nil {
		t.Error("the dead replica's claim can still end the item")
	}
}

func TestMarkedWork(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		name       string
		add        bool // added anew while it is held
		again      time.Time
		why        string
		due, later bool // due at once; due in an hour
	}{
		{name: "done is over"},
		{name: "done, but added meanwhile, is due", add: true, due: true},
		{name: "again later", again: now.Add(time.Hour), why: "boom", later: true},
		{name: "again later, but added meanwhile, is due", add: true, again: now.Add(time.Hour), due: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, open func() *store.Store) {
				s := open()
				item := work.Item{Kind: "k", Key: "1", Body: []byte(`{}`)}
				if err := s.Add(t.Context(), item); err != nil {
					t.Fatal(err)
				}
				taken, err := s.Take(t.Context(), time.Now(), 1, "k")
				if err != nil || len(taken) != 1 {
					t.Fatal(taken, err)
				}
				if c.add {
					if err := s.Add(t.Context(), item); err != nil {
						t.Fatal(err)
					}
				}
				if err := s.Mark(t.Context(), taken[0], c.again, c.why); err != nil {
					t.Fatal(err)
				}
				due, ok, err := s.Next(t.Context(), "k")
				if err != nil || ok != (c.due || c.later) || (ok && due.After(time.Now()) != c.later) {
					t.Errorf("next is due %v, %v, %v", due, ok, err)
				}
			})
		})
	}
}

func TestAnItemAddedOnceIsNeverSeenAgain(t *testing.T) {
	each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		item := work.Item{Kind: "request", Key: "t:1", Once: true}
		for range 2 {
			if err := s.Add(t.Context(), item, item); err != nil {
				t.Fatal(err)
			}
			taken, err := s.Take(t.Context(), time.Now(), 5, "request")
			if err != nil || len(taken) > 1 {
				t.Fatal(taken, err)
			}
			for _, i := range taken {
				if err := s.Mark(t.Context(), i, time.Time{}, ""); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, ok, err := s.Next(t.Context(), "request"); ok || err != nil {
			t.Errorf("a delivery seen twice is there again (%v)", err)
		}
	})
}

func TestAnAppHasOneOperationAtATime(t *testing.T) {
	each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		none := func(production.Operation) []work.Item { return nil }
		first, err := s.Begin(t.Context(), production.Operation{App: "api", State: production.Asked, Delivery: "t:1", Asked: time.Now()}, none)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Begin(t.Context(), production.Operation{App: "api", State: production.Asked, Delivery: "t:1"}, none)
		if err != nil || again.ID != first.ID {
			t.Errorf("the same delivery begins %v, %v", again.ID, err)
		}
		_, err = s.Begin(t.Context(), production.Operation{App: "api", State: production.Asked, Delivery: "t:2"}, none)
		if busy, ok := err.(production.BusyError); !ok || busy.Operation.ID != first.ID {
			t.Errorf("another one is answered with %v", err)
		}
		if _, err = s.ChangeOperation(t.Context(), first.ID, func(o *production.Operation) ([]work.Item, error) {
			o.State = production.Done
			return nil, nil
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Begin(t.Context(), production.Operation{App: "api", Delivery: "t:3"}, none); err != nil {
			t.Errorf("after the end, another is refused: %v", err)
		}
	})
}

func TestAnAlertIsKeptOnce(t *testing.T) {
	each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		alert := incident.Alert{Source: "generic", Key: "k1", App: "api", Title: "down", Firing: true}
		ingest := func(firing bool) incident.Heard {
			alert.Firing = firing
			h, err := s.Ingest(t.Context(), alert, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			return h
		}
		if h := ingest(true); !h.News || h.Incident != 0 {
			t.Errorf("first: %+v", h)
		}
		i, _ := declare(t, s, incident.Incident{Title: "down", Key: alert.Group()})
		if h := ingest(true); h.News || h.Incident != i.ID || h.Quiet {
			t.Errorf("repeated: %+v", h)
		}
		if h := ingest(false); !h.News || !h.Quiet {
			t.Errorf("resolved: %+v", h)
		}
	})
}

func TestFourReplicasStartAtOnceOnAnEmptyDatabase(t *testing.T) {
	url := postgrestest.Start(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			s, err := store.Open(t.Context(), url)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestWhatANewerVersionWroteIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vigie.db")
	s := open(t, "sqlite:"+path)
	i, _ := declare(t, s, incident.Incident{Title: "one"})
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec(`UPDATE incidents SET body = json_set(body, '$.FromTheFuture', 'kept')`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ChangeIncident(t.Context(), i.ID, func(i *incident.Incident) (incident.Change, error) {
		i.Title = "two"
		return incident.Change{}, nil
	}); err != nil {
		t.Fatal(err)
	}
	var body string
	if err := db.QueryRow("SELECT body FROM incidents").Scan(&body); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(body, `"FromTheFuture":"kept"`) || !strings.Contains(body, `"Title":"two"`) {
		t.Errorf("the body is now %s", body)
	}
}

func TestOneProcessHasASQLiteFile(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "vigie.db")
	first := open(t, url)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := store.Open(ctx, url); err == nil || !strings.Contains(err.Error(), "in use by another process") {
		t.Errorf("the second is answered with %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatalf("after the first ended: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
}

func TestABadURLIsToldWithoutItsPassword(t *testing.T) {
	for _, url := range []string{"mysql://u:s3cret@h/db", "postgres://u:s3cret@127.0.0.1:1/db?connect_timeout=1", "postgres://u:s3cret@h:x/db"} {
		_, err := store.Open(t.Context(), url)
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s is answered with %v", strings.Replace(url, "s3cret", "***", 1), err)
		}
	}
}
