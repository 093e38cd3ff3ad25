package commands

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/hbollon/go-edlib"

	"vigie/production"
)

// nearLimit is how many letters may be wrong, missing, added or swapped in a near word.
const nearLimit = 2

// NearWords gives the words within two slips of the finger, the nearest first. A guess is
// offered, never acted on. Words under seven letters may have one slip.
func NearWords(word string, among []string) []string {
	word = production.Fold(word)
	type guess struct {
		word string
		far  int
	}
	var near []guess
	for _, w := range among {
		if far := edlib.OSADamerauLevenshteinDistance(word, production.Fold(w)); far <= nearLimit && (far <= 1 || utf8.RuneCountInString(word) >= 7) && far < len(w) {
			near = append(near, guess{w, far})
		}
	}
	slices.SortStableFunc(near, func(a, b guess) int { return cmp.Compare(a.far, b.far) })
	words := make([]string, len(near))
	for i, g := range near {
		words[i] = g.word
	}
	return words
}

// namesShown is how many names are offered for one that is unknown.
const namesShown = 3

// NearNames gives the names most like one, the nearest first, by Jaro-Winkler, which
// favours the same beginning.
func NearNames(name string, among []string) []string {
	name = production.Fold(name)
	type guess struct {
		name string
		like float32
	}
	var near []guess
	for _, n := range among {
		near = append(near, guess{n, edlib.JaroWinklerSimilarity(name, production.Fold(n))})
	}
	slices.SortStableFunc(near, func(a, b guess) int { return cmp.Compare(b.like, a.like) })
	names := make([]string, 0, namesShown)
	for _, g := range near[:min(len(near), namesShown)] {
		names = append(names, g.name)
	}
	return names
}
