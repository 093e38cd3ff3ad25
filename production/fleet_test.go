package production_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigie/commands"
	"vigie/production"
	"vigie/production/productiontest"
	"vigie/store"
	"vigie/work"
)

// apps are the public's: the API, and its website.
func apps() production.Catalogue {
	return production.Catalogue{
		{Name: "api", Aliases: []string{"l'API", "serveur"}, HostName: "crew-api-prod", Health: "https://api.example.org/ping"},
		{Name: "Site Découverte", HostName: "crew-site-prod"},
	}
}

// fleetOf acts on the apps through a host, with a new store on the disk.
func fleetOf(t *testing.T, dir string, h production.Host, p production.Prober) (*production.Fleet, *store.Store) {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(dir, "vigie.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &production.Fleet{Ledger: s, Apps: apps, Near: commands.NearNames, Host: h, Prober: p}, s
}

// restart asks for a restart of the API.
func restart(t *testing.T, f *production.Fleet) production.Operation {
	t.Helper()
	o, err := f.Restart(t.Context(), "api", "web", "it hangs", "ada", "C1", "")
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// follow follows an operation as the clock does, until nothing more is due.
func follow(t *testing.T, f *production.Fleet, id production.OperationID) production.Operation {
	t.Helper()
	item := work.Taken{Item: work.Item{Kind: production.FollowWork, Key: id.String()}}
	for {
		again, err := f.Follow(t.Context(), item)
		if err != nil {
			t.Fatal(err)
		}
		if again.IsZero() {
			break
		}
		time.Sleep(time.Until(again))
	}
	o, err := f.Ledger.Operation(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// ending is how a restart comes out.
type ending struct {
	State   production.OperationState
	Problem string
	// Calls is how often the host was asked for the restart; Lasts is how long it was followed.
	Calls int
	Lasts time.Duration
	// Well is what the app says at last.
	Well bool
}

func unknownOutcome() []error {
	return []error{fmt.Errorf("timeout: %w", production.ErrUnknownOutcome)}
}

func TestARestartIsFollowedToItsEnd(t *testing.T) {
	busy := slices.Repeat([]error{production.ErrTryLater}, 100)
	for name, c := range map[string]struct {
		host   *productiontest.Host
		prober productiontest.Prober
		want   ending
	}{
		"done and well": {host: &productiontest.Host{}, want: ending{production.Done, "", 1, 2 * time.Second, true}},
		"done but not well": {
			host: &productiontest.Host{}, prober: productiontest.Prober{Why: "connection refused"},
			want: ending{production.Done, "", 1, 32 * time.Second, false},
		},
		"the host fails it": {
			host: &productiontest.Host{Fate: &production.Progress{Done: true, Failed: true, Why: "crashed on boot"}},
			want: ending{production.Failed, "crashed on boot", 1, 2 * time.Second, false},
		},
		"refused": {
			host: &productiontest.Host{RestartErrs: []error{production.RefusedError{Why: "no process web"}}},
			want: ending{production.Failed, "the host refuses: no process web", 1, 0, false},
		},
		"the host is down": {
			host: &productiontest.Host{RestartErrs: []error{production.ErrHostDown}},
			want: ending{production.Failed, "the host does not answer", 1, 0, false},
		},
		"unknown outcome, heard": {
			host: &productiontest.Host{RestartErrs: unknownOutcome(), Heard: true},
			want: ending{production.Done, "", 1, 2 * time.Second, true},
		},
		"unknown outcome, not heard": {
			host: &productiontest.Host{RestartErrs: unknownOutcome()},
			want: ending{production.Unknown, "", 1, 30 * time.Second, false},
		},
		"unknown outcome, no look-up": {
			host: &productiontest.Host{RestartErrs: unknownOutcome(), Heard: true, RestartedErr: production.ErrHostDown},
			want: ending{production.Unknown, "the host does not answer", 1, 30 * time.Second, false},
		},
		"asked to try later, twice": {
			host: &productiontest.Host{RestartErrs: busy[:2]},
			want: ending{production.Done, "", 3, 12 * time.Second, true},
		},
		"asked to try later, for ever": {
			host: &productiontest.Host{RestartErrs: busy},
			want: ending{production.Failed, "the host asks to try again later", 25, 2 * time.Minute, false},
		},
		"no end": {
			host: &productiontest.Host{Fate: &production.Progress{}},
			want: ending{production.Unknown, "no end seen within 15m0s", 1, 15*time.Minute + 2*time.Second, false},
		},
		"the host goes down under way": {
			host: &productiontest.Host{ProgressErr: production.ErrHostDown},
			want: ending{production.Unknown, "the host does not answer", 1, 15*time.Minute + 2*time.Second, false},
		},
	} {
		dir := t.TempDir()
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, _ := fleetOf(t, dir, c.host, c.prober)
				begun := time.Now()
				o := follow(t, f, restart(t, f).ID)
				got := ending{o.State, o.Problem, len(c.host.Restarts()), time.Since(begun), o.After.OK}
				if got != c.want {
					t.Errorf("it ends\n%+v, want\n%+v", got, c.want)
				}
				if o.Ended.IsZero() {
					t.Error("it ended at no time")
				}
				follow(t, f, o.ID)
				if again := len(c.host.Restarts()); again != c.want.Calls {
					t.Errorf("followed again after its end, the host was called %d times, want %d", again, c.want.Calls)
				}
			})
		})
	}
}

func TestFromAnyStateTheHostIsCalledAtMostOnce(t *testing.T) {
	for state, want := range map[production.OperationState]int{
		production.Asked: 1, production.Calling: 0, production.Running: 0,
		production.Done: 0, production.Failed: 0, production.Unknown: 0,
	} {
		dir := t.TempDir()
		t.Run(string(state), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				host := &productiontest.Host{}
				f, s := fleetOf(t, dir, host, productiontest.Prober{})
				o, err := s.ChangeOperation(t.Context(), restart(t, f).ID, func(o *production.Operation) ([]work.Item, error) {
					o.State, o.Called = state, time.Now()
					return nil, nil
				})
				if err != nil {
					t.Fatal(err)
				}
				for range 3 {
					o = follow(t, f, o.ID)
				}
				if got := len(host.Restarts()); got != want {
					t.Errorf("the host was called %d times, want %d", got, want)
				}
				if !o.State.Ended() {
					t.Errorf("it stays %s, want an end", o.State)
				}
			})
		})
	}
}

func TestOfEightThatFollowOneCallsTheHost(t *testing.T) {
	host := &productiontest.Host{}
	f, _ := fleetOf(t, t.TempDir(), host, productiontest.Prober{})
	item := work.Taken{Item: work.Item{Kind: production.FollowWork, Key: restart(t, f).ID.String()}}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := f.Follow(t.Context(), item); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := host.Restarts(); !slices.Equal(got, []string{"api"}) {
		t.Errorf("restarted %v, want the API once", got)
	}
}

func TestAnAppThatLeftTheCatalogueIsNotRestarted(t *testing.T) {
	host := &productiontest.Host{}
	f, _ := fleetOf(t, t.TempDir(), host, productiontest.Prober{})
	o := restart(t, f)
	f.Apps = func() production.Catalogue { return apps()[1:] }
	if o = follow(t, f, o.ID); o.State != production.Failed || len(host.Restarts()) != 0 {
		t.Errorf("it is %s (%s) after %d calls, want failed after none", o.State, o.Problem, len(host.Restarts()))
	}
}
