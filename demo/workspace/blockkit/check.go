// Package blockkit judges Block Kit as Slack does: which blocks and elements
// exist, where they may stand and how long their parts may be.
// Limits are those of docs.slack.dev/reference/block-kit.
package blockkit

import (
	"fmt"
	"net/url"
	"slices"
	"unicode/utf8"
)

// Surface is the place blocks are shown on.
type Surface string

// The three surfaces of Slack.
const (
	Message Surface = "message"
	Modal   Surface = "modal"
	Home    Surface = "home"
)

// Fault is one breach of a rule, with the JSON pointer of the guilty value.
type Fault struct{ Text, Pointer string }

// String words the fault as Slack does in response_metadata.messages.
func (f Fault) String() string {
	return "[ERROR] " + f.Text + " [json-pointer:" + f.Pointer + "]"
}

// Messages are the faults in Slack's words.
func Messages(faults []Fault) []string {
	var out []string
	for _, f := range faults {
		out = append(out, f.String())
	}
	return out
}

// Blocks judges the blocks of a surface; at is the JSON pointer of the list,
// such as "/blocks".
func Blocks(s Surface, blocks []any, at string) []Fault {
	c := &checker{surface: s, blockIDs: map[string]bool{}}
	c.blocks(blocks, at)
	return c.faults
}

type object = map[string]any

type checker struct {
	surface  Surface
	faults   []Fault
	blockIDs map[string]bool
	markdown int // characters of all markdown blocks so far
	focused  int // elements with focus_on_load so far
	inputs   int // input blocks so far
}

func (c *checker) fail(at, format string, args ...any) {
	c.faults = append(c.faults, Fault{fmt.Sprintf(format, args...), at})
}

// keys refuses the properties Slack does not know.
func (c *checker) keys(o object, at string, allowed ...string) {
	for _, k := range sortedKeys(o) {
		if k != "type" && !slices.Contains(allowed, k) {
			c.fail(at+"/"+k, "invalid additional property: %s", k)
		}
	}
}

func sortedKeys(o object) []string {
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// want says whether key is present, and faults its absence.
func (c *checker) want(o object, key, at string) bool {
	if v, ok := o[key]; ok && v != nil {
		return true
	}
	c.fail(at, "missing required field: %s", key)
	return false
}

func (c *checker) length(s, at string, max int) {
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		c.fail(at, "must be more than 0 characters")
	case n > max:
		c.fail(at, "must be less than %d characters", max+1)
	}
}

// str judges an optional string of 1..max characters.
func (c *checker) str(o object, key, at string, max int) string {
	v, ok := o[key]
	if !ok || v == nil {
		return ""
	}
	s, ok := v.(string)
	if !ok {
		c.fail(at+"/"+key, "must be a string")
		return ""
	}
	c.length(s, at+"/"+key, max)
	return s
}

// mustStr is str for a required property.
func (c *checker) mustStr(o object, key, at string, max int) string {
	if !c.want(o, key, at) {
		return ""
	}
	return c.str(o, key, at, max)
}

// ident judges action_id and callback_id, which may be left empty.
func (c *checker) ident(o object, key, at string, max int) {
	if s, ok := o[key].(string); !ok || s != "" {
		c.str(o, key, at, max)
	}
}

func (c *checker) link(o object, key, at string, max int) {
	s := c.str(o, key, at, max)
	if s == "" {
		return
	}
	if u, err := url.Parse(s); err != nil || u.Scheme == "" || u.Host == "" && u.Opaque == "" {
		c.fail(at+"/"+key, "must be a valid URI")
	}
}

func (c *checker) oneOf(o object, key, at string, allowed ...string) {
	v, ok := o[key]
	if !ok || v == nil {
		return
	}
	if s, ok := v.(string); !ok || !slices.Contains(allowed, s) {
		c.fail(at+"/"+key, "must be one of: %v", allowed)
	}
}

func (c *checker) flag(o object, at string, keys ...string) {
	for _, key := range keys {
		if v, ok := o[key]; ok {
			if _, ok := v.(bool); !ok {
				c.fail(at+"/"+key, "must be a boolean")
			}
		}
	}
}

// list reads an array of min..max items.
func (c *checker) list(o object, key, at string, min, max int) []any {
	if !c.want(o, key, at) {
		return nil
	}
	items, ok := o[key].([]any)
	switch {
	case !ok:
		c.fail(at+"/"+key, "must be an array")
	case len(items) < min:
		c.fail(at+"/"+key, "no fewer than %d items allowed", min)
	case len(items) > max:
		c.fail(at+"/"+key, "no more than %d items allowed", max)
	}
	return items
}

// obj reads an object, faulting anything else.
func (c *checker) obj(v any, at string) object {
	o, ok := v.(object)
	if !ok {
		c.fail(at, "must be an object")
	}
	return o
}
