package commands

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

// paris is the crew's zone of these tests.
func paris(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// catalogueIn gives all words, with times said in Paris.
func catalogueIn(t testing.TB) *Texts {
	t.Helper()
	zone := paris(t)
	words, err := NewTexts(func() *time.Location { return zone })
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// forms are the texts of an id by plural form; one that has no plural is "other" alone.
type forms map[string]string

// catalogue reads the texts of a language.
func catalogue(t *testing.T, code string) map[string]forms {
	t.Helper()
	raw, err := texts.ReadFile("texts/active." + code + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var values map[string]any
	if err := yaml.Unmarshal(raw, &values); err != nil {
		t.Fatal(err)
	}
	all := make(map[string]forms, len(values))
	for id, value := range values {
		all[id] = forms{}
		switch value := value.(type) {
		case string:
			all[id]["other"] = value
		case map[string]any:
			for form, text := range value {
				all[id][form] = text.(string)
			}
		default:
			t.Errorf("%s: %s is a %T, want a text or its plurals", code, id, value)
		}
	}
	return all
}

var blank = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

// blanks are the names that a text has filled in.
func blanks(text string) []string {
	var names []string
	for _, found := range blank.FindAllStringSubmatch(text, -1) {
		names = append(names, found[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestBothLanguagesSayTheSameThings(t *testing.T) {
	en, fr := catalogue(t, "en"), catalogue(t, "fr")
	if diff := cmp.Diff(slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(fr))); diff != "" {
		t.Errorf("ids, English − and French +:\n%s", diff)
	}
	for id, english := range en {
		for form, french := range fr[id] {
			as := form
			if form == "many" {
				as = "other"
			}
			if diff := cmp.Diff(blanks(english[as]), blanks(french)); diff != "" {
				t.Errorf("%s (%s), blanks in English − and French +:\n%s", id, form, diff)
			}
		}
	}
}

func TestNoTextIsEmptyAndEachBlankIsWellWritten(t *testing.T) {
	for _, code := range Languages {
		for id, texts := range catalogue(t, code) {
			for form, text := range texts {
				left := blank.ReplaceAllString(text, "")
				if strings.TrimSpace(text) != text || text == "" || strings.ContainsAny(left, "{}") {
					t.Errorf("%s: %s (%s) reads %q", code, id, form, text)
				}
			}
		}
	}
}

func TestNoTextHasASignThatSlackWouldTakeForALink(t *testing.T) {
	for _, code := range Languages {
		for id, texts := range catalogue(t, code) {
			for form, text := range texts {
				if strings.ContainsAny(text, "<>") {
					t.Errorf("%s: %s (%s) reads %q", code, id, form, text)
				}
			}
		}
	}
}

func TestPluralsAreWholeInEachLanguage(t *testing.T) {
	want := map[string][]string{"en": {"one", "other"}, "fr": {"many", "one", "other"}}
	en, fr := catalogue(t, "en"), catalogue(t, "fr")
	for id := range en {
		for code, have := range map[string]forms{"en": en[id], "fr": fr[id]} {
			if len(en[id]) == 1 && len(fr[id]) == 1 {
				continue
			}
			if got := slices.Sorted(maps.Keys(have)); !slices.Equal(got, want[code]) {
				t.Errorf("%s: %s has the plurals %v, want %v", code, id, got, want[code])
			}
		}
	}
}

func TestCountsChooseThePluralOfTheLanguage(t *testing.T) {
	words := catalogueIn(t)
	for _, c := range []struct {
		code string
		n    int
		want string
	}{
		{"en", 0, "0 open incidents"}, {"en", 1, "1 open incident"}, {"en", 2, "2 open incidents"},
		{"fr", 0, "0 incident ouvert"}, {"fr", 1, "1 incident ouvert"}, {"fr", 2, "2 incidents ouverts"},
		{"fr", 1_000_000, "1000000 d'incidents ouverts"}, {"de", 1, "1 open incident"}, {"", 2, "2 open incidents"},
	} {
		if got := words.In(c.code).Say("incident.list", "Count", c.n); got != c.want {
			t.Errorf("%q says %q of %d, want %q", c.code, got, c.n, c.want)
		}
	}
}
