package workspace

func apiTest(c *call) (reply, error) {
	if code := c.str("error"); code != "" {
		return nil, fail(code)
	}
	return reply{"args": map[string]any(c.args)}, nil
}

func authTest(c *call) (reply, error) {
	b, t := c.opt.Bot, c.opt.Team
	return reply{"url": "https://" + t.Domain + ".slack.com/", "team": t.Name, "team_id": t.ID,
		"user": c.user(b.ID).Name, "user_id": b.ID, "bot_id": b.BotID, "app_id": b.AppID, "is_enterprise_install": false}, nil
}

func teamInfo(c *call) (reply, error) {
	t := c.opt.Team
	return reply{"team": map[string]any{"id": t.ID, "name": t.Name, "domain": t.Domain, "email_domain": "", "icon": map[string]any{}}}, nil
}

func botInfo(c *call) (reply, error) {
	b := c.opt.Bot
	if id := c.str("bot"); id != "" && id != b.BotID {
		return nil, fail("bot_not_found")
	}
	out := c.botProfile()
	out["user_id"] = b.ID
	return reply{"bot": out}, nil
}
