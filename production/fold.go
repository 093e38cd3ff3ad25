package production

import (
	"strings"
	"unicode"
)

// plain maps the accented letters of French to the bare ones.
var plain = strings.NewReplacer(
	"à", "a", "â", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e",
	"î", "i", "ï", "i", "ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u", "ÿ", "y",
	"œ", "oe", "æ", "ae",
)

// Fold reduces a word to what people mean by it: small letters without accents, digits,
// and single hyphens for everything else.
func Fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range plain.Replace(strings.ToLower(s)) {
		if unicode.Is(unicode.Mn, r) { // an accent that stands by itself
			continue
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		} else {
			gap = true
		}
	}
	return b.String()
}
