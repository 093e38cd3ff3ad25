package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"vigie/bot"
	"vigie/demo/web"
	"vigie/store"
)

// Serve runs Vigie in the demo world at an address, until ctx ends. It prints the page's
// address to out, once everything answers.
func Serve(ctx context.Context, listen string, example []byte, out io.Writer, log zerolog.Logger) error {
	folder, err := os.MkdirTemp("", "vigie-demo-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	front, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("%w; choose another with --listen 127.0.0.1:PORT", err)
	}
	s := &servers{ctx: ctx}
	defer s.close()
	var at Addresses
	hosts := map[*string]*late{&at.Hosting: {}, &at.Forge: {}, &at.Helpdesk: {}, &at.Health: {}}
	for address, handler := range hosts {
		if *address, err = s.open(handler); err != nil {
			return errors.Join(err, front.Close())
		}
	}
	page := &late{}
	at.Slack = s.serve(front, page)
	at.Vigie = at.Slack
	w, err := NewWorld(example, at, nil, false)
	if err != nil {
		return err
	}
	defer w.Close()
	hosts[&at.Hosting].set(w.Hosting)
	hosts[&at.Forge].set(w.Forge)
	hosts[&at.Helpdesk].set(w.Helpdesk)
	hosts[&at.Health].set(w.Health())
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(folder, "vigie.db"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	b, err := bot.New(bot.Options{Config: w.Config, Env: w.Env, Store: db, Log: log})
	if err != nil {
		return err
	}
	page.set(w.front(b.Handler()))
	watching, stop := context.WithCancel(ctx)
	var panel sync.WaitGroup
	panel.Go(func() { w.panel.watch(watching) })
	defer panel.Wait()
	defer stop()
	fmt.Fprintf(out, "Vigie's demo is at %s — Ctrl+C ends it, nothing is kept.\n", at.Vigie)
	return b.Run(ctx)
}

// front is everything at the demo's address: the page, the workspace's API and Vigie's doors.
func (w *World) front(vigie http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", web.Handler())
	mux.Handle("/demo/api/", w.Slack.Browser())
	for _, path := range []string{"/slack/", "/alerts/", "/github/", "/healthz", "/readyz", "/metrics"} {
		mux.Handle(path, vigie)
	}
	for _, path := range []string{"/api/", "/socket", "/upload/", "/response/", "/files/"} {
		mux.Handle(path, w.Slack.API())
	}
	return mux
}

// late is a handler that is known only after its address is.
type late struct {
	mu sync.RWMutex
	h  http.Handler
}

func (l *late) set(h http.Handler) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.h = h
}

// ServeHTTP answers 503 until the handler is there.
func (l *late) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.RLock()
	h := l.h
	l.mu.RUnlock()
	if h == nil {
		http.Error(w, "not ready yet", http.StatusServiceUnavailable)
		return
	}
	h.ServeHTTP(w, r)
}

// servers are the listeners of the demo.
type servers struct {
	ctx context.Context
	all []*http.Server
}

// open serves a handler at a free port of this machine.
func (s *servers) open(h http.Handler) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(s.ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return s.serve(l, h), nil
}

func (s *servers) serve(l net.Listener, h http.Handler) string {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return s.ctx },
	}
	s.all = append(s.all, server)
	go server.Serve(l) //nolint:errcheck // it ends when it is closed
	return "http://" + l.Addr().String()
}

func (s *servers) close() {
	for _, server := range s.all {
		_ = server.Close()
	}
}
