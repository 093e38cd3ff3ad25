package commands

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWordsAreCutAtSpacesAndKeptTogetherByQuotes(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  []string
	}{
		{"", nil},
		{" \t\n ", nil},
		{"api", []string{"api"}},
		{"  api \t web\nwhy ", []string{"api", "web", "why"}},
		{`api "too slow" now`, []string{"api", "too slow", "now"}},
		{"api “too slow” now", []string{"api", "too slow", "now"}},
		{"api ”too slow” now", []string{"api", "too slow", "now"}},
		{"api « trop lent » ici", []string{"api", "trop lent", "ici"}},
		{"l'api d’ici", []string{"l'api", "d’ici"}},
		{`api "never closed`, []string{"api", "never closed"}},
		{`""`, []string{""}},
		{`a"b c"d`, []string{"ab cd"}},
		{`"say « hello »"`, []string{"say « hello »"}},
		{"a\u00a0b", []string{"a", "b"}},
	} {
		if got := Split(c.typed); !slices.Equal(got, c.want) {
			t.Errorf("%q is the words %q, want %q", c.typed, got, c.want)
		}
	}
}

func TestTheFirstWordIsCutOffWithTheSpacesAroundIt(t *testing.T) {
	for typed, want := range map[string][2]string{
		"": {"", ""}, "  note ": {"note", ""}, "note a  b ": {"note", "a  b"}, "note\n\ta": {"note", "a"}, "é\u00a0a": {"é", "a"},
	} {
		if word, rest := firstWord(typed); word != want[0] || rest != want[1] {
			t.Errorf("%q is %q and %q, want %q", typed, word, rest, want)
		}
	}
}

// wordsAreBare tells of a word that has a space at an end.
func wordsAreBare(t interface{ Errorf(string, ...any) }, typed string) {
	for _, word := range Split(typed) {
		if word != strings.TrimSpace(word) {
			t.Errorf("%q has the word %q, want no space at its ends", typed, word)
		}
	}
}

func TestNoWordHasASpaceAtItsEnds(t *testing.T) {
	piece := rapid.OneOf(rapid.SampledFrom([]string{" ", `"`, "“", "”", "«", "»", "'", "\t", "\u00a0", "a"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		wordsAreBare(t, strings.Join(rapid.SliceOf(piece).Draw(t, "typed"), ""))
	})
}

func TestWhatIsQuotedStaysOneWord(t *testing.T) {
	quotes := rapid.SampledFrom([][2]string{{`"`, `"`}, {"“", "”"}, {"”", "”"}, {"«", "»"}})
	rapid.Check(t, func(t *rapid.T) {
		var typed, want []string
		for range rapid.IntRange(0, 6).Draw(t, "words") {
			q := quotes.Draw(t, "quotes")
			word := strings.TrimSpace(strings.ReplaceAll(rapid.String().Draw(t, "word"), q[1], ""))
			typed, want = append(typed, q[0]+word+q[1]), append(want, word)
		}
		gap := rapid.SampledFrom([]string{" ", "  ", "\t", "\n", "\u00a0"}).Draw(t, "gap")
		if got := Split(strings.Join(typed, gap)); !slices.Equal(got, want) {
			t.Errorf("%q is the words %q, want %q", typed, got, want)
		}
	})
}

func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"", `api "too slow`, "« a » b", "a\x80\"b c\"", "”“»«"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) { wordsAreBare(t, typed) })
}
