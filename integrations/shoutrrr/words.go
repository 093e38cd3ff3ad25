package shoutrrr

import (
	"errors"
	"net"
	"regexp"
	"strings"
	"unicode"

	"vigie/captain"
	"vigie/incident"
)

// titleLimit is the longest title in runes; the strictest service takes 250.
const titleLimit = 200

// Title is what the telephone shows first: one line.
func Title(p captain.Page) string {
	title := incident.Severity(p.Severity).String() + " " + p.Ref + ": " + p.Subject
	if p.Drill {
		title = "[DRILL] " + title
	}
	breaks := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	title = strings.Join(strings.FieldsFunc(title, breaks), " ")
	if runes := []rune(title); len(runes) > titleLimit {
		title = string(runes[:titleLimit-1]) + "…"
	}
	return title
}

// Body is the page in words that stand alone: whoever reads it sees nothing else.
func Body(p captain.Page) string {
	return Title(p) + "\n" + p.ID.String() + " · " + p.Created.UTC().Format("15:04 MST") + "\n/captain ack " + p.ID.String()
}

// errBroke is a service that panicked.
var errBroke = errors.New("broke")

// status is an HTTP status that is a failure.
var status = regexp.MustCompile(`\b[45]\d\d\b`)

// redacted keeps of an error only what cannot hold a secret: the library quotes addresses,
// and services quote what they were sent.
func redacted(err error, address string) error {
	if err == nil || errors.Is(err, errAddress) || errors.Is(err, errMatrix) {
		return err
	}
	service := scheme(address)
	text := strings.ToLower(err.Error())
	dns, unnamed := errors.AsType[*net.DNSError](err)
	switch {
	case unnamed && !dns.IsTimeout, strings.Contains(text, "no such host"):
		return errors.New(service + " could not be reached: no such host")
	case strings.Contains(text, "connection refused"):
		return errors.New(service + " could not be reached: connection refused")
	case strings.Contains(text, "certificate"):
		return errors.New(service + " could not be reached: its certificate is not trusted")
	case strings.Contains(text, "timeout"), strings.Contains(text, "deadline exceeded"):
		return errors.New(service + " gave no answer in time")
	}
	for _, code := range status.FindAllString(text, -1) {
		if !strings.Contains(address, code) {
			return errors.New(service + " refused the page: " + code)
		}
	}
	return errors.New(service + " did not take the page")
}
