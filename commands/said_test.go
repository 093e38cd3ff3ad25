package commands

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vigie/captain"
	"vigie/incident"
	"vigie/production"
)

// said is what the sources say of texts.
type said struct {
	// ids are named outright where a text is wanted; literals are all quoted words.
	ids, literals map[string]string
	// prefixes and suffixes are added to something to make an id.
	prefixes, suffixes map[string]bool
	// given are the names that each saying of an id, or of a prefix, fills in.
	given map[string][][]string
}

// sources reads the sources that speak.
func sources(t *testing.T) said {
	t.Helper()
	s := said{map[string]string{}, map[string]string{}, map[string]bool{}, map[string]bool{}, map[string][][]string{}}
	for _, pattern := range []string{"*.go", "../bot/*.go", "../*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no sources at %s (%v)", pattern, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			places := token.NewFileSet()
			file, err := parser.ParseFile(places, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if n != nil {
					s.read(n, places.Position(n.Pos()).String())
				}
				return true
			})
		}
	}
	return s
}

// read takes in one node of the syntax.
func (s said) read(n ast.Node, at string) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if text, ok := quoted(n); ok {
			s.literals[text] = at
		}
	case *ast.KeyValueExpr:
		key, _ := n.Key.(*ast.Ident)
		if text, ok := quoted(n.Value); ok && key != nil && text != "" && !strings.Contains(text, " ") &&
			slices.Contains([]string{"Summary", "Help", "Shortcut"}, key.Name) {
			s.ids[text] = at
		}
	case *ast.BinaryExpr:
		if text, ok := quoted(n.X); ok && strings.HasSuffix(text, ".") {
			s.prefixes[text] = true
		}
		if text, ok := quoted(n.Y); ok && strings.HasPrefix(text, ".") {
			s.suffixes[text] = true
		}
	case *ast.CallExpr:
		s.call(n, at)
	}
}

// call takes in what says a text.
func (s said) call(n *ast.CallExpr, at string) {
	name := ""
	switch f := n.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	if len(n.Args) == 0 || !slices.Contains([]string{"Say", "sorry", "plain"}, name) {
		return
	}
	id, ok := quoted(n.Args[0])
	if sum, isSum := n.Args[0].(*ast.BinaryExpr); isSum {
		id, _ = quoted(sum.X)
	} else if ok && !strings.Contains(id, " ") {
		s.ids[id] = at
	}
	var names []string
	for i := 1; i < len(n.Args); i += 2 {
		if name, ok := quoted(n.Args[i]); ok {
			names = append(names, name)
		}
	}
	if id != "" {
		s.given[id] = append(s.given[id], names)
	}
}

func quoted(e ast.Node) (string, bool) {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(literal.Value)
	return text, err == nil
}

func TestEveryTextThatTheSourcesSayExists(t *testing.T) {
	all, s := catalogue(t, "en"), sources(t)
	if len(s.ids) < 100 {
		t.Fatalf("only %d texts found in the sources: the search is broken", len(s.ids))
	}
	for id, at := range s.ids {
		if all[id] == nil {
			t.Errorf("%s says %q, which has no text", at, id)
		}
	}
}

func TestEveryTextOfAFamilyExists(t *testing.T) {
	all := catalogue(t, "en")
	families := map[string][]string{
		"state.":    {string(incident.Open), string(incident.Mitigated), string(incident.Resolved), string(incident.Cancelled)},
		"severity.": {"1", "2", "3", "4"},
		"entry.": {string(incident.EntryDeclared), string(incident.EntryNote), string(incident.EntryEdited), string(incident.EntryAlert),
			string(incident.EntryOperation), string(incident.EntryResolved), string(incident.EntryFollowUp)},
		"receipt.": {string(captain.Sending), string(captain.Sent), string(captain.Failed), string(captain.Unknown), string(captain.Declined)},
		"operation.": {string(production.Asked), string(production.Calling), string(production.Running), string(production.Done),
			string(production.Failed), string(production.Unknown)},
		"incident.note":    {"", ".label"},
		"incident.resolve": {"", ".label"},
	}
	for _, s := range (&Digester{Releases: noReleases{}}).sections(nil) {
		families["digest.section."] = append(families["digest.section."], s.name)
	}
	for family, members := range families {
		for _, member := range members {
			if all[family+member] == nil {
				t.Errorf("%s%s has no text", family, member)
			}
		}
	}
}

// noReleases stands for a source of releases that is never asked.
type noReleases struct{ production.Releases }

func TestEveryTextIsSaidSomewhere(t *testing.T) {
	s := sources(t)
	for id := range catalogue(t, "en") {
		_, used := s.literals[id]
		for prefix := range s.prefixes {
			used = used || strings.HasPrefix(id, prefix)
		}
		for suffix := range s.suffixes {
			_, base := s.literals[strings.TrimSuffix(id, suffix)]
			used = used || strings.HasSuffix(id, suffix) && base
		}
		if !used {
			t.Errorf("nobody says %s", id)
		}
	}
}

func TestEveryBlankOfATextIsFilledInWhereverItIsSaid(t *testing.T) {
	all, s := catalogue(t, "en"), sources(t)
	for said, sayings := range s.given {
		for id, texts := range all {
			if id != said && !(strings.HasSuffix(said, ".") && strings.HasPrefix(id, said) && id != "operation.context") {
				continue
			}
			for _, names := range sayings {
				for _, text := range texts {
					for _, name := range blanks(text) {
						if !slices.Contains(names, name) {
							t.Errorf("%s is said without %s, only with %v", id, name, names)
						}
					}
				}
			}
		}
	}
}
