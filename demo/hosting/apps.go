package hosting

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"vigie/demo/pretend"
)

// Process is a container type of an app.
type Process struct {
	Name    string `json:"name"` // "web", "worker"
	Amount  int    `json:"amount"`
	Size    string `json:"size"` // S, M, L, XL or 2XL; default M
	Command string `json:"command"`
}

// App is an app at the moment it joins the platform.
type App struct {
	Name      string
	Region    string            // default "osc-fr1"
	URL       string            // default https://NAME.REGION.scalingo.io
	Processes []Process         // default one web container
	Ref       string            // what is deployed; empty is never deployed, status "new"
	Deployed  time.Time         // when; default a day before it joins
	Pusher    string            // who deployed it; default the user of the token
	Variables map[string]string // of its environment
	Repo      string            // "owner/name" of its SCM link; empty is no link
	Branch    string            // of the link; default "main"
	AutoMin   int               // with AutoMax, an autoscaler of the web containers
	AutoMax   int
}

type app struct {
	App
	id          string
	created     time.Time
	updated     time.Time
	containers  []container
	operations  []*operation
	deployments []*deployment
	current     *deployment // the last successful one
	events      []event
	lines       []line
	variables   []variable
	autoscalers []*autoscaler
	notifiers   []*notifier
	link        *link

	broken    bool
	cure      Cure
	upset     string // error text of the next operation
	misdeploy string // status of the next deployment
}

type container struct {
	id, kind string
	index    int
	created  time.Time
	size     string
	command  string
}

// sizes are the container sizes and their memory in bytes (doc.scalingo.com, container sizes).
var sizes = map[string]int{"S": 256 << 20, "M": 512 << 20, "L": 1 << 30, "XL": 2 << 30, "2XL": 4 << 30}

// Add puts one more app on the platform. A second app of the same name and region replaces nothing and panics.
func (s *Service) Add(seed App) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	complete(&seed, s.opts.User.Username, now)
	if s.find(seed.Name, seed.Region) != nil {
		panic("hosting: there are two apps " + seed.Name + " in " + seed.Region)
	}
	a := &app{App: seed, id: s.id(), created: seed.Deployed.Add(-24 * time.Hour), updated: seed.Deployed}
	s.furnish(a)
	if seed.Ref != "" {
		d := &deployment{id: s.uuid(), ref: seed.Ref, kind: "deployment", pusher: seed.Pusher,
			created: seed.Deployed.Add(-s.opts.Deployment), start: seed.Deployed.Add(-s.opts.Deployment), end: seed.Deployed, outcome: "success", settled: true}
		a.deployments, a.current = append(a.deployments, d), d
		s.renew(a, seed.Deployed, nil)
	}
	s.apps = append(s.apps, a)
}

func complete(a *App, pusher string, now time.Time) {
	a.Processes = slices.Clone(a.Processes)
	if len(a.Processes) == 0 {
		a.Processes = []Process{{Name: "web", Amount: 1}}
	}
	for i := range a.Processes {
		text(&a.Processes[i].Size, "M")
	}
	text(&a.Region, "osc-fr1")
	text(&a.URL, fmt.Sprintf("https://%s.%s.scalingo.io", a.Name, a.Region))
	text(&a.Branch, "main")
	text(&a.Pusher, pusher)
	if a.Deployed.IsZero() {
		a.Deployed = now.Add(-24 * time.Hour)
	}
}

func text(value *string, otherwise string) {
	if *value == "" {
		*value = otherwise
	}
}

// furnish gives an app its variables, link and autoscaler.
func (s *Service) furnish(a *app) {
	for _, name := range slices.Sorted(maps.Keys(a.Variables)) {
		a.variables = append(a.variables, variable{ID: s.id(), Name: name, Value: a.Variables[name]})
	}
	if a.Repo != "" {
		a.link = s.newLink(a)
	}
	if a.AutoMax > 0 {
		a.autoscalers = []*autoscaler{s.newAutoscaler(a)}
	}
}

