package bot

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// meters count what Vigie does.
type meters struct {
	registry *prometheus.Registry
	// late is how late work begins, in seconds, by kind.
	late *prometheus.HistogramVec
	// failed counts failed handlings of work, by kind.
	failed *prometheus.CounterVec
	// refused counts requests that were turned away, by route and reason.
	refused *prometheus.CounterVec
}

func newMeters() *meters {
	m := &meters{
		registry: prometheus.NewRegistry(),
		late: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "vigie_work_late_seconds", Help: "How late due work began.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60},
		}, []string{"kind"}),
		failed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_work_failed_total", Help: "Failed handlings of work; each is tried again.",
		}, []string{"kind"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_requests_refused_total", Help: "Requests that were turned away.",
		}, []string{"route", "status"}),
	}
	m.registry.MustRegister(m.late, m.failed, m.refused,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// lateness notes how late an item begins.
func (m *meters) lateness(kind string, due time.Time) {
	m.late.WithLabelValues(kind).Observe(time.Since(due).Seconds())
}
