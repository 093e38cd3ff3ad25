package config

import "regexp"

// The forms of what is named in vigie.yaml. Slack does not promise more of its ids than their first letter.
var (
	channelID = kind{regexp.MustCompile(`^[CG][A-Z0-9]{2,30}$`),
		"write the id of a Slack channel, such as C024BE91L, not its #name (in Slack: the channel's name, then About, at the bottom)"}
	userID = kind{regexp.MustCompile(`^[UW][A-Z0-9]{2,30}$`),
		"write the id of a Slack member, such as U024BE7LH, not their @name (in Slack: their profile, then ⋮, Copy member ID)"}
	groupID = kind{regexp.MustCompile(`^S[A-Z0-9]{2,30}$`),
		"write the id of a Slack user group, such as S0614TZR7, not its @name (it is at the end of the group's address)"}
	roleID = kind{regexp.MustCompile(`^[UWS][A-Z0-9]{2,30}$`),
		"write ids of Slack members (U…) or user groups (S…), not @names"}
	login = kind{regexp.MustCompile(`^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}$`),
		"write a GitHub login, without @ or address"}
	repoName = kind{regexp.MustCompile(`^(?:[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}/)?[A-Za-z0-9._-]{1,100}$`),
		"write owner/name, or the name alone under github.owner"}
	hostedName = kind{regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`),
		"write the name the host knows, small letters, digits and hyphens, such as api-production"}
	process = kind{regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`),
		"write the type of a process, such as web or worker"}
	regionName = kind{regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`),
		"write the region of the host, such as osc-fr1 or osc-secnum-fr1"}
	variable = kind{regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,63}$`),
		"write the name of an environment variable, such as SCALINGO_API_TOKEN, not its value"}
	jsonPath = kind{regexp.MustCompile(`^[A-Za-z0-9_$@-]{1,64}(?:\.[A-Za-z0-9_$@-]{1,64}){0,7}$`),
		"write where the value stands in the sender's JSON, with points, such as alert.labels.service"}
	shortName = kind{regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}_-]{0,31}$`),
		"write one short word"}
	ticketTag = kind{regexp.MustCompile(`^[^'"\s,]{1,32}$`),
		"write one tag of the helpdesk, up to 32 characters, without spaces or quotes"}
)
