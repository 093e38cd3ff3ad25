package workspace

import (
	"unicode/utf8"

	"vigie/demo/workspace/blockkit"
)

// maxText is where Slack cuts the text of a message, in characters.
const maxText = 40000

// content is what an app sends to be shown: the parts that were given.
type content struct {
	text                          string
	blocks, attachments           []any
	hasText, hasBlocks, hasAttach bool
	metadata                      map[string]any
	hasMetadata                   bool
}

// content reads and judges the visible part of a message.
func (a args) content() (content, error) {
	var c content
	var ok bool
	c.text, c.hasText = a.str("text"), a.has("text")
	c.text = cut(c.text)
	if c.blocks, ok = a.list("blocks"); !ok {
		return c, fail("invalid_blocks_format")
	}
	c.hasBlocks = a.has("blocks")
	if c.attachments, ok = a.list("attachments"); !ok {
		return c, fail("invalid_attachments")
	}
	c.hasAttach = a.has("attachments")
	if c.metadata, ok = a.object("metadata"); !ok {
		return c, fail("invalid_metadata_format")
	}
	c.hasMetadata = a.has("metadata")
	if err := c.judge(); err != nil {
		return c, err
	}
	return c, c.judgeMetadata()
}

func cut(text string) string {
	if utf8.RuneCountInString(text) <= maxText {
		return text
	}
	return string([]rune(text)[:maxText])
}

func (c *content) judge() error {
	if faults := blockkit.Blocks(blockkit.Message, c.blocks, "/blocks"); len(faults) > 0 {
		return fail("invalid_blocks", blockkit.Messages(faults)...)
	}
	if len(c.attachments) > 100 {
		return fail("too_many_attachments")
	}
	for _, v := range c.attachments {
		o, ok := v.(map[string]any)
		if !ok {
			return fail("invalid_attachments")
		}
		inner, _ := o["blocks"].([]any)
		if faults := blockkit.Blocks(blockkit.Message, inner, "/attachments/blocks"); len(faults) > 0 {
			return fail("invalid_attachments", blockkit.Messages(faults)...)
		}
	}
	return nil
}

// judgeMetadata wants an event_type and an event_payload; an empty one, as
// clients send for none, counts as none.
func (c *content) judgeMetadata() error {
	kind, _ := c.metadata["event_type"].(string)
	payload := c.metadata["event_payload"]
	if kind == "" && payload == nil {
		c.metadata = nil
		return nil
	}
	if _, ok := payload.(map[string]any); !ok || kind == "" {
		return fail("invalid_metadata_schema", "[ERROR] metadata must have event_type and event_payload")
	}
	return nil
}

func (c *content) empty() bool {
	return c.text == "" && len(c.blocks) == 0 && len(c.attachments) == 0
}

// message makes a message of the app from the content.
func (w *Workspace) message(c content) *Message {
	return &Message{User: w.opt.Bot.ID, bot: true, Text: c.text, Blocks: c.blocks,
		Attachments: c.attachments, Metadata: c.metadata}
}

// revise puts new content in a message; what was not given stays.
func (w *Workspace) revise(m *Message, c content) {
	if c.hasText {
		m.Text = c.text
	}
	if c.hasBlocks {
		m.Blocks = c.blocks
		m.state = nil
		w.name(m.Blocks)
	}
	if c.hasAttach {
		m.Attachments = c.attachments
	}
	if c.hasMetadata {
		m.Metadata = c.metadata
	}
	m.Edited, m.editedTS = true, w.stamp()
	e := Event{Type: "update", Message: m.copy()}
	if m.Ephemeral {
		e.to = []string{m.To}
	}
	w.tell(e)
}

// name gives blocks and elements the ids their author left out.
func (w *Workspace) name(blocks []any) {
	blockkit.Name(blocks, func() string { return w.next("b") })
}
