package config

import "strings"

// remedies are what to do about the parser's commonest complaints, by a part of their words.
var remedies = []struct{ part, say string }{
	{"mapping value is not allowed", "; put a value that holds a colon in quotes"},
	{"reserved character", "; put the value in quotes"},
	{"directive", "; put a value that begins with % in quotes"},
	{"end character", "; close the quote"},
	{"must be specified", "; close the bracket"},
	{"value is not allowed in this context", "; is this line indented as its neighbours are?"},
}

// remedy is what to do about a complaint of the parser; "" when it says enough.
func remedy(complaint string) string {
	for _, r := range remedies {
		if strings.Contains(complaint, r.part) {
			return r.say
		}
	}
	return ""
}
