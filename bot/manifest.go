package bot

import (
	"time"

	"vigie/captain"
	"vigie/commands"
	"vigie/incident"
	"vigie/integrations/slack"
	"vigie/production"
)

// Manifest gives the Slack app manifest, made from the registered commands. With socket,
// the app needs no address.
func Manifest(url string, socket bool) ([]byte, error) {
	texts, err := commands.NewTexts(func() *time.Location { return time.UTC })
	if err != nil {
		return nil, err
	}
	english := texts.In("en")
	all := Commands()
	in := slack.ManifestInput{
		Name: "Vigie", Description: english.Say("vigie.description"), Color: "#1d3557", URL: url, Socket: socket,
	}
	for _, c := range commands.Listing(all, english) {
		in.Commands = append(in.Commands, slack.ManifestCommand{Name: c.Slash, Description: c.Description, Usage: c.Usage})
	}
	for _, s := range commands.Shortcuts(all, english) {
		in.Shortcuts = append(in.Shortcuts, slack.ManifestShortcut{
			Name: s.Name, Text: s.Title, Description: english.Say("incident.summary"), OnMessage: s.OnMessage,
		})
	}
	return slack.Manifest(in)
}

// Commands are the registered commands, for whoever lists them; they do nothing.
func Commands() []commands.Command {
	return commands.All(commands.Parts{
		Pages: &captain.Desk{}, Incidents: &incident.Desk{}, Fleet: &production.Fleet{}, Digester: &commands.Digester{},
	})
}
