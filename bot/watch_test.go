package bot_test

import (
	"encoding/json"
	"regexp"
	"strings"

	"vigie/demo/workspace"
)

// watch notes what people see.
func (p *player) watch(e workspace.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e.Type {
	case "message", "update":
		p.message(e)
	case "view":
		p.seen = append(p.seen, name(e.User)+" gets the form: "+strings.Join(texts(e.View.Title, e.View.Blocks), " | "))
		for input, fault := range e.View.Errors {
			p.seen = append(p.seen, name(e.User)+" is told at "+input+": "+fault)
		}
	case "home":
		p.seen = append(p.seen, name(e.User)+"'s home: "+strings.Join(texts(nil, e.View.Blocks), " | "))
	case "problem":
		p.seen = append(p.seen, name(e.User)+" has a problem: "+e.Text)
	case "channel":
		if ch, ok := e.Channel.(workspace.Channel); ok && !p.known[ch.ID] && !ch.IM {
			p.known[ch.ID] = true
			p.seen = append(p.seen, "new channel #"+ch.Name)
		}
	}
}

// message notes what Vigie says; what people say themselves stands in the story already.
func (p *player) message(e workspace.Event) {
	m := e.Message
	if m.Subtype != "" && m.Subtype != "bot_message" || m.User != "U0VIGIE" {
		return
	}
	line := m.Text
	if whole := texts(nil, m.Blocks); len(whole) > 0 && e.Type == "message" && (m.Ephemeral || blocks(m.Blocks)[0].Type == "header") {
		line = strings.Join(whole, " | ")
	}
	if buttons := buttons(m.Blocks); len(buttons) > 0 {
		line += " [" + strings.Join(buttons, "] [") + "]"
	}
	where := m.Channel
	if m.Ephemeral {
		where = "only " + m.To
	}
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		where += " thread"
	}
	key := m.Channel + m.TS + m.To
	if e.Type == "message" {
		p.fresh[key] = true
	}
	p.edits[key] = where + ": " + line + edited(e.Type == "update" && !m.Ephemeral && !p.fresh[key])
}

func edited(yes bool) string {
	if yes {
		return " (edited)"
	}
	return ""
}

// events gives what was seen since the last time, people and channels by their names.
func (p *player) events() []string {
	p.mu.Lock()
	lines := p.seen
	for _, line := range p.edits {
		lines = append(lines, line)
	}
	p.seen, p.edits, p.fresh = nil, map[string]string{}, map[string]bool{}
	p.mu.Unlock()
	list := p.c.world.Slack.ChannelList()
	for i, line := range lines {
		for _, ch := range list {
			called := "#" + ch.Name
			if ch.IM {
				called = "to " + name(strings.Join(without(ch.Members, "U0VIGIE"), ""))
			}
			line = strings.ReplaceAll(strings.ReplaceAll(line, "<#"+ch.ID+">", called), ch.ID, called)
		}
		lines[i] = ids.ReplaceAllStringFunc(strings.ReplaceAll(line, "\n", " / "), func(id string) string { return name(strings.Trim(id, "<@>")) })
	}
	return sorted(lines)
}

var ids = regexp.MustCompile(`<@U0[A-Z]+>|\bU0[A-Z]+\b`)

func name(id string) string { return strings.ToLower(strings.TrimPrefix(id, "U0")) }

func without(list []string, s string) (out []string) {
	for _, l := range list {
		if l != s {
			out = append(out, l)
		}
	}
	return out
}

// block is what the stories read of Block Kit.
type block struct {
	Type      string
	Text      json.RawMessage
	Label     json.RawMessage
	Elements  []block
	Accessory *block
	Fields    []json.RawMessage
}

func blocks(raw []any) (all []block) {
	text, _ := json.Marshal(raw)
	_ = json.Unmarshal(text, &all)
	return all
}

// buttons lists the words on a message's buttons.
func buttons(raw []any) (all []string) {
	for _, b := range blocks(raw) {
		elements := b.Elements
		if b.Accessory != nil {
			elements = append(elements, *b.Accessory)
		}
		for _, e := range elements {
			if e.Type == "button" {
				all = append(all, word(e.Text))
			}
		}
	}
	return all
}

// texts lists the words of a form or home tab.
func texts(title any, raw []any) (all []string) {
	if title != nil {
		text, _ := json.Marshal(title)
		all = append(all, word(text))
	}
	for _, b := range blocks(raw) {
		for _, t := range append([]json.RawMessage{b.Text, b.Label}, b.Fields...) {
			if w := word(t); w != "" {
				all = append(all, w)
			}
		}
		for _, e := range b.Elements {
			if w := word(e.Text); w != "" && e.Type != "button" {
				all = append(all, "["+w+"]")
			}
		}
	}
	return all
}

// word is the text of a text object, or of a context element's own text.
func word(raw json.RawMessage) string {
	var object struct{ Text string }
	if json.Unmarshal(raw, &object) == nil {
		return object.Text
	}
	var text string
	_ = json.Unmarshal(raw, &text)
	return text
}
