package slack

import (
	"iter"
	"strings"
	"unicode/utf8"

	slackgo "github.com/slack-go/slack"
)

const (
	ellipsis = "…"
	fence    = "```"
)

// entities are the escapes of mrkdwn: nothing else is escaped in it.
var entities = []string{"&amp;", "&lt;", "&gt;"}

// plainer turns mrkdwn's escapes into what was typed.
var plainer = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

// size measures a piece of text in the unit of a limit.
type size func(piece string) int

// runes counts characters, as Block Kit's limits do.
func runes(piece string) int { return utf8.RuneCountInString(piece) }

// escapedBytes counts bytes the way chat.update does: after Slack has escaped what is bare.
func escapedBytes(piece string) int {
	switch piece {
	case "&":
		return len("&amp;")
	case "<", ">":
		return len("&lt;")
	}
	return len(piece)
}

// pieces are the parts of mrkdwn that mean nothing when cut: an escape, a token such as
// <@U1> or <https://a|b>, else one character.
func pieces(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for s != "" {
			n := pieceLen(s)
			if !yield(s[:n]) {
				return
			}
			s = s[n:]
		}
	}
}

func pieceLen(s string) int {
	switch s[0] {
	case '&':
		for _, e := range entities {
			if strings.HasPrefix(s, e) {
				return len(e)
			}
		}
	case '<':
		end := strings.IndexAny(s[1:], "<>\n")
		if end > 0 && s[1+end] == '>' && s[1] != ' ' {
			return end + 2
		}
	}
	_, n := utf8.DecodeRuneInString(s)
	return n
}

// letters are the characters of plain text, where nothing belongs together.
func letters(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for s != "" {
			_, n := utf8.DecodeRuneInString(s)
			if !yield(s[:n]) {
				return
			}
			s = s[n:]
		}
	}
}

// shorten ends a text at a limit, with an ellipsis if something is lost.
func shorten(s string, limit int, of size, split func(string) iter.Seq[string]) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	used, end, room := 0, 0, limit-of(ellipsis)
	for p := range split(s) {
		used += of(p)
		if used <= room {
			end += len(p)
		}
		if used > limit {
			return strings.TrimRight(s[:end], " \n") + ellipsis
		}
	}
	return s
}

// cutMarkup ends mrkdwn at a limit; a code block that lost its end gets it back.
func cutMarkup(s string, limit int, of size) string {
	short := shorten(s, limit, of, pieces)
	if short == s || strings.Count(short, fence)%2 == 0 {
		return short
	}
	short = shorten(s, limit-of("\n"+fence), of, pieces)
	if strings.Count(short, fence)%2 == 1 {
		short += "\n" + fence
	}
	return short
}

// cutPlain ends plain text at a limit in characters.
func cutPlain(s string, limit int) string { return shorten(s, limit, runes, letters) }

// blank tells whether a text would be refused as empty.
func blank(s string) bool { return strings.TrimSpace(s) == "" }

// first gives the first text that is not blank.
func first(texts ...string) string {
	for _, s := range texts {
		if !blank(s) {
			return s
		}
	}
	return ""
}

// markup is a text object of mrkdwn; nil when there is nothing to say.
func markup(s string, limit int) *slackgo.TextBlockObject {
	if blank(s) {
		return nil
	}
	return &slackgo.TextBlockObject{Type: slackgo.MarkdownType, Text: cutMarkup(s, limit, runes)}
}

// plain is a text object of plain text; nil when there is nothing to say.
func plain(s string, limit int) *slackgo.TextBlockObject {
	if blank(s) {
		return nil
	}
	emoji := true
	return &slackgo.TextBlockObject{Type: slackgo.PlainTextType, Text: cutPlain(s, limit), Emoji: &emoji}
}
