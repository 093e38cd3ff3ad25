package config

import "strings"

// keys are all there are in vigie.yaml; "[]" is any place of a list, "{}" any name. They serve to tell
// somebody that a key exists elsewhere; the readers say where each is taken.
var keys = []string{
	"locale", "timezone",
	"channels.incidents", "channels.captains", "channels.digest", "channels.releases",
	"crew[].slack", "crew[].name", "crew[].team", "crew[].github", "crew[].locale", "crew[].contacts",
	"rota.size", "rota.watch", "rota.handover", "rota.start", "rota.order", "rota.auto", "rota.avoid_same_team", "rota.usergroup",
	"paging.patience", "paging.steps[].who", "paging.steps[].patience", "paging.rounds", "paging.fallback",
	"regions.{}.token", "regions.{}.api", "regions.{}.auth",
	"apps[].name", "apps[].aliases", "apps[].host", "apps[].region", "apps[].processes", "apps[].repo", "apps[].health",
	"apps[].critical", "apps[].tags", "apps[].cdn", "apps[].maintenance_env",
	"alerts[].source", "alerts[].map", "alerts[].severity", "alerts[].app", "alerts[].declare", "alerts[].heartbeat",
	"probes[].app", "probes[].url", "probes[].every", "probes[].failures",
	"digests[].name", "digests[].schedule", "digests[].channel", "digests[].sections", "digests[].quiet", "digests[].working_days",
	"github.owner", "github.repos", "github.label", "github.follow_up_repo",
	"freshdesk.tag", "freshdesk.warn_at",
	"roles.viewers", "roles.crew", "roles.admins",
	"working_days.country", "working_days.extra",
}

// secretWords betray a key under which somebody means to write a secret.
var secretWords = []string{"token", "secret", "password", "api_key", "apikey", "dsn", "credential"}

// unknownKey says what to do about a key that is not known under a path whose known keys are given.
func unknownKey(path, key string, known []string) string {
	if near := nearest(key, known); near != "" {
		return "unknown key; did you mean " + join(path, near) + "?"
	}
	for _, word := range secretWords {
		if strings.Contains(fold(key), word) {
			return "unknown key; secrets are not written in this file: set them in the environment"
		}
	}
	for _, k := range keys {
		if k == key || strings.HasSuffix(k, "."+key) {
			return "unknown key; did you mean " + k + "?"
		}
	}
	return "unknown key; " + offer(key, known)
}

// join is path.key, or path[0] for a place in a list.
func join(path, key string) string {
	if strings.HasPrefix(key, "[") {
		return path + key
	}
	if path == "" {
		return key
	}
	return path + "." + key
}
