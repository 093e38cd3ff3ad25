package blockkit

import (
	"fmt"
	"slices"
)

const (
	plain  = "plain_text"
	mrkdwn = "mrkdwn"
)

// text judges the text object at key, of at most max characters, in one of
// the kinds; none means plain text or mrkdwn.
func (c *checker) text(o object, key, at string, max int, kinds ...string) {
	v, ok := o[key]
	if !ok || v == nil {
		return
	}
	c.textObject(v, at+"/"+key, max, kinds...)
}

func (c *checker) mustText(o object, key, at string, max int, kinds ...string) {
	if c.want(o, key, at) {
		c.text(o, key, at, max, kinds...)
	}
}

func (c *checker) textObject(v any, at string, max int, kinds ...string) {
	t := c.obj(v, at)
	if t == nil {
		return
	}
	if len(kinds) == 0 {
		kinds = []string{plain, mrkdwn}
	}
	kind, _ := t["type"].(string)
	if !slices.Contains(kinds, kind) {
		c.fail(at+"/type", "must be one of: %v", kinds)
		return
	}
	if kind == plain {
		c.keys(t, at, "text", "emoji")
	} else {
		c.keys(t, at, "text", "verbatim")
	}
	c.flag(t, at, "emoji", "verbatim")
	c.mustStr(t, "text", at, max)
}

// confirm judges the confirmation dialog of an element, if it has one.
func (c *checker) confirm(o object, at string) {
	v, ok := o["confirm"]
	if !ok || v == nil {
		return
	}
	at += "/confirm"
	d := c.obj(v, at)
	if d == nil {
		return
	}
	c.keys(d, at, "title", "text", "confirm", "deny", "style")
	c.mustText(d, "title", at, 100, plain)
	c.mustText(d, "text", at, 300)
	c.mustText(d, "confirm", at, 30, plain)
	c.mustText(d, "deny", at, 30, plain)
	c.oneOf(d, "style", at, "primary", "danger")
}

// choices is how the options of one kind of element may look.
type choices struct {
	max       int
	rich      bool // option texts may be mrkdwn
	linked    bool // options may have a url
	initial   string
	mayBeSets bool // option_groups may stand for options
}

func (c *checker) choices(o object, at string, how choices) {
	groups, grouped := o["option_groups"]
	if how.mayBeSets && grouped && groups != nil {
		c.optionGroups(o, at, how)
	} else {
		for i, v := range c.list(o, "options", at, 1, how.max) {
			c.option(v, at+"/options/"+itoa(i), how)
		}
	}
	c.initial(o, at, how.initial)
}

func (c *checker) optionGroups(o object, at string, how choices) {
	if _, both := o["options"]; both {
		c.fail(at, "options and option_groups exclude each other")
	}
	for i, v := range c.list(o, "option_groups", at, 1, 100) {
		gat := at + "/option_groups/" + itoa(i)
		g := c.obj(v, gat)
		if g == nil {
			continue
		}
		c.keys(g, gat, "label", "options")
		c.mustText(g, "label", gat, 75, plain)
		for j, v := range c.list(g, "options", gat, 1, how.max) {
			c.option(v, gat+"/options/"+itoa(j), how)
		}
	}
}

func (c *checker) option(v any, at string, how choices) {
	o := c.obj(v, at)
	if o == nil {
		return
	}
	kinds := []string{plain}
	if how.rich {
		kinds = []string{plain, mrkdwn}
	}
	c.keys(o, at, "text", "value", "description", "url")
	c.mustText(o, "text", at, 75, kinds...)
	c.mustStr(o, "value", at, 150)
	c.text(o, "description", at, 75, kinds...)
	if _, has := o["url"]; has && !how.linked {
		c.fail(at+"/url", "invalid additional property: url")
	}
	c.link(o, "url", at, 3000)
}

// initial demands that what is chosen at first is one of the options.
func (c *checker) initial(o object, at, key string) {
	v, ok := o[key]
	if key == "" || !ok || v == nil {
		return
	}
	chosen, ok := v.([]any)
	if !ok {
		chosen = []any{v}
	}
	known := optionValues(o)
	for _, v := range chosen {
		one, _ := v.(object)
		if value, _ := one["value"].(string); !slices.Contains(known, value) {
			c.fail(at+"/"+key, "must be one of the provided options")
		}
	}
}

func optionValues(o object) []string {
	var values []string
	for _, option := range Options(o) {
		value, _ := option["value"].(string)
		values = append(values, value)
	}
	return values
}

// Options are all the options of a menu, those of its groups included.
func Options(element object) []object {
	var out []object
	options, _ := element["options"].([]any)
	for _, v := range options {
		if o, ok := v.(object); ok {
			out = append(out, o)
		}
	}
	groups, _ := element["option_groups"].([]any)
	for _, g := range groups {
		if o, ok := g.(object); ok {
			out = append(out, Options(o)...)
		}
	}
	return out
}

func itoa(i int) string { return fmt.Sprint(i) }
