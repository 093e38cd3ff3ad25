package config

// likes reads a list of texts of a form, each once.
func likes(to *[]string, k kind) read {
	return each(to, func(s *string) read { return like(s, k) })
}

// words reads a list of a few words, each once.
func words(to *[]string, known []string) read {
	return each(to, func(s *string) read { return oneOf(s, known...) })
}

// texts reads a list of texts, each once.
func texts(to *[]string) read { return each(to, text) }

// each reads a list by a reader of one, and refuses what is there twice.
func each(to *[]string, one func(*string) read) read {
	return func(n node) {
		already := seen{}
		for _, item := range n.items() {
			var s string
			one(&s)(item)
			if s == "" {
				continue
			}
			already.once(n.r, item.path, s)
			*to = append(*to, s)
		}
	}
}
