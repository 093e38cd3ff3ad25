package config

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// word is the text of a node; ok is false, and the fault recorded, when it is a list, a mapping, or a number
// or truth value that YAML may have changed.
func (n node) word() (string, bool) {
	switch v := n.at.(type) {
	case *ast.StringNode:
		return n.filled(strings.TrimSpace(v.Value))
	case *ast.LiteralNode:
		return n.filled(strings.TrimSpace(v.Value.Value))
	case ast.ScalarNode:
		n.fault("needs text, and YAML reads this as a number or a truth value; put it in quotes")
	default:
		n.fault("needs one text, not a list or keys")
	}
	return "", false
}

func (n node) filled(s string) (string, bool) {
	if s == "" {
		n.fault("is empty; write a value or take the key out")
	}
	if strings.ContainsAny(s, "\n\r\x00") {
		n.fault("has several lines; write it on one")
		return "", false
	}
	return s, s != ""
}

// text reads any text on one line, of 200 characters at most.
func text(to *string) read {
	return func(n node) {
		s, ok := n.word()
		if ok && len([]rune(s)) > 200 {
			n.fault("has more than 200 characters; shorten it")
			return
		}
		if ok {
			*to = s
		}
	}
}

// truth reads true or false.
func truth(to *bool) read {
	return func(n node) {
		b, ok := n.at.(*ast.BoolNode)
		if !ok {
			n.fault("write true or false")
			return
		}
		*to = b.Value
	}
}

// number reads a whole number from 1.
func number(to *int, most int) read {
	return func(n node) {
		i, ok := n.at.(*ast.IntegerNode)
		if !ok {
			n.fault("needs a whole number, without quotes, from 1 to %d", most)
			return
		}
		v, err := strconv.Atoi(i.Token.Value)
		if err != nil || v < 1 || v > most || i.Token.Value != strconv.Itoa(v) {
			n.fault("%s is not accepted; write a number from 1 to %d", show(i.Token.Value), most)
			return
		}
		*to = v
	}
}

// span reads a duration between two bounds.
func span(to *time.Duration, least, most time.Duration) read {
	return func(n node) {
		if i, ok := n.at.(*ast.IntegerNode); ok {
			n.fault("needs a unit; write %ss or %sm", i.Token.Value, i.Token.Value)
			return
		}
		s, ok := n.word()
		if !ok {
			return
		}
		d, err := parseSpan(s)
		switch {
		case err != nil:
			n.fault("%v", err)
		case d < least || d > most:
			n.fault("%s is out of bounds; write from %s to %s", spell(d), spell(least), spell(most))
		default:
			*to = d
		}
	}
}

// oneOf reads one of a few words, case ignored.
func oneOf(to *string, words ...string) read {
	return func(n node) {
		s, ok := n.word()
		if !ok {
			return
		}
		if low := strings.ToLower(s); slices.Contains(words, low) {
			*to = low
			return
		}
		n.fault("%s is not known; %s", show(s), offer(s, words))
	}
}

// kind is a form that a text must have, and what to write.
type kind struct {
	form *regexp.Regexp
	want string
}

// like reads a text of a form.
func like(to *string, k kind) read {
	return func(n node) {
		s, ok := n.word()
		if !ok {
			return
		}
		if !k.form.MatchString(s) {
			n.fault("%s is not accepted; %s", show(s), k.want)
			return
		}
		*to = s
	}
}

// address reads an http or https URL without a password.
func address(to *string) read {
	return func(n node) {
		s, ok := n.word()
		if !ok {
			return
		}
		if say := badAddress(s); say != "" {
			n.fault("%s", say)
			return
		}
		*to = s
	}
}

// badAddress says what is wrong with an http URL; "" is nothing. It does not repeat it.
func badAddress(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || strings.ContainsAny(s, " \t\n\r"):
		return "is not a whole address; write it as https://api.example.org/health"
	case u.Scheme != "http" && u.Scheme != "https":
		return "must begin with https:// or http://"
	case u.User != nil:
		return "holds a user or a password; take it out of the address"
	case u.Port() != "" && badPort(u.Port()):
		return "has a port that does not exist; write a number from 1 to 65535"
	}
	return ""
}

func badPort(s string) bool {
	p, err := strconv.Atoi(s)
	return err != nil || p < 1 || p > 65535
}
