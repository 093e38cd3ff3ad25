package hosting

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// linesKept is how many of the latest log lines an app remembers.
const linesKept = 1000

type line struct {
	at              time.Time
	container, text string
}

func (a *app) log(at time.Time, container, text string) {
	if len(a.lines) >= linesKept {
		a.lines = slices.Delete(a.lines, 0, linesKept/10)
	}
	a.lines = append(a.lines, line{at, container, text})
}

// Log writes a line in the logs of an app, as its container ("web-1") would. An unknown app panics.
func (s *Service) Log(name, container, text string) {
	s.with(name, func(a *app, now time.Time) { a.log(now, container, text) })
}

func (s *Service) logsURL(w http.ResponseWriter, r *http.Request, a *app) {
	address := fmt.Sprintf("%s/apps/%s/logs?token=%s", pretend.Base(r), a.id, s.mac("logs "+a.id))
	pretend.JSON(w, http.StatusOK, object{"app": s.view(a, time.Now()), "logs_url": address})
}

// readLogs is the log service: its address carries the permission, and no lines is 204.
func (s *Service) readLogs(w http.ResponseWriter, r *http.Request) {
	a := s.find(r.PathValue("app"), "")
	query := r.URL.Query()
	switch {
	case a == nil:
		pretend.Text(w, http.StatusNotFound, "not found")
		return
	case query.Get("token") != s.mac("logs "+a.id):
		pretend.Text(w, http.StatusUnauthorized, "unauthorized")
		return
	case query.Get("stream") == "true":
		pretend.Text(w, http.StatusNotImplemented, "the pretend log service does not stream")
		return
	}
	filter, err := regexp.Compile("^(" + query.Get("filter") + ")(-[0-9]+)?$")
	if err != nil {
		pretend.Text(w, http.StatusBadRequest, "invalid filter")
		return
	}
	lines := slices.DeleteFunc(slices.Clone(a.lines), func(l line) bool {
		return query.Get("filter") != "" && !filter.MatchString(l.container)
	})
	lines = lines[max(0, len(lines)-positive(r, "n", 100)):]
	if len(lines) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "%s [%s] %s\n", l.at.UTC().Format("2006-01-02 15:04:05.000000000 -0700 MST"), l.container, l.text)
	}
	pretend.Text(w, http.StatusOK, b.String())
}
