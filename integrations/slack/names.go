package slack

import (
	"regexp"
	"strconv"
	"strings"
)

// numbered matches an id that ends like one that names gave out.
var numbered = regexp.MustCompile(`#[0-9]+$`)

// linkPrefix marks buttons that open a page: Slack reports their presses too, and nothing
// is to be done then.
const linkPrefix = "url:"

// names gives each element of a message its own id: Slack refuses the same twice.
type names map[string]int

// id is the name itself the first time, then name#2, name#3.
func (n names) id(name string) string {
	if len(name) > maxName {
		name = strings.ToValidUTF8(name[:maxName], "")
	}
	n[name]++
	if n[name] == 1 && !numbered.MatchString(name) {
		return name
	}
	return name + "#" + strconv.Itoa(n[name])
}

// bare is the name of an id that names gave out.
func bare(id string) string { return numbered.ReplaceAllString(id, "") }
