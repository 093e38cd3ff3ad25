package config

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// ContactSchemes are what the URL of a contact may begin with: the services of shoutrrr that reach a person,
// and sms: and tel: with an international number.
var ContactSchemes = []string{
	"sms", "tel", "ntfy", "pushover", "telegram", "smtp", "signal", "matrix", "gotify", "bark", "pushbullet", "join",
	"ifttt", "notifiarr", "generic", "generic+https", "generic+http", "discord", "googlechat", "lark", "mattermost",
	"rocketchat", "slack", "teams", "wecom", "zulip", "opsgenie", "pagerduty",
}

var (
	fromEnv  = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)
	phone    = regexp.MustCompile(`^\+[1-9]\d{6,14}$`)
	phonePad = strings.NewReplacer(" ", "", ".", "", "-", "", "(", "", ")", "", "/", "")
)

// contacts reads a list of contact URLs. What they hold is never repeated in a fault.
func contacts(to *[]Secret) read {
	return func(n node) {
		for _, item := range n.items() {
			if c, ok := item.contact(); ok {
				*to = append(*to, c)
			}
		}
	}
}

// contact is one contact URL, with ${NAME} taken from the environment.
func (n node) contact() (Secret, bool) {
	s, ok := n.word()
	if !ok {
		return "", false
	}
	if secretWritten(s) {
		n.fault("holds a secret; put it in the environment and write ${NAME} in its place")
		return "", false
	}
	whole, ok := n.expand(s)
	if !ok {
		return "", false
	}
	scheme, rest, found := strings.Cut(whole, ":")
	scheme = strings.ToLower(scheme)
	switch {
	case !found || rest == "":
		n.fault("is not a URL; write it as ntfy://ntfy.sh/topic or sms:+33612345678")
	case !slices.Contains(ContactSchemes, scheme):
		n.fault("no contact begins like this; %s", offer(schemeOf(s), ContactSchemes))
	case scheme == "sms" || scheme == "tel":
		number := phonePad.Replace(strings.TrimPrefix(rest, "//"))
		if phone.MatchString(number) {
			return Secret(scheme + ":" + number), true
		}
		n.fault("is not an international number; write it as %s:+33612345678", scheme)
	case broken(whole):
		n.fault("is not a whole URL; write it as ntfy://ntfy.sh/topic, special characters percent-encoded")
	default:
		return Secret(whole), true
	}
	return "", false
}

// schemeOf is the scheme as the file writes it; "" when the environment brings it, for it may be a secret.
func schemeOf(written string) string {
	scheme, _, found := strings.Cut(written, ":")
	if !found || strings.Contains(scheme, "$") {
		return ""
	}
	return scheme
}

func broken(s string) bool {
	u, err := url.Parse(s)
	return err != nil || u.Host == "" || strings.ContainsAny(s, " \t\r\n")
}

// secretWritten says whether the user part of a URL has a password that does not come from the environment.
func secretWritten(s string) bool {
	_, rest, ok := strings.Cut(s, "://")
	if !ok {
		return false
	}
	if cut := strings.IndexAny(rest, "/?#"); cut >= 0 && strings.Contains(rest[:cut], "@") {
		rest = rest[:cut]
	}
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return false
	}
	_, password, _ := strings.Cut(rest[:at], ":")
	return password != "" && !strings.Contains(rest[:at], "${")
}

// expand puts the environment's values in place of ${NAME}. ok is false, and the fault recorded, when one is
// unset or empty.
func (n node) expand(s string) (string, bool) {
	ok := true
	whole := fromEnv.ReplaceAllStringFunc(s, func(name string) string {
		name = name[2 : len(name)-1]
		value, found := n.r.env(name)
		if !found || strings.TrimSpace(value) == "" {
			n.fault("the environment has no %s; set it, or take this out", name)
			ok = false
		}
		return strings.TrimSpace(value)
	})
	if strings.Contains(fromEnv.ReplaceAllString(s, ""), "$") {
		n.fault("has a $ that names no variable; write ${NAME}")
		ok = false
	}
	return whole, ok
}

// hook reads an http URL that may hold ${NAME}, and keeps it secret.
func hook(to *Secret) read {
	return func(n node) {
		s, ok := n.word()
		if !ok {
			return
		}
		whole, ok := n.expand(s)
		if !ok {
			return
		}
		if say := badAddress(whole); say != "" {
			n.fault("%s", say)
			return
		}
		*to = Secret(whole)
	}
}
