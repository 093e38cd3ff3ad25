package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostShown is how many problems are printed; a file with more is better begun again.
const mostShown = 100

// Problem is one fault of the file or of the environment, and what to write instead. It holds no secret.
type Problem struct {
	File   string // the path of the file, or "environment"
	Line   int    // from 1; 0 when the fault has no place, as in the environment
	Column int    // in runes, from 1
	Path   string // the key, such as rota.order[1], or the variable
	Say    string // what is wrong; what to do
}

// String is vigie.yaml:12:3: channels.chanel: unknown key; ….
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	if p.Path != "" {
		b.WriteString(": " + p.Path)
	}
	b.WriteString(": " + p.Say)
	return b.String()
}

// Problems is every fault found, those of the file first, by line. Empty is none.
type Problems []Problem

// Error is one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, 0, len(ps))
	for i, p := range ps {
		if i == mostShown {
			lines = append(lines, fmt.Sprintf("and %d more", len(ps)-mostShown))
			break
		}
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

// orNil is the problems as an error, in order, each once; nil when there is none.
func (ps Problems) orNil() error {
	if len(ps) == 0 {
		return nil
	}
	once := map[Problem]bool{}
	ps = slices.DeleteFunc(slices.Clone(ps), func(p Problem) bool {
		twice := once[p]
		once[p] = true
		return twice
	})
	slices.SortStableFunc(ps, func(a, b Problem) int {
		switch {
		case a.Line == 0 || b.Line == 0: // what has no place comes last
			return b.Line - a.Line
		case a.Line != b.Line:
			return a.Line - b.Line
		default:
			return a.Column - b.Column
		}
	})
	return ps
}

// tokenMarks are how the secrets that people paste begin or look.
var tokenMarks = []string{"xox", "xapp-", "tk-us", "ghp_", "gho_", "ghs_", "github_pat_", "-----begin", "://"}

// show quotes what was written, short and on one line; what may be a secret is ***.
func show(s string) string {
	low := strings.ToLower(s)
	for _, mark := range tokenMarks {
		if strings.Contains(low, mark) {
			return `"` + hidden + `"`
		}
	}
	if looksRandom(s) {
		return `"` + hidden + `"`
	}
	if utf8.RuneCountInString(s) > 40 {
		s = string([]rune(s)[:39]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// looksRandom says whether a word is long and mixes letters and digits, as keys and tokens do.
func looksRandom(s string) bool {
	for word := range strings.FieldsSeq(s) {
		if len(word) >= 20 && strings.ContainsFunc(word, unicode.IsDigit) && strings.ContainsFunc(word, unicode.IsLetter) {
			return true
		}
	}
	return false
}
