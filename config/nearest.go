package config

import (
	"strings"

	"github.com/hbollon/go-edlib"
)

// plain maps what people type differently to one spelling: French accents, curly apostrophes.
var plain = strings.NewReplacer(
	"à", "a", "â", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i",
	"ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u", "ÿ", "y", "œ", "oe", "æ", "ae", "’", "'", "-", "_",
)

// fold is s without case, accents and outer spaces, for comparing what people write.
func fold(s string) string {
	return plain.Replace(strings.ToLower(strings.TrimSpace(s)))
}

// nearest is the known word that a mistyped one most resembles; "" when none is near enough to be offered.
func nearest(word string, known []string) string {
	w := fold(word)
	if len(w) == 0 || len(w) > 64 {
		return ""
	}
	best, least := "", max(1, len(w)/3)+1
	for _, k := range known {
		if len(k) > 64 {
			continue
		}
		if d := edlib.OSADamerauLevenshteinDistance(w, fold(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// offer is the end of a message about a word that is not known: the nearest, or all there are.
func offer(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return "did you mean " + near + "?"
	}
	if len(known) == 1 {
		return "write " + known[0]
	}
	if len(known) > 20 {
		known = append(known[:20:20], "…")
	}
	return "write one of " + strings.Join(known, ", ")
}
