package bot_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"vigie/bot"
	"vigie/demo"
	"vigie/demo/pretend"
	"vigie/demo/workspace"
	"vigie/store"
)

// The addresses of the world that the stories play in: nothing of it is a socket.
var addresses = demo.Addresses{
	Slack: "http://slack.test", Vigie: "http://vigie.test", Hosting: "http://hosting.test", Forge: "http://forge.test",
	Helpdesk: "http://helpdesk.test", Health: "http://health.test",
}

// crew is Vigie in one or several replicas, and the world around it.
type crew struct {
	t       *testing.T
	world   *demo.World
	network pretend.Network
	// url is the database; replicas of SQLite share its one store.
	url      string
	replicas []*replica
	turn     atomic.Int64
}

// replica is one bot that runs.
type replica struct {
	handler http.Handler
	db      *store.Store
	stop    func()
}

// sail starts the world and the replicas. It must be called in a bubble.
func sail(t *testing.T, url string, replicas int) *crew {
	t.Helper()
	example, err := os.ReadFile("../vigie.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c := &crew{t: t, url: url, network: pretend.Network{}}
	c.world, err = demo.NewWorld(example, addresses, &http.Client{Transport: workspace.Wire{Handler: c}}, false)
	if err != nil {
		t.Fatal(err)
	}
	c.network["slack.test"] = c.world.Slack.API()
	c.network["hosting.test"] = c.world.Hosting
	c.network["forge.test"] = c.world.Forge
	c.network["helpdesk.test"] = c.world.Helpdesk
	c.network["health.test"] = c.world.Health()
	c.network["vigie.test"] = c
	c.start(replicas)
	return c
}

// ServeHTTP is Vigie behind a balancer: the replicas take turns.
func (c *crew) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if len(c.replicas) == 0 {
		panic(http.ErrAbortHandler) // nobody listens
	}
	n := int(c.turn.Add(1)) % len(c.replicas)
	c.replicas[n].handler.ServeHTTP(w, r)
}

// start starts replicas on the database.
func (c *crew) start(n int) {
	c.t.Helper()
	shared := c.open()
	for i := range n {
		db := shared
		if i > 0 && c.url[:6] != "sqlite" {
			db = c.open()
		}
		c.replicas = append(c.replicas, c.launch(db))
	}
}

func (c *crew) open() *store.Store {
	c.t.Helper()
	db, err := store.Open(c.t.Context(), c.url)
	if err != nil {
		c.t.Fatal(err)
	}
	return db
}

func (c *crew) launch(db *store.Store) *replica {
	c.t.Helper()
	b, err := bot.New(bot.Options{
		Config: c.world.Config, Env: c.world.Env, Store: db, Client: &http.Client{Transport: c.network}, Poll: 12 * time.Hour,
		Log: zerolog.New(zerolog.NewTestWriter(c.t)).Level(zerolog.WarnLevel),
	})
	if err != nil {
		c.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(c.t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := b.Run(ctx); err != nil {
			c.t.Errorf("a replica ended with %v", err)
		}
	})
	return &replica{handler: b.Handler(), db: db, stop: func() {
		cancel()
		running.Wait()
		_ = db.Close() // replicas of SQLite share it
	}}
}

// stop ends the replicas; the world goes on.
func (c *crew) stop() {
	stopping := c.replicas
	c.replicas = nil
	for _, r := range stopping {
		r.stop()
	}
}

// database is a new empty one of SQLite.
func database(t *testing.T) string {
	return "sqlite:" + filepath.Join(t.TempDir(), "vigie.db")
}

// settle is how long the world is watched after each step: longer than a card waits for
// further changes, shorter than anybody's patience.
const settle = 4 * time.Second
