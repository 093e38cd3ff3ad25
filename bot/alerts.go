package bot

import (
	"context"
	"net/http"

	"vigie/config"
	"vigie/incident"
	"vigie/integrations/alertmanager"
	"vigie/integrations/alerts"
	"vigie/integrations/generic"
)

// alertDoor is where alerts come in, for the senders that are configured.
func (b *Bot) alertDoor(o Options) http.Handler {
	door := &alerts.Door{
		Tokens: map[string]alerts.Secret{}, Token: o.Env.AlertToken(""), Ingest: b.ingest,
		Refused: func(status int, reason, source string) { b.refused("/alerts/"+source, status, reason) },
	}
	for _, sender := range senders(o.Config) {
		if source := reader(sender); source != nil {
			door.Sources = append(door.Sources, source)
			door.Tokens[source.Name()] = o.Env.AlertToken(source.Name())
		}
	}
	return door.Handler()
}

// senders are the configured senders and, with what is usual, the others that Vigie reads.
func senders(c config.Config) []config.AlertSource {
	all := c.Alerts
	for _, name := range []string{"alertmanager", "grafana", "generic"} {
		known := false
		for _, s := range c.Alerts {
			known = known || s.Source == name
		}
		if !known {
			all = append(all, config.AlertSource{Source: name, Declare: int(incident.DefaultSeverity)})
		}
	}
	return all
}

// reader reads what a sender sends; nil for one that Vigie cannot read.
func reader(s config.AlertSource) incident.Source {
	severities := make(map[string]incident.Severity, len(s.Severities))
	for word, n := range s.Severities {
		severities[word] = incident.Severity(n)
	}
	switch s.Source {
	case "alertmanager", "grafana":
		return alertmanager.Source{Called: s.Source, DefaultApp: s.App, Severities: severities, Severity: incident.Severity(s.Severity)}
	case "generic":
		return generic.Source{Called: s.Source, Map: s.Map, App: s.App, Severities: severities, Severity: incident.Severity(s.Severity)}
	}
	return nil
}

// ingest keeps alerts under the catalogue's names of their apps.
func (b *Bot) ingest(ctx context.Context, list []incident.Alert) error {
	declare := map[string]incident.Severity{}
	for _, s := range senders(b.settings.get().config) {
		declare[s.Source] = incident.Severity(s.Declare)
	}
	for _, a := range list {
		if app, err := b.fleet.Find(a.App); a.App != "" && err == nil {
			a.App = app.Name
		}
		if !a.Severity.Valid() {
			a.Severity = incident.DefaultSeverity
		}
		a.Minor = a.Severity > declare[a.Source]
		if err := b.incidents.Ingest(ctx, a); err != nil {
			return err
		}
	}
	return nil
}
