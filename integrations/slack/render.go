package slack

import (
	"net/url"
	"slices"
	"strconv"
	"unicode/utf8"

	slackgo "github.com/slack-go/slack"

	"vigie/commands"
)

// drawing is a message in Slack's terms, within its limits.
type drawing struct {
	text   string
	blocks []slackgo.Block
}

// draw makes a message for chat.postMessage and answer addresses.
func draw(m commands.Message) drawing {
	p := painter{names: names{}}
	return drawing{
		text:   cutMarkup(words(m), maxPost, runes),
		blocks: p.parts(m.Parts, maxMessageBlocks),
	}
}

// redraw makes a message for chat.update, whose texts are shorter. It always has a block:
// those of the message before would stay otherwise.
func redraw(m commands.Message) drawing {
	d := draw(m)
	if len(d.blocks) == 0 {
		d.blocks = []slackgo.Block{&slackgo.SectionBlock{Type: slackgo.MBTSection, Text: markup(d.text, maxText)}}
	}
	d.text = cutMarkup(d.text, maxUpdate, escapedBytes)
	return d
}

// words is the message in one line: its text, or the first words of its parts.
func words(m commands.Message) string {
	if !blank(m.Text) {
		return m.Text
	}
	for _, part := range m.Parts {
		var s string
		switch part := part.(type) {
		case commands.Header:
			s = string(part)
		case commands.Section:
			s = part.Text
		case commands.Context:
			s = string(part)
		case commands.Image:
			s = first(part.Alt, part.Title)
		}
		if !blank(s) {
			return s
		}
	}
	return ellipsis
}

// painter draws the parts of one surface.
type painter struct {
	names names
	// inputs are drawn in forms alone.
	inputs bool
}

// parts draws all that fits; the last block then says how many parts were left out.
func (p painter) parts(parts []commands.Part, limit int) []slackgo.Block {
	var groups [][]slackgo.Block
	for _, part := range parts {
		if g := p.part(part); len(g) > 0 {
			groups = append(groups, g)
		}
	}
	all := slices.Concat(groups...)
	if len(all) <= limit {
		return all
	}
	var fit []slackgo.Block
	for i, g := range groups {
		if len(fit)+len(g) > limit-1 {
			return append(fit, small("… +"+strconv.Itoa(len(groups)-i)))
		}
		fit = append(fit, g...)
	}
	return fit
}

// part draws a part; nothing for one that Slack would refuse.
func (p painter) part(part commands.Part) []slackgo.Block {
	switch part := part.(type) {
	case commands.Header:
		return header(string(part))
	case commands.Section:
		return p.section(part)
	case commands.Fields:
		return fields(part)
	case commands.Context:
		return smallPrint(string(part))
	case commands.Divider:
		return []slackgo.Block{slackgo.NewDividerBlock()}
	case commands.Actions:
		return p.actions(part)
	case commands.Image:
		return image(part)
	case commands.Input:
		return p.input(part)
	}
	return nil
}

func header(s string) []slackgo.Block {
	text := plain(s, maxHeader)
	if text == nil {
		return nil
	}
	return []slackgo.Block{slackgo.NewHeaderBlock(text)}
}

func (p painter) section(s commands.Section) []slackgo.Block {
	text := markup(s.Text, maxText)
	if text == nil {
		if s.Side == nil {
			return nil
		}
		return p.actions(commands.Actions{*s.Side})
	}
	block := &slackgo.SectionBlock{Type: slackgo.MBTSection, Text: text}
	if s.Side != nil {
		if b := p.button(*s.Side); b != nil {
			block.Accessory = slackgo.NewAccessory(b)
		}
	}
	return []slackgo.Block{block}
}

// fields draws as many sections as there are tens of facts.
func fields(all commands.Fields) []slackgo.Block {
	var texts []*slackgo.TextBlockObject
	for _, f := range all {
		if text := markup(factText(f), maxFieldText); text != nil {
			texts = append(texts, text)
		}
	}
	var blocks []slackgo.Block
	for some := range slices.Chunk(texts, maxFields) {
		blocks = append(blocks, &slackgo.SectionBlock{Type: slackgo.MBTSection, Fields: some})
	}
	return blocks
}

func factText(f commands.Field) string {
	switch {
	case blank(f.Name):
		return f.Value
	case blank(f.Value):
		return "*" + f.Name + "*"
	}
	return "*" + f.Name + "*\n" + f.Value
}

func smallPrint(s string) []slackgo.Block {
	if blank(s) {
		return nil
	}
	return []slackgo.Block{small(s)}
}

// small is a line in small print; s is not blank.
func small(s string) slackgo.Block { return slackgo.NewContextBlock("", markup(s, maxText)) }

// image draws a picture, or its words if the address cannot be one.
func image(i commands.Image) []slackgo.Block {
	alt := first(i.Alt, i.Title)
	if !isURL(i.URL) {
		return smallPrint(alt)
	}
	if alt == "" {
		alt = ellipsis
	}
	return []slackgo.Block{slackgo.NewImageBlock(i.URL, cutPlain(alt, maxAlt), "", plain(i.Title, maxFieldText))}
}

// isURL tells whether Slack takes an address.
func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" &&
		utf8.ValidString(s) && runes(s) <= maxURL
}

// actions draws as many rows as there are twenty-fives of buttons and menus.
func (p painter) actions(all commands.Actions) []slackgo.Block {
	var elements []slackgo.BlockElement
	for _, a := range all {
		switch a := a.(type) {
		case commands.Button:
			if b := p.button(a); b != nil {
				elements = append(elements, b)
			}
		case commands.Menu:
			if m := p.menu(a); m != nil {
				elements = append(elements, m)
			}
		}
	}
	var blocks []slackgo.Block
	for row := range slices.Chunk(elements, maxActions) {
		blocks = append(blocks, slackgo.NewActionBlock("", row...))
	}
	return blocks
}
