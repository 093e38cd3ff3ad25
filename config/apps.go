package config

import (
	"fmt"
	"slices"
	"strings"
)

// defaultRegion is where apps are when the file names no region.
const defaultRegion = "osc-fr1"

// apps reads the applications of production.
func (r *reader) apps(n node) {
	names := seen{}
	for _, item := range n.items() {
		a := item.app()
		names.once(r, join(item.path, "name"), a.Name)
		for i, alias := range a.Aliases {
			names.once(r, fmt.Sprintf("%s.aliases[%d]", item.path, i), alias)
		}
		r.cfg.Apps = append(r.cfg.Apps, a)
	}
}

func (n node) app() App {
	a := App{Host: "scalingo"}
	n.fields(
		need("name", hostedName.want, like(&a.Name, hostedName)),
		opt("aliases", texts(&a.Aliases)),
		opt("host", oneOf(&a.Host, "scalingo")),
		opt("region", like(&a.Region, regionName)),
		opt("processes", likes(&a.Processes, process)),
		opt("repo", n.r.repo(&a.Repo)),
		opt("health", address(&a.Health)),
		opt("critical", truth(&a.Critical)),
		opt("tags", likes(&a.Tags, shortName)),
		opt("cdn", hook(&a.CDN)),
		opt("maintenance_env", like(&a.MaintenanceEnv, variable)),
	)
	if a.Processes == nil {
		a.Processes = []string{"web"}
	}
	a.Region = n.inRegion(a.Region)
	return a
}

// inRegion is the region of an app, checked against the regions of the file.
func (n node) inRegion(given string) string {
	var names []string
	for _, known := range n.r.cfg.Regions {
		names = append(names, known.Name)
	}
	switch {
	case given == "" && len(names) > 1:
		n.r.faultAt(join(n.path, "region"), "missing; %s", offer("", names))
	case given == "" && len(names) == 1:
		return names[0]
	case given == "":
		return defaultRegion
	case len(names) > 0 && !slices.Contains(names, given):
		n.r.faultAt(join(n.path, "region"), "%s is not in regions; %s", show(given), offer(given, names))
	}
	return given
}

// repo reads owner/name; a name alone is of github.owner.
func (r *reader) repo(to *string) read {
	return func(n node) {
		var s string
		like(&s, repoName)(n)
		switch {
		case s == "":
		case strings.Contains(s, "/"):
			*to = s
		case r.cfg.GitHub.Owner == "":
			n.fault("has no owner; write owner/%s, or set github.owner", s)
		default:
			*to = r.cfg.GitHub.Owner + "/" + s
		}
	}
}

// regions reads, by region, the names of the variables that hold what its API needs.
func (r *reader) regions(n node) {
	pairs, ok := n.pairs()
	if !ok {
		return
	}
	for _, p := range pairs {
		path := join(n.path, showName(p.key))
		if !regionName.form.MatchString(p.key) {
			r.fault(path, p.at, "%s is not accepted; %s", show(p.key), regionName.want)
			continue
		}
		if item, ok := r.node(p.value, path, p.far); ok {
			r.cfg.Regions = append(r.cfg.Regions, item.region(p.key))
		}
	}
}

func (n node) region(name string) Region {
	var token, api, auth string
	n.fields(
		need("token", variable.want, variableName(&token)),
		opt("api", variableName(&api)),
		opt("auth", variableName(&auth)),
	)
	return n.r.account(name, token, api, auth)
}

// variableName reads the name of a variable; what is not one may be the secret itself and is not repeated.
func variableName(to *string) read {
	return func(n node) {
		s, ok := n.word()
		if ok && !variable.form.MatchString(s) {
			n.fault("%s", variable.want)
			return
		}
		*to = s
	}
}

// account is a region with what the environment has for it, by the names of the variables; "" is none.
func (r *reader) account(name, token, api, auth string) Region {
	reg := Region{Name: name, TokenVar: token, API: "https://api." + name + ".scalingo.com", Auth: "https://auth.scalingo.com"}
	if v, ok := r.env(token); ok && token != "" {
		reg.Token = Secret(strings.TrimSpace(v))
	}
	r.baseURL(&reg.API, api)
	r.baseURL(&reg.Auth, auth)
	return reg
}

// baseURL takes a base address from a variable, if it is set.
func (r *reader) baseURL(to *string, variable string) {
	v, ok := r.env(variable)
	v = strings.TrimSpace(v)
	if !ok || v == "" || variable == "" {
		return
	}
	if say := badAddress(v); say != "" {
		r.problems = append(r.problems, Problem{File: environment, Path: variable, Say: say})
		return
	}
	*to = strings.TrimRight(v, "/")
}
