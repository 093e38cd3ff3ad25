package slack

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/time/rate"
)

// method is what Slack asks of whoever calls an API method.
type method struct {
	// scopes are the bot's, separated by commas.
	scopes string
	// perMinute is the tier's calls, docs.slack.dev/apis/web-api/rate-limits; zero for a
	// method without tier.
	perMinute int
	// byChannel limits the method to a message a second in each channel instead.
	byChannel bool
}

// tiers in calls a minute.
const (
	tier2 = 20
	tier3 = 50
	tier4 = 100
)

// methods are all that this package calls: the manifest asks for their scopes and no others.
// History is read to find a message again after an attempt whose outcome is unknown, in
// public and private channels and in direct messages.
var methods = map[string]method{
	"auth.test":              {},
	"chat.postEphemeral":     {scopes: "chat:write", perMinute: tier4},
	"chat.postMessage":       {scopes: "chat:write", byChannel: true},
	"chat.update":            {scopes: "chat:write", perMinute: tier3},
	"conversations.create":   {scopes: "channels:manage", perMinute: tier2},
	"conversations.history":  {scopes: "channels:history,groups:history,im:history", perMinute: tier3},
	"conversations.info":     {scopes: "channels:read", perMinute: tier3},
	"conversations.invite":   {scopes: "channels:manage", perMinute: tier3},
	"conversations.list":     {scopes: "channels:read", perMinute: tier2},
	"conversations.open":     {scopes: "im:write", perMinute: tier3},
	"conversations.replies":  {scopes: "channels:history,groups:history,im:history", perMinute: tier3},
	"conversations.setTopic": {scopes: "channels:manage", perMinute: tier2},
	"usergroups.users.list":  {scopes: "usergroups:read", perMinute: tier2},
	"users.info":             {scopes: "users:read", perMinute: tier4},
	"views.open":             {perMinute: tier4},
	"views.publish":          {perMinute: tier4},
}

// hearing are the scopes of what Slack tells us: slash commands and shortcuts, mentions.
// The home tab needs none.
const hearing = "commands,app_mentions:read"

// Scopes are the bot scopes Vigie needs, in order.
func Scopes() []string {
	need := map[string]bool{}
	for _, list := range append([]string{hearing}, scopeLists()...) {
		for scope := range strings.SplitSeq(list, ",") {
			if scope != "" {
				need[scope] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(need))
}

func scopeLists() []string {
	var lists []string
	for _, m := range methods {
		lists = append(lists, m.scopes)
	}
	return lists
}

// bucket gives the rate and burst of a method, rate.Inf for one without limit. A tier is a
// minimum that Slack grants in bursts too; a fifth of it at once keeps clear of the edge.
func (m method) bucket() (rate.Limit, int) {
	switch {
	case m.byChannel:
		return 1, channelBurst
	case m.perMinute > 0:
		return rate.Limit(float64(m.perMinute) / 60), m.perMinute / 5
	}
	return rate.Inf, 1
}

// channelBurst is how many messages go into a channel at once before one a second: Slack
// allows "short bursts" without saying how long.
const channelBurst = 3
