package bot

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// stale is how long ago the clock may have looked for work last while Vigie is ready.
const stale = 30 * time.Second

// readyDeadline bounds the store's answer to a readiness check.
const readyDeadline = 2 * time.Second

// doors are the addresses at which the outside calls.
func (b *Bot) doors() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		state(w, http.StatusOK, "ok")
	})
	mux.HandleFunc("GET /readyz", b.ready)
	b.slackDoors.Mount(mux)
	b.outside.mount(mux)
	if b.env.MetricsListen == "" {
		mux.Handle("GET /metrics", b.Metrics())
	}
	return mux
}

// Metrics answers Prometheus.
func (b *Bot) Metrics() http.Handler {
	return promhttp.HandlerFor(b.meters.registry, promhttp.HandlerOpts{})
}

// ready tells whether Vigie can do its work: its store answers and its clock runs.
func (b *Bot) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyDeadline)
	defer cancel()
	if err := b.store.Ping(ctx); err != nil {
		state(w, http.StatusServiceUnavailable, "the store does not answer")
		return
	}
	switch last := b.clock.LastRound(); {
	case last.IsZero():
		state(w, http.StatusServiceUnavailable, "the clock has not begun")
	case time.Since(last) > stale:
		state(w, http.StatusServiceUnavailable, "the clock last looked for work "+time.Since(last).Round(time.Second).String()+" ago")
	default:
		state(w, http.StatusOK, "ready")
	}
}

// state answers a check.
func state(w http.ResponseWriter, status int, reason string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"state": reason})
}
