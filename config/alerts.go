package config

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// AlertFields are what alerts[].map may say where to find.
var AlertFields = []string{"key", "title", "status", "severity", "app", "link", "startedAt"}

// alerts reads the senders of alerts, each once.
func (r *reader) alerts(n node) {
	names := seen{}
	for _, item := range n.items() {
		a := item.alertSource()
		names.once(r, join(item.path, "source"), a.Source)
		r.cfg.Alerts = append(r.cfg.Alerts, a)
	}
}

func (n node) alertSource() AlertSource {
	a := AlertSource{Severity: 2, Declare: 2}
	n.fields(
		need("source", "write one of "+strings.Join(Sources, ", "), oneOf(&a.Source, Sources...)),
		opt("map", func(at node) { at.alertMap(&a) }),
		opt("severity", func(at node) { at.severities(&a) }),
		opt("app", n.r.appName(&a.App)),
		opt("declare", declare(&a.Declare)),
		opt("heartbeat", span(&a.Heartbeat, time.Minute, 31*24*time.Hour)),
	)
	return a
}

// alertMap reads where each field of an alert stands in the sender's JSON.
func (n node) alertMap(a *AlertSource) {
	a.Map = map[string]string{}
	fs := make([]field, len(AlertFields))
	found := make([]string, len(AlertFields))
	for i, name := range AlertFields {
		fs[i] = opt(name, like(&found[i], jsonPath))
	}
	n.fields(fs...)
	for i, name := range AlertFields {
		if found[i] != "" {
			a.Map[name] = found[i]
		}
	}
}

// severities reads one severity for all alerts, or one for each word of the sender, "default" among them.
func (n node) severities(a *AlertSource) {
	pairs, keys := []pair(nil), false
	if _, keys = mappingValues(n.at); !keys {
		severity(&a.Severity)(n)
		return
	}
	pairs, _ = n.pairs()
	a.Severities = map[string]int{}
	for _, p := range pairs {
		value, ok := n.r.node(p.value, join(n.path, showName(p.key)), p.far)
		if !ok {
			continue
		}
		var level int
		severity(&level)(value)
		if p.key == "default" && level > 0 {
			a.Severity = level
		} else if level > 0 {
			a.Severities[strings.ToLower(p.key)] = level
		}
	}
}

var severityForm = regexp.MustCompile(`^[pP]?([1-4])$`)

// severity reads P1 (worst) to P4.
func severity(to *int) read {
	return func(n node) {
		var s string
		switch v := n.at.(type) {
		case *ast.IntegerNode:
			s = v.Token.Value
		case *ast.StringNode:
			s = v.Value
		}
		m := severityForm.FindStringSubmatch(s)
		if m == nil {
			n.fault("is not a severity; write P1 (worst), P2, P3 or P4")
			return
		}
		*to = int(m[1][0] - '0')
	}
}

// declare reads which alerts declare an incident: true, false, or the least severity.
func declare(to *int) read {
	return func(n node) {
		if b, ok := n.at.(*ast.BoolNode); ok {
			*to = map[bool]int{true: 4, false: 0}[b.Value]
			return
		}
		before := len(n.r.problems)
		severity(to)(n)
		if len(n.r.problems) > before {
			n.r.problems = n.r.problems[:before]
			n.fault("write true, false, or the least severity that declares an incident, as P2")
		}
	}
}

// appName reads the name or an alias of an app of the file, into its name.
func (r *reader) appName(to *string) read {
	return func(n node) {
		s, ok := n.word()
		if !ok {
			return
		}
		known := map[string]string{}
		for _, a := range r.cfg.Apps {
			for _, called := range append([]string{a.Name}, a.Aliases...) {
				if called != "" {
					known[fold(called)] = a.Name
				}
			}
		}
		if name, found := known[fold(s)]; found {
			*to = name
			return
		}
		if len(known) == 0 {
			n.fault("%s is not in apps, which is empty; list it there", show(s))
			return
		}
		n.fault("%s is not in apps; %s", show(s), offer(s, slices.Sorted(maps.Keys(known))))
	}
}