// find returns the app with that name or identifier, or nil. An empty region looks in all.
func (s *Service) find(name, region string) *app {
	for _, a := range s.apps {
		if (a.Name == name || a.id == name) && (region == "" || region == a.Region) {
			return a
		}
	}
	return nil
}

// renew starts new containers, all or those of the scope, and gives them the moment they started.
func (s *Service) renew(a *app, at time.Time, scope []string) {
	old := a.containers
	a.containers = nil
	for _, p := range a.Processes {
		for i := 1; i <= p.Amount; i++ {
			fresh := container{id: s.id(), kind: p.Name, index: i, created: at, size: p.Size, command: p.Command}
			kept := slices.IndexFunc(old, func(c container) bool { return c.kind == p.Name && c.index == i && c.size == p.Size })
			if kept >= 0 && !inScope(scope, p.Name, i) {
				fresh = old[kept]
			}
			a.containers = append(a.containers, fresh)
		}
	}
}

// status is the documented status of an app at now.
func (a *app) status(now time.Time) string {
	if o := a.running(); o != nil {
		return map[string]string{"restart": "restarting", "scale": "scaling"}[o.kind]
	}
	for _, d := range a.deployments {
		if !d.settled && d.status(now) == "starting" {
			return "booting"
		}
	}
	switch {
	case a.current == nil:
		return "new"
	case len(a.containers) == 0:
		return "stopped"
	}
	return "running"
}

func (s *Service) view(a *app, now time.Time) object {
	o := object{
		"id": a.id, "name": a.Name, "region": a.Region, "owner": s.opts.User, "status": a.status(now),
		"created_at": stamp(a.created), "updated_at": stamp(a.updated),
		"git_url": fmt.Sprintf("git@ssh.%s.scalingo.com:%s.git", a.Region, a.Name), "url": a.URL,
		"base_url": fmt.Sprintf("https://%s.%s.scalingo.io", a.Name, a.Region),
		"links":    object{"deployments_stream": fmt.Sprintf("wss://deployments.%s.scalingo.com/apps/%s", a.Region, a.Name)},
		"stack_id": "st-scalingo-22", "force_https": true, "sticky_session": false, "router_logs": true, "hds_resource": false,
		"flags": object{}, "last_deployed_at": nil, "last_deployed_by": nil, "last_deployment_id": nil,
	}
	if last := len(a.deployments) - 1; last >= 0 {
		o["last_deployed_at"], o["last_deployed_by"] = stamp(a.deployments[last].created), a.deployments[last].pusher
	}
	if a.current != nil {
		o["last_deployment_id"] = a.current.id
	}
	return o
}

func (s *Service) listApps(w http.ResponseWriter, r *http.Request) {
	apps := []object{}
	for _, a := range s.apps {
		if only := region(r); only == "" || only == a.Region {
			apps = append(apps, s.view(a, time.Now()))
		}
	}
	pretend.JSON(w, http.StatusOK, object{"apps": apps})
}

func (s *Service) showApp(w http.ResponseWriter, _ *http.Request, a *app) {
	pretend.JSON(w, http.StatusOK, object{"app": s.view(a, time.Now())})
}

func (s *Service) listContainers(w http.ResponseWriter, _ *http.Request, a *app) {
	containers := []object{}
	for _, c := range a.containers {
		containers = append(containers, object{
			"id": c.id, "app_id": a.id, "type": c.kind, "type_index": c.index, "label": fmt.Sprintf("%s-%d", c.kind, c.index),
			"created_at": stamp(c.created), "deleted_at": nil, "state": "running", "size": c.size, "command": c.command,
			"container_size": object{"name": c.size, "human_name": c.size, "memory": sizes[c.size]},
		})
	}
	pretend.JSON(w, http.StatusOK, object{"containers": containers})
}

func (s *Service) listFormation(w http.ResponseWriter, _ *http.Request, a *app) {
	pretend.JSON(w, http.StatusOK, object{"containers": formation(a, a.Processes)})
}

func formation(a *app, processes []Process) []object {
	list := []object{}
	for _, p := range processes {
		list = append(list, object{"name": p.Name, "amount": p.Amount, "size": p.Size, "command": p.Command, "app_id": a.id})
	}
	return list
}
