package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"vigie/bot"
	"vigie/config"
	"vigie/store"
)

type serveCommand struct {
	Config string `type:"path" placeholder:"vigie.yaml" help:"The configuration file; default VIGIE_CONFIG, else vigie.yaml."`
}

// startDeadline bounds opening the store: a database that is not there is told, not waited
// for without end.
const startDeadline = 30 * time.Second

// stopDeadline is how long requests under way may take after SIGTERM.
const stopDeadline = 10 * time.Second

// Run serves until SIGTERM.
func (c serveCommand) Run(ctx context.Context, s streams) error {
	cfg, env, err := config.Load(c.Config, os.LookupEnv)
	if err != nil {
		return err
	}
	log := logger(s.errs, env.Log)
	for _, gap := range cfg.Gaps(env) {
		log.Warn().Msg(gap.String())
	}
	if unheard := bot.Unheard(cfg); len(unheard) > 0 {
		log.Warn().Strs("contacts", unheard).Msg("these telephone contacts are not called by this version")
	}
	open, cancel := context.WithTimeout(ctx, startDeadline)
	defer cancel()
	db, err := store.Open(open, env.Database.Reveal())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	b, err := bot.New(bot.Options{Config: cfg, Env: env, Store: db, Log: log})
	if err != nil {
		return err
	}
	return serve(ctx, b, env, c.Config, log)
}

// serve opens the doors and works; when ctx ends it closes the doors first, so that all
// that was accepted is kept before the work stops.
func serve(ctx context.Context, b *bot.Bot, env config.Env, path string, log zerolog.Logger) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", env.Listen)
	if err != nil {
		return err
	}
	servers := []*http.Server{server(b.Handler())}
	listeners := []net.Listener{listener}
	if env.MetricsListen != "" {
		metrics, err := (&net.ListenConfig{}).Listen(ctx, "tcp", env.MetricsListen)
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		servers, listeners = append(servers, server(b.Metrics())), append(listeners, metrics)
	}
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	var failure error
	var all, doors sync.WaitGroup
	for i := range servers {
		doors.Go(func() { _ = servers[i].Serve(listeners[i]) })
	}
	stopped := make(chan struct{})
	all.Go(func() {
		defer close(stopped)
		failure = b.Run(work)
	})
	all.Go(func() { b.Listen(work) })
	all.Go(func() { reload(work, b, path, log) })
	log.Info().Str("listen", listener.Addr().String()).Str("version", version).Msg("serving")
	select {
	case <-ctx.Done():
	case <-stopped:
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopDeadline)
	defer cancel()
	for _, s := range servers {
		_ = s.Shutdown(closing)
	}
	doors.Wait()
	stopWork()
	all.Wait()
	log.Info().Msg("stopped")
	return failure
}

// server has bounds for slow and oversized clients.
func server(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
}

// reload reads the configuration again at each SIGHUP; a faulty file changes nothing.
func reload(ctx context.Context, b *bot.Bot, path string, log zerolog.Logger) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	for {
		select {
		case <-ctx.Done():
			return
		case <-hup:
		}
		cfg, _, err := config.Load(path, os.LookupEnv)
		if err == nil {
			err = b.Reload(ctx, cfg)
		}
		if err != nil {
			log.Error().Err(err).Msg("the configuration was not changed")
			b.TellAdmins(ctx, "reload.refused", "Why", err.Error())
			continue
		}
		log.Info().Msg("configuration read again")
	}
}

type checkCommand struct {
	Config string `type:"path" placeholder:"vigie.yaml" help:"The configuration file; default VIGIE_CONFIG, else vigie.yaml."`
}

// errCheck says that a system did not answer as it should; the lines say which.
var errCheck = errors.New("not everything works")

// Run checks the configuration and each system once.
func (c checkCommand) Run(ctx context.Context, s streams) error {
	cfg, env, err := config.Load(c.Config, os.LookupEnv)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "ok    configuration  %s\n", env.Config)
	for _, gap := range cfg.Gaps(env) {
		fmt.Fprintf(s.out, "note  %s\n", gap)
	}
	for _, unheard := range bot.Unheard(cfg) {
		fmt.Fprintf(s.out, "note  %s: telephone contacts are not called by this version\n", unheard)
	}
	failures := 0
	for _, r := range bot.Check(ctx, cfg, env) {
		word := "ok  "
		if r.Err != nil {
			word = "FAIL"
			failures++
		}
		fmt.Fprintf(s.out, "%s  %-13s  %s\n", word, r.System, r.Text())
	}
	if failures > 0 {
		return fmt.Errorf("%w: %d failed", errCheck, failures)
	}
	return nil
}

type healthcheckCommand struct{}

// Run asks the bot on this machine whether it works.
func (healthcheckCommand) Run(ctx context.Context) error {
	env, _ := config.ReadEnv(os.LookupEnv)
	_, port, _ := strings.Cut(env.Listen, ":")
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:"+port+"/healthz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the bot answers %s", response.Status)
	}
	return nil
}
