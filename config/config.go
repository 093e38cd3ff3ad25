// Package config reads vigie.yaml and the environment, checks both whole, and says every fault at once with
// its place and its remedy.
package config

import "time"

// Config is everything of vigie.yaml, checked, with its defaults filled in.
type Config struct {
	Locale      string         // of channels: "fr" (default) or "en"
	Timezone    *time.Location // the crew's; default Europe/Paris
	Channels    Channels
	Crew        []Person
	Rota        Rota
	Paging      Paging
	Apps        []App
	Regions     []Region
	Alerts      []AlertSource
	Probes      []Probe
	Digests     []Digest
	GitHub      GitHub
	Freshdesk   Freshdesk
	Roles       Roles
	WorkingDays WorkingDays
}

// Channels are Slack channel ids (C…, G…).
type Channels struct {
	Incidents string // required
	Captains  string // default Incidents
	Digest    string // default Incidents
	Releases  string // default Digest
}

// Person is one of the crew.
type Person struct {
	Slack    string // user id, U… or W…
	Name     string
	Team     string   // "" is no team
	GitHub   string   // login; "" is unknown
	Locale   string   // "fr", "en"; "" is what their Slack says
	Contacts []Secret // URLs, in the order they are tried; ${NAME} already taken from the environment
}

// Rota is how watches follow each other.
type Rota struct {
	Size          int // how many are on watch at once, captain included: 1 to 4; default 2, or the crew if smaller
	Watch         int // days by the wall clock; default 14
	Handover      Handover
	Start         time.Time // the first handover, in the crew's zone
	Order         []string  // Slack ids; the order of the crew when the file names none
	Auto          bool      // the order is worked out from who served least
	AvoidSameTeam bool      // two of one team are not on watch together when it can be helped
	Usergroup     string    // S…, kept equal to who is on watch; "" is none
}

// Handover is when watches change.
type Handover struct {
	Weekly       bool         // false: every Watch days from Start, whatever the day
	Day          time.Weekday // when Weekly
	Hour, Minute int
}

// Paging is how a page climbs when nobody answers.
type Paging struct {
	Patience time.Duration // how long a step waits by default: 2m
	Steps    []Step        // default captain (1m), mate, crew
	Rounds   int           // how many times the steps are gone through: 1 to 20; default 6
	Fallback []Secret      // contact URLs tried when a round found nobody
}

// Step is a rung of a page: who is called and how long they have.
type Step struct {
	Who      string // "captain", "mate", "crew", or a Slack user id
	Patience time.Duration
}

// App is an application of production.
type App struct {
	Name           string // as its host names it
	Aliases        []string
	Host           string   // "scalingo"
	Region         string   // one of Regions
	Processes      []string // default web
	Repo           string   // owner/name; "" is none
	Health         string   // URL that answers 2xx when the app is well; "" is none
	Critical       bool     // down is P1; a restart outside an incident wants a second person
	Tags           []string
	CDN            Secret // URL to POST to so that its cache is emptied; "" is none
	MaintenanceEnv string // variable of the app that closes it when true; "" is none
}

// Region is one account of the hosting API.
type Region struct {
	Name     string
	TokenVar string // the variable Token was read from
	Token    Secret // "" when that variable is unset
	API      string // base URL, no slash at the end
	Auth     string // base URL, no slash at the end
}

// AlertSource is one sender of alerts.
type AlertSource struct {
	Source     string            // one of Sources
	Map        map[string]string // field of an alert → dotted path in the sender's JSON
	Severity   int               // 1 to 4, of alerts that name none known; default 2
	Severities map[string]int    // the sender's word → 1 to 4
	App        string            // name of the app of alerts that name none; "" is none
	Declare    int               // alerts this severe or worse declare an incident: 0 none, 4 all; default 2
	Heartbeat  time.Duration     // silence longer than this is itself an alert; 0 is never
}

// Probe is an address asked regularly.
type Probe struct {
	App      string // name of the app, or
	URL      string // the address itself; always filled in
	Every    time.Duration
	Failures int // in a row before it alerts: 1 to 20; default 3
}

// Digest is a report posted on a schedule.
type Digest struct {
	Name        string
	Schedule    Schedule
	Channel     string
	Sections    []string // of DigestSections, in order
	Quiet       bool     // not posted when nothing happened
	WorkingDays bool     // not posted on days off
}

// GitHub is where code, releases and follow-ups live.
type GitHub struct {
	Owner        string
	Repos        []string // owner/name
	Label        string   // of follow-ups; default "incident"
	FollowUpRepo string   // owner/name
}

// Freshdesk is how the tickets of an incident are counted.
type Freshdesk struct {
	Tag    string // "" is no helpdesk
	WarnAt int    // tickets; default 7
}

// Roles are Slack user ids (U…, W…) and user group ids (S…). The crew has the role Crew anyway.
type Roles struct {
	Viewers []string // empty is everyone
	Crew    []string
	Admins  []string
}

// WorkingDays says which days count.
type WorkingDays struct {
	Country string      // "FR"
	Extra   []time.Time // days off besides the country's, at midnight in the crew's zone
}

// Sources are the senders of alerts that are understood.
var Sources = []string{"alertmanager", "grafana", "datadog", "uptimekuma", "betterstack", "scalingo", "generic"}

// DigestSections are what a digest may hold.
var DigestSections = []string{"incidents", "objectives", "followups", "apps", "deployments", "releases"}
