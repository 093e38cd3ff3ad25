package blockkit

import (
	"slices"
	"unicode/utf8"
)

// maxBlocks is how many blocks a surface takes.
func maxBlocks(s Surface) int {
	if s == Message {
		return 50
	}
	return 100
}

func (c *checker) blocks(blocks []any, at string) {
	if n := maxBlocks(c.surface); len(blocks) > n {
		c.fail(at, "no more than %d items allowed", n)
	}
	for i, v := range blocks {
		bat := at + "/" + itoa(i)
		if b := c.obj(v, bat); b != nil {
			c.block(b, bat)
		}
	}
}

func (c *checker) block(b object, at string) {
	kind, _ := b["type"].(string)
	if !slices.Contains(kindsOn(c.surface), kind) {
		c.fail(at+"/type", "unsupported type: %s", kind)
		return
	}
	c.blockID(b, at)
	switch kind {
	case "divider":
		c.keys(b, at, "block_id")
	case "header":
		c.keys(b, at, "block_id", "text")
		c.mustText(b, "text", at, 150, plain)
	case "section":
		c.section(b, at)
	case "image":
		c.image(b, at, true)
	case "context":
		c.context(b, at)
	case "actions":
		c.actions(b, at)
	case "input":
		c.input(b, at)
	case "markdown":
		c.markdownBlock(b, at)
	case "table":
		c.table(b, at)
	case "rich_text":
		c.keys(b, at, "block_id", "elements")
		c.list(b, "elements", at, 0, 1000)
	}
}

func kindsOn(s Surface) []string {
	kinds := []string{"divider", "header", "section", "image", "context", "actions", "input", "rich_text"}
	if s == Message {
		kinds = append(kinds, "markdown", "table")
	}
	return kinds
}

func (c *checker) blockID(b object, at string) {
	c.ident(b, "block_id", at, 255)
	id, _ := b["block_id"].(string)
	if id != "" && c.blockIDs[id] {
		c.fail(at+"/block_id", "`block_id` already exists")
	}
	c.blockIDs[id] = true
}

func (c *checker) section(b object, at string) {
	c.keys(b, at, "block_id", "text", "fields", "accessory", "expand")
	c.flag(b, at, "expand")
	c.text(b, "text", at, 3000)
	_, hasFields := b["fields"]
	if hasFields {
		for i, v := range c.list(b, "fields", at, 1, 10) {
			c.textObject(v, at+"/fields/"+itoa(i), 2000)
		}
	} else {
		c.want(b, "text", at)
	}
	if v, ok := b["accessory"]; ok && v != nil {
		c.element(v, at+"/accessory", accessories())
	}
}

func (c *checker) image(b object, at string, block bool) {
	allowed := []string{"image_url", "slack_file", "alt_text"}
	if block {
		allowed = append(allowed, "block_id", "title")
		c.text(b, "title", at, 2000, plain)
	}
	c.keys(b, at, allowed...)
	if _, ok := b["slack_file"]; !ok && c.want(b, "image_url", at) {
		c.link(b, "image_url", at, 3000)
	}
	c.mustStr(b, "alt_text", at, 2000)
}

func (c *checker) context(b object, at string) {
	c.keys(b, at, "block_id", "elements")
	for i, v := range c.list(b, "elements", at, 1, 10) {
		eat := at + "/elements/" + itoa(i)
		if o, ok := v.(object); ok && o["type"] == "image" {
			c.image(o, eat, false)
			continue
		}
		c.textObject(v, eat, 3000)
	}
}

func (c *checker) actions(b object, at string) {
	c.keys(b, at, "block_id", "elements")
	seen := map[string]bool{}
	for i, v := range c.list(b, "elements", at, 1, 25) {
		eat := at + "/elements/" + itoa(i)
		c.element(v, eat, actionElements())
		o, _ := v.(object)
		id, _ := o["action_id"].(string)
		if id != "" && seen[id] {
			c.fail(eat+"/action_id", "`action_id` already exists")
		}
		seen[id] = true
	}
}

func (c *checker) input(b object, at string) {
	c.inputs++
	c.keys(b, at, "block_id", "label", "element", "hint", "optional", "dispatch_action")
	c.flag(b, at, "optional", "dispatch_action")
	c.mustText(b, "label", at, 2000, plain)
	c.text(b, "hint", at, 2000, plain)
	if c.want(b, "element", at) {
		c.element(b["element"], at+"/element", inputElements())
	}
}

// markdownBlock counts against the 12,000 characters all markdown blocks of
// one payload share.
func (c *checker) markdownBlock(b object, at string) {
	c.keys(b, at, "block_id", "text")
	s := c.mustStr(b, "text", at, 12000)
	c.markdown += utf8.RuneCountInString(s)
	if c.markdown > 12000 {
		c.fail(at+"/text", "all markdown blocks together must be less than 12001 characters")
	}
}

func (c *checker) table(b object, at string) {
	c.keys(b, at, "block_id", "rows", "column_settings")
	for i, v := range c.list(b, "rows", at, 1, 100) {
		rat := at + "/rows/" + itoa(i)
		cells, ok := v.([]any)
		switch {
		case !ok:
			c.fail(rat, "must be an array")
		case len(cells) > 20:
			c.fail(rat, "no more than 20 items allowed")
		}
		for j, cell := range cells {
			o := c.obj(cell, rat+"/"+itoa(j))
			if o != nil && o["type"] != "raw_text" && o["type"] != "rich_text" {
				c.fail(rat+"/"+itoa(j)+"/type", "unsupported type: %v", o["type"])
			}
		}
	}
}
