package commands

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"vigie/captain"
	"vigie/production"
)

// Access is what somebody may do. The zero value may nothing.
type Access uint8

// The degrees of access.
const (
	Nobody Access = iota
	// Everyone may look and may raise the alarm.
	Everyone
	// Crew may act on production.
	Crew
	// Admins may change how Vigie works.
	Admins
)

// Gate tells whether somebody may do what needs a degree of access.
type Gate func(ctx context.Context, who captain.UserID, need Access) (bool, error)

// Call is a request on its way to its handler.
type Call struct {
	Request
	Lang Lang
	// Verb is the command's first word as registered; Rest is what follows it.
	Verb, Rest string
	At         time.Time
}

// Words are the words of Rest; quotes of any kind keep several together.
func (c Call) Words() []string { return Split(c.Rest) }

// Run does what was asked. Its error is worded by Lang.Sorry if it is for the person, else
// it is logged and the person gets a reference.
type Run func(ctx context.Context, c Call) (Reply, error)

// Command is a slash command.
type Command struct {
	// Slash is its name with the slash; Summary the id of its description, which stands
	// in Slack's own list of commands.
	Slash, Summary string
	Verbs          []Verb
	// Bare is the verb of the command without words, and Free the one that takes words
	// that are no verb: nil answers with help.
	Bare, Free *Verb
	Deeds      []Deeds
}

// Verb is a first word of a command.
type Verb struct {
	Name string
	// Aliases are other words for it, in either language, folded (production.Fold).
	Aliases []string
	// Usage is what follows the verb in help; Help is the id of its text.
	Usage, Help string
	Access      Access
	// Alone takes the word for a verb only when nothing follows it.
	Alone bool
	// Now answers within Slack's 200: it only reads the store, or writes once.
	Now bool
	Run Run
}

// Deeds are the buttons, menus, forms and shortcuts of a subject.
type Deeds struct {
	// Name is that of the Button, Menu, Form or shortcut.
	Name   string
	Access Access
	// Opens tells that its answer may be a form, which Slack wants within 3 s.
	Opens bool
	// Check finds the faults of a submitted form, by input; it only looks at the fields.
	Check func(l Lang, r Request) map[string]string
	Run   Run
	// Shortcut is the id of its name in Slack's menus, Everywhere or on messages; empty
	// for none.
	Shortcut  string
	OnMessage bool
}

// Split cuts words apart at spaces; "…", “…” and «…» keep several together, an apostrophe
// is a letter, and an open quote runs to the end.
func Split(s string) []string {
	var words []string
	var word strings.Builder
	var until rune
	inWord := false
	for _, r := range s {
		switch {
		case until != 0 && r == until:
			until = 0
		case until != 0:
			word.WriteRune(r)
		case closing(r) != 0:
			until, inWord = closing(r), true
		case unicode.IsSpace(r):
			if inWord {
				words = append(words, strings.TrimSpace(word.String()))
				word.Reset()
			}
			inWord = false
		default:
			inWord = true
			word.WriteRune(r)
		}
	}
	if inWord {
		words = append(words, strings.TrimSpace(word.String()))
	}
	return words
}

func closing(open rune) rune {
	switch open {
	case '"':
		return '"'
	case '“', '”':
		return '”'
	case '«':
		return '»'
	}
	return 0
}

// find gives the verb of a first word, by name or alias.
func (c Command) find(word string) (Verb, bool) {
	word = production.Fold(word)
	for _, v := range c.Verbs {
		if v.Name == word {
			return v, true
		}
		if slices.Contains(v.Aliases, word) {
			return v, true
		}
	}
	return Verb{}, false
}

// firstWord cuts a text after its first word.
func firstWord(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	i := strings.IndexFunc(text, unicode.IsSpace)
	if i < 0 {
		return text, ""
	}
	return text[:i], strings.TrimSpace(text[i:])
}
