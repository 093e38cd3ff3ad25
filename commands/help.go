package commands

import (
	"context"
	"strings"

	"vigie/production"
)

// Help is /vigie: what can be typed, made from the commands themselves.
func Help(all func() []Command) Command {
	help := Verb{Name: "help", Aliases: []string{"aide", "aidez-moi"}, Usage: "[word]", Help: "help.help", Access: Everyone, Now: true,
		Run: func(_ context.Context, c Call) (Reply, error) {
			return Reply{Message: c.Lang.Help(all(), c.Rest)}, nil
		}}
	return Command{Slash: "/vigie", Summary: "vigie.summary", Bare: &help, Verbs: []Verb{help}}
}

// Help lists the commands; with a word, only the lines that have it.
func (l Lang) Help(all []Command, word string) *Message {
	m := Message{Text: l.Say("help.title")}
	m.Parts = append(m.Parts, Section{Text: "*" + m.Text + "*"})
	for _, c := range all {
		lines := c.lines(l, word)
		if len(lines) == 0 {
			continue
		}
		m.Parts = append(m.Parts, Section{Text: "*" + c.Slash + "* — " + l.Say(c.Summary) + "\n" + strings.Join(lines, "\n")})
	}
	if len(m.Parts) == 1 {
		return l.Help(all, "")
	}
	m.Parts = append(m.Parts, Context(l.Say("help.words")))
	return &m
}

// lines are the command's verbs that have the word in their name, aliases or command.
func (c Command) lines(l Lang, word string) []string {
	word = production.Fold(word)
	var lines []string
	if c.Free != nil && (word == "" || production.Fold(c.Slash) == word) {
		lines = append(lines, helpLine(l, c.Slash, *c.Free, ""))
	}
	for _, v := range c.Verbs {
		_, mine := Command{Verbs: []Verb{v}}.find(word)
		if word == "" || mine || production.Fold(c.Slash) == word {
			lines = append(lines, helpLine(l, c.Slash, v, v.Name))
		}
	}
	return lines
}

func helpLine(l Lang, slash string, v Verb, name string) string {
	typed := strings.TrimSpace(strings.Join([]string{slash, name, v.Usage}, " "))
	line := "`" + Escape(strings.Join(strings.Fields(typed), " ")) + "` " + l.Say(v.Help)
	if v.Access >= Crew {
		line += " _(" + l.Say("help.crew") + ")_"
	}
	return line
}
