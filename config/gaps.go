package config

import "fmt"

// Gaps are what the file asks for and the environment does not allow, so that it will be off. They do not keep
// the program from starting: log them at the start, and let `vigie check` print them.
func (c Config) Gaps(e Env) Problems {
	var gaps Problems
	gap := func(path, format string, args ...any) {
		gaps = append(gaps, Problem{File: e.Config, Path: path, Say: fmt.Sprintf(format, args...)})
	}
	for _, r := range c.Regions {
		if r.Token == "" {
			gap("regions."+r.Name, "no token, so no app there can be seen or restarted; set %s", r.TokenVar)
		}
	}
	if c.GitHub.Owner != "" && e.GitHub.Token == "" {
		gap("github", "no token, so releases and follow-ups are off; set GITHUB_TOKEN")
	}
	if len(c.GitHub.Repos) > 0 && e.GitHub.WebhookSecret == "" {
		gap("github.repos", "no secret, so GitHub's webhooks are refused; set GITHUB_WEBHOOK_SECRET")
	}
	if c.Freshdesk.Tag != "" && (e.Freshdesk.APIKey == "" || e.Freshdesk.URL == "") {
		gap("freshdesk", "no key or address, so tickets are not counted; set FRESHDESK_API_KEY and FRESHDESK_URL")
	}
	for i, a := range c.Alerts {
		if e.AlertToken(a.Source) == "" {
			gap(fmt.Sprintf("alerts[%d]", i), "no token, so every alert of %s is refused; set ALERT_TOKEN, or one of its own", a.Source)
		}
	}
	for i, p := range c.Crew {
		if len(p.Contacts) == 0 {
			gap(fmt.Sprintf("crew[%d].contacts", i), "%s can be paged in Slack only; add a contact, as sms:+33612345678", p.Name)
		}
	}
	if len(c.Roles.Admins) == 0 {
		gap("roles.admins", "nobody is an admin, so faults are told to nobody in Slack; list a member or a user group")
	}
	return gaps
}
