package blockkit

// View judges a modal or home view; pointers start at "/view".
func View(view map[string]any) []Fault {
	kind, _ := view["type"].(string)
	c := &checker{surface: Surface(kind), blockIDs: map[string]bool{}}
	switch c.surface {
	case Modal:
		c.modal(view, "/view")
	case Home:
		c.keys(view, "/view", "blocks", "private_metadata", "callback_id", "external_id")
	default:
		c.fail("/view/type", "must be one of: [modal home]")
		return c.faults
	}
	c.ident(view, "private_metadata", "/view", 3000)
	c.ident(view, "callback_id", "/view", 255)
	c.ident(view, "external_id", "/view", 255)
	c.blocks(c.list(view, "blocks", "/view", 0, 100), "/view/blocks")
	if _, ok := view["submit"]; !ok && c.inputs > 0 && c.surface == Modal {
		c.fail("/view", "missing required field: submit, because an `input` block is within blocks")
	}
	return c.faults
}

func (c *checker) modal(view object, at string) {
	c.keys(view, at, "title", "submit", "close", "blocks", "private_metadata", "callback_id", "external_id",
		"clear_on_close", "notify_on_close", "submit_disabled")
	c.flag(view, at, "clear_on_close", "notify_on_close", "submit_disabled")
	c.mustText(view, "title", at, 24, plain)
	c.text(view, "submit", at, 24, plain)
	c.text(view, "close", at, 24, plain)
}
