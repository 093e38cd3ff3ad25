package slack

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMarkupIsNotCutInHalf(t *testing.T) {
	for _, c := range []struct {
		text  string
		limit int
		want  string
	}{
		{"short", 10, "short"},
		{"exactly10!", 10, "exactly10!"},
		{"elevenchars", 10, "elevencha…"},
		{"été été été", 6, "été é…"},
		{"12345&amp;7", 8, "12345…"},
		{"12345&amp;7", 11, "12345&amp;7"},
		{"hello <@U024BE7LH> there", 12, "hello…"},
		{"see <https://a.b|the page> now", 27, "see <https://a.b|the page>…"},
		{"a < b and b > a", 9, "a < b an…"},
		{"x &notanentity; y", 5, "x &n…"},
		{"<not a token, never closed", 6, "<not…"},
		{"log:\n```one two three```", 16, "log:\n```one…\n```"},
		{"bad \xff byte", 20, "bad \uFFFD byte"},
	} {
		if got := cutMarkup(c.text, c.limit, runes); got != c.want {
			t.Errorf("%q at %d is cut to %q, want %q", c.text, c.limit, got, c.want)
		}
	}
}

func TestAnyCutIsBetweenPieces(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		all := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "é", "&amp;", "&lt;", "&gt;", "<@U1|ann>", "<https://a.b?c=d&amp;e|f g>", "👩"}), 0, 30).Draw(rt, "pieces")
		limit := rapid.IntRange(1, 60).Draw(rt, "limit")
		whole := strings.Join(all, "")
		got := cutMarkup(whole, limit, runes)
		if got == whole && runes(whole) <= limit {
			return
		}
		for i := range all {
			if strings.Join(all[:i], "")+"…" == got && runes(got) <= limit {
				return
			}
		}
		rt.Fatalf("%q at %d is cut to %q", whole, limit, got)
	})
}

func TestBytesOfAnUpdateAreCountedAsSlackDoes(t *testing.T) {
	if got := cutMarkup(strings.Repeat("&", 1000), 4000, escapedBytes); escapedLen(got) > 4000 || len(got) < 790 {
		t.Errorf("1,000 ampersands are cut to %d bytes of which Slack makes %d", len(got), escapedLen(got))
	}
	if s := strings.Repeat("é", 2000); cutMarkup(s, 4000, escapedBytes) != s {
		t.Error("4,000 bytes fit and were cut")
	}
}

func escapedLen(s string) int { return len(slackEscaped(s)) }

func TestNamesComeBackBare(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n, seen := names{}, map[string]bool{}
		all := rapid.SliceOfN(rapid.SampledFrom([]string{"page.ack", "a", "a#1", "a#2", "a#2#1", "#", "#3", "x#y"}), 1, 20).Draw(rt, "names")
		for _, name := range all {
			id := n.id(name)
			if seen[id] {
				rt.Fatalf("%v: the id %s is given twice", all, id)
			}
			seen[id] = true
			if bare(id) != name {
				rt.Fatalf("%s comes back as %s", name, bare(id))
			}
		}
	})
}
