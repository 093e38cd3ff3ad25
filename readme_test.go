package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"vigie/bot"
	"vigie/commands"
	"vigie/config"
)

func TestTheReadmeNamesEverySettingAndCommand(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range config.Settings() {
		if !strings.Contains(string(text), "`"+s.Name+"`") {
			t.Errorf("the setting %s is not in README.md", s.Name)
		}
	}
	texts, err := commands.NewTexts(func() *time.Location { return time.UTC })
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range commands.Listing(bot.Commands(), texts.In("en")) {
		for verb := range strings.SplitSeq(c.Usage, " | ") {
			if verb != "" && !strings.HasPrefix(verb, "<") && verb != "…" && verb != "who" && !strings.Contains(string(text), verb) {
				t.Errorf("%s %s is not in README.md", c.Slash, verb)
			}
		}
		if !strings.Contains(string(text), "`"+c.Slash) {
			t.Errorf("%s is not in README.md", c.Slash)
		}
	}
}
