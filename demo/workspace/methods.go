package workspace

// method is one entry of the Web API.
type method struct {
	scope string // any of those between "|"; "" asks for none
	tier  int    // calls a minute: 1→1, 2→20, 3→50, 4→100; 0 is not limited
	json  bool   // takes a JSON body
	app   bool   // asks for the app-level token
	open  bool   // asks for no token
	run   func(*call) (reply, error)
}

// methodOf finds a method by name. Tiers and scopes are those of
// docs.slack.dev/reference/methods.
func methodOf(name string) (method, bool) {
	for _, table := range []func() map[string]method{messageMethods, channelMethods, peopleMethods, otherMethods} {
		if m, ok := table()[name]; ok {
			return m, true
		}
	}
	return method{}, false
}

func messageMethods() map[string]method {
	return map[string]method{
		"chat.postMessage":     {scope: "chat:write", json: true, run: postMessage},
		"chat.postEphemeral":   {scope: "chat:write", tier: 4, json: true, run: postEphemeral},
		"chat.update":          {scope: "chat:write", tier: 3, json: true, run: updateMessage},
		"chat.delete":          {scope: "chat:write", tier: 3, json: true, run: deleteMessage},
		"chat.getPermalink":    {run: getPermalink},
		"chat.scheduleMessage": {scope: "chat:write", tier: 3, json: true, run: scheduleMessage},
		"chat.deleteScheduledMessage": {scope: "chat:write", tier: 3, json: true,
			run: deleteScheduledMessage},
		"reactions.add":    {scope: "reactions:write", tier: 3, json: true, run: addReaction},
		"reactions.remove": {scope: "reactions:write", tier: 2, json: true, run: removeReaction},
		"reactions.get":    {scope: "reactions:read", tier: 3, run: getReactions},
		"pins.add":         {scope: "pins:write", tier: 2, json: true, run: addPin},
		"pins.remove":      {scope: "pins:write", tier: 2, json: true, run: removePin},
		"pins.list":        {scope: "pins:read", tier: 2, run: listPins},
		"views.open":       {tier: 4, json: true, run: openView},
		"views.push":       {tier: 4, json: true, run: pushView},
		"views.update":     {tier: 4, json: true, run: updateView},
		"views.publish":    {tier: 4, json: true, run: publishView},
	}
}

func channelMethods() map[string]method {
	const manage = "channels:manage|groups:write"
	return map[string]method{
		"conversations.create":     {scope: manage, tier: 2, json: true, run: createChannel},
		"conversations.archive":    {scope: manage, tier: 2, json: true, run: archiveChannel},
		"conversations.rename":     {scope: manage, tier: 2, json: true, run: renameChannel},
		"conversations.invite":     {scope: "channels:manage|channels:write.invites|groups:write|groups:write.invites", tier: 3, json: true, run: inviteUsers},
		"conversations.kick":       {scope: manage, tier: 3, json: true, run: kickUser},
		"conversations.leave":      {scope: manage, tier: 3, json: true, run: leaveChannel},
		"conversations.setTopic":   {scope: "channels:manage|channels:write.topic|groups:write|groups:write.topic", tier: 2, json: true, run: setTopic},
		"conversations.setPurpose": {scope: "channels:manage|channels:write.topic|groups:write|groups:write.topic", tier: 2, json: true, run: setPurpose},
		"conversations.join":       {scope: "channels:join", tier: 3, json: true, run: joinChannel},
		"conversations.open":       {scope: "im:write", tier: 3, json: true, run: openIM},
		"conversations.info":       {tier: 3, run: channelInfo},
		"conversations.list":       {tier: 2, run: listChannels},
		"conversations.members":    {tier: 4, run: listMembers},
		"conversations.history":    {tier: 3, run: history},
		"conversations.replies":    {tier: 3, run: replies},
		"bookmarks.add":            {scope: "bookmarks:write", tier: 2, json: true, run: addBookmark},
		"bookmarks.edit":           {scope: "bookmarks:write", tier: 2, json: true, run: editBookmark},
		"bookmarks.list":           {scope: "bookmarks:read", tier: 3, run: listBookmarks},
	}
}

func peopleMethods() map[string]method {
	return map[string]method{
		"users.info":              {scope: "users:read", tier: 4, run: userInfo},
		"users.list":              {scope: "users:read", tier: 2, run: listUsers},
		"users.lookupByEmail":     {scope: "users:read.email", tier: 3, run: lookupByEmail},
		"users.conversations":     {tier: 3, run: listOwnChannels},
		"usergroups.list":         {scope: "usergroups:read", tier: 2, run: listGroups},
		"usergroups.users.list":   {scope: "usergroups:read", tier: 2, run: listGroupUsers},
		"usergroups.users.update": {scope: "usergroups:write", tier: 2, json: true, run: updateGroupUsers},
		"usergroups.update":       {scope: "usergroups:write", tier: 2, json: true, run: updateGroup},
		"team.info":               {scope: "team:read", tier: 3, run: teamInfo},
		"bots.info":               {scope: "users:read", tier: 3, run: botInfo},
	}
}

func otherMethods() map[string]method {
	return map[string]method{
		"api.test":                     {open: true, tier: 4, json: true, run: apiTest},
		"auth.test":                    {json: true, run: authTest},
		"apps.connections.open":        {app: true, tier: 1, json: true, run: openConnection},
		"files.getUploadURLExternal":   {scope: "files:write", tier: 4, run: getUploadURL},
		"files.completeUploadExternal": {scope: "files:write", tier: 4, json: true, run: completeUpload},
		"files.info":                   {scope: "files:read", tier: 4, run: fileInfo},
	}
}
