package workspace

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

func (w *Workspace) wireUser(u *User, withLocale bool) map[string]any {
	tz := cmp.Or(u.TZ, "Europe/Paris")
	language, _, _ := strings.Cut(u.Locale, "-")
	profile := map[string]any{"real_name": u.RealName, "real_name_normalized": u.RealName, "display_name": u.Name,
		"display_name_normalized": u.Name, "title": u.Title[language], "image_72": u.Avatar, "image_192": u.Avatar,
		"team": w.opt.Team.ID}
	if w.may("users:read.email") {
		profile["email"] = u.Email
	}
	out := map[string]any{"id": u.ID, "team_id": w.opt.Team.ID, "name": u.Name, "real_name": u.RealName,
		"deleted": u.Deleted, "is_bot": u.IsBot, "is_admin": u.Admin, "is_owner": false, "is_restricted": false,
		"is_app_user": false, "tz": tz, "tz_label": tz, "tz_offset": offset(tz), "updated": 0, "profile": profile}
	if withLocale {
		out["locale"] = cmp.Or(u.Locale, "en-US")
	}
	if u.ID == w.opt.Bot.ID {
		profile["bot_id"], profile["api_app_id"] = w.opt.Bot.BotID, w.opt.Bot.AppID
	}
	return out
}

// offset is a zone's distance from UTC now, in seconds; unknown zones have none.
func offset(zone string) int {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return 0
	}
	_, seconds := time.Now().In(loc).Zone()
	return seconds
}

func userInfo(c *call) (reply, error) {
	id, err := c.must("user")
	if err != nil {
		return nil, fail("user_not_found")
	}
	u := c.user(id)
	if u == nil {
		return nil, fail("user_not_found")
	}
	return reply{"user": c.wireUser(u, c.flag("include_locale"))}, nil
}

func listUsers(c *call) (reply, error) {
	var all []any
	for _, u := range c.users {
		all = append(all, c.wireUser(u, c.flag("include_locale")))
	}
	out, err := c.page("members", all, max(1, len(all)), 1000)
	if err == nil {
		out["cache_ts"] = time.Now().Unix()
	}
	return out, err
}

func lookupByEmail(c *call) (reply, error) {
	email := c.str("email")
	for _, u := range c.users {
		if email != "" && strings.EqualFold(u.Email, email) && !u.Deleted {
			return reply{"user": c.wireUser(u, false)}, nil
		}
	}
	return nil, fail("users_not_found")
}

func (w *Workspace) wireGroup(g *Group, withUsers bool) map[string]any {
	out := map[string]any{"id": g.ID, "team_id": w.opt.Team.ID, "is_usergroup": true, "is_subteam": true,
		"name": g.Name, "handle": g.Handle, "description": "", "date_create": 0, "date_update": 0, "date_delete": 0,
		"user_count": len(g.Users), "prefs": map[string]any{"channels": []string{}, "groups": []string{}}}
	if withUsers {
		out["users"] = append([]string{}, g.Users...)
	}
	return out
}

func listGroups(c *call) (reply, error) {
	out := []any{}
	for _, g := range c.groups {
		out = append(out, c.wireGroup(g, c.flag("include_users")))
	}
	return reply{"usergroups": out}, nil
}

// crowd finds the user group that is meant.
func (c *call) crowd() (*Group, error) {
	g := c.group(c.str("usergroup"))
	if g == nil {
		return nil, fail("no_such_subteam")
	}
	return g, nil
}

func listGroupUsers(c *call) (reply, error) {
	g, err := c.crowd()
	if err != nil {
		return nil, err
	}
	return reply{"users": append([]string{}, g.Users...)}, nil
}

func updateGroupUsers(c *call) (reply, error) {
	g, err := c.crowd()
	if err != nil {
		return nil, err
	}
	users := c.names("users")
	if len(users) == 0 {
		return nil, fail("no_users_provided")
	}
	for _, id := range users {
		if u := c.user(id); u == nil || u.Deleted {
			return nil, fail("invalid_users")
		}
	}
	slices.Sort(users)
	g.Users = slices.Compact(users)
	c.announce("subteam_updated", map[string]any{"subteam": c.wireGroup(g, true)})
	return reply{"usergroup": c.wireGroup(g, true)}, nil
}

func updateGroup(c *call) (reply, error) {
	g, err := c.crowd()
	if err != nil {
		return nil, err
	}
	handle := c.str("handle")
	for _, o := range c.groups {
		if o != g && handle != "" && o.Handle == handle {
			return nil, fail("handle_already_exists")
		}
	}
	g.Name, g.Handle = cmp.Or(c.str("name"), g.Name), cmp.Or(handle, g.Handle)
	c.announce("subteam_updated", map[string]any{"subteam": c.wireGroup(g, true)})
	return reply{"usergroup": c.wireGroup(g, true)}, nil
}
