package blockkit

import "iter"

// Placed is an interactive element with the block that holds it.
type Placed struct {
	Block, Element map[string]any
}

// BlockID is the id of the block that holds the element.
func (p Placed) BlockID() string { return text(p.Block, "block_id") }

// ActionID is the id of the element.
func (p Placed) ActionID() string { return text(p.Element, "action_id") }

// Kind is the type of the element, such as "button".
func (p Placed) Kind() string { return text(p.Element, "type") }

// Label is what a person reads on the element: the text of a button, the
// placeholder of a menu, or the label of its input block.
func (p Placed) Label() string {
	for _, o := range []any{p.Element["text"], p.Block["label"], p.Element["placeholder"]} {
		if t, ok := o.(object); ok {
			return text(t, "text")
		}
	}
	return ""
}

func text(o object, key string) string {
	s, _ := o[key].(string)
	return s
}

// Elements are the interactive elements of blocks, in reading order.
func Elements(blocks []any) iter.Seq[Placed] {
	return func(yield func(Placed) bool) {
		for _, v := range blocks {
			block, _ := v.(object)
			for _, e := range held(block) {
				if o, ok := e.(object); ok && o["type"] != "image" && !yield(Placed{block, o}) {
					return
				}
			}
		}
	}
}

func held(block object) []any {
	switch block["type"] {
	case "section":
		return []any{block["accessory"]}
	case "input":
		return []any{block["element"]}
	case "actions":
		elements, _ := block["elements"].([]any)
		return elements
	}
	return nil
}

// Name gives every block a block_id and every interactive element an
// action_id where the author left them out, as Slack does.
func Name(blocks []any, next func() string) {
	for _, v := range blocks {
		if block, ok := v.(object); ok && text(block, "block_id") == "" {
			block["block_id"] = next()
		}
	}
	for p := range Elements(blocks) {
		if p.ActionID() == "" {
			p.Element["action_id"] = next()
		}
	}
}
