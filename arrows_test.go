// Package main_test keeps the arrows: which folder may import which folder and which library.
package main_test

import (
	"cmp"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// module is this module's path, the first element of its import paths.
const module = "vigie"

// arrows is the table: a folder, and what it may import beside the standard library.
// The longest folder that fits counts, for its sub-folders too; "x/*" is each folder in x by itself.
// A word is a folder, a library of the list below, or "own": a library that no other folder imports.
var arrows = []struct{ folder, may string }{
	// The nouns know no vendor. French working days are a rule of production, not a vendor.
	{"work", ""},
	{"captain", "work"},
	{"incident", "captain work"},
	{"production", "incident captain work cal"},

	{"commands", "captain incident production work go-i18n x/text go-yaml edlib"},
	{"integrations/slack", "commands captain config work slack-go x/time"},
	{"integrations/github", "captain incident production config work go-github github-ratelimit backoff x/time"},
	{"integrations/*", "captain incident production config work own backoff x/time"},
	// The store keeps what others declare: the audit is declared by commands, which writes it.
	{"store", "commands captain incident production work pgx sqlite goose"},
	{"config", "go-yaml cron edlib"},

	{"bot", "commands integrations/* store config captain incident production work cron zerolog prometheus"},
	{"demo/*", "demo/pretend"},
	// The pretend Slack refuses who calls too often, and speaks Socket Mode.
	{"demo/workspace", "demo/pretend websocket x/time"},
	{"demo", "demo/* bot commands integrations/* store config captain incident production work zerolog"},
	// main opens the store, since it must be the last thing to close.
	{".", "bot config demo store kong zerolog"},
	{"scripts/*", "store/postgrestest"},
	// Tests alone: they run the program as its users do.
	{"e2e", ""},
}

// libraries are the names that the table uses. Whoever is named there alone may import one: one SDK, one folder.
var libraries = map[string]string{
	"backoff":          "github.com/cenkalti/backoff/v5",
	"cal":              "github.com/rickar/cal/v2",
	"chromedp":         "github.com/chromedp",
	"cron":             "github.com/robfig/cron/v3",
	"edlib":            "github.com/hbollon/go-edlib",
	"github-ratelimit": "github.com/gofri/go-github-ratelimit/v2",
	"go-cmp":           "github.com/google/go-cmp",
	"go-github":        "github.com/google/go-github",
	"go-i18n":          "github.com/nicksnyder/go-i18n/v2",
	"go-yaml":          "github.com/goccy/go-yaml",
	"goleak":           "go.uber.org/goleak",
	"goose":            "github.com/pressly/goose/v3",
	"kong":             "github.com/alecthomas/kong",
	"pgx":              "github.com/jackc/pgx/v5",
	"prometheus":       "github.com/prometheus",
	"rapid":            "pgregory.net/rapid",
	"slack-go":         "github.com/slack-go/slack",
	"sqlite":           "modernc.org/sqlite",
	"websocket":        "github.com/gorilla/websocket",
	"x/text":           "golang.org/x/text",
	"x/time":           "golang.org/x/time",
	"zerolog":          "github.com/rs/zerolog",
}

// inTests is what any _test.go file may import beside every folder of the module: what only helps to test,
// and slack-go, to speak to the bot and to the demo's workspace as others would.
// A test in demo may import anything: it compares the pretend world with real clients.
const inTests = "go-cmp rapid goleak chromedp slack-go"

// row is the line of the table that counts for a folder.
type row struct {
	root string   // the folder that it covers, sub-folders included
	may  []string // the words
}

// covered finds the row of a folder; ok is false when the table has none.
func covered(folder string) (r row, ok bool) {
	best := ""
	for _, a := range arrows {
		root := a.folder
		if parent, every := strings.CutSuffix(a.folder, "/*"); every {
			name, _, _ := strings.Cut(strings.TrimPrefix(folder, parent+"/"), "/")
			root = parent + "/" + name
		}
		if within(folder, root) && len(a.folder) > len(best) {
			best, r, ok = a.folder, row{root, strings.Fields(a.may)}, true
		}
	}
	return r, ok
}

// within says whether a path is root or below it.
func within(p, root string) bool { return p == root || strings.HasPrefix(p, root+"/") }

// named says whether one of the words names the folder or the library of an import.
func named(words []string, imported string) bool {
	folder, ours := ourFolder(imported)
	return slices.ContainsFunc(words, func(word string) bool {
		if !ours {
			return libraries[word] != "" && within(imported, libraries[word])
		}
		parent, every := strings.CutSuffix(word, "/*")
		return folder == word || every && path.Dir(folder) == parent
	})
}

// ourFolder gives the folder of an import of this module.
func ourFolder(imported string) (folder string, ours bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// standard says whether an import is of the standard library: its first element has no dot.
func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return first != module && !strings.Contains(first, ".")
}

// known says whether the list of libraries has an import.
func known(imported string) bool {
	return named(slices.Collect(maps.Keys(libraries)), imported)
}

// allowed says whether the table lets a file of a folder import a path; own tells that it is so as the folder's own library.
func allowed(r row, file, imported string) (ok, own bool) {
	folder, ours := ourFolder(imported)
	test := strings.HasSuffix(file, "_test.go")
	switch {
	case test && (ours || within(file, "demo") || named(strings.Fields(inTests), imported)):
		return true, false
	case ours && within(folder, r.root) && !strings.HasSuffix(folder, "test"):
		return true, false
	case named(r.may, imported):
		return true, false
	case !ours && !known(imported) && slices.Contains(r.may, "own"):
		return true, true
	}
	return false, false
}

// checker collects what breaks the table while it reads a tree.
type checker struct {
	faults []string
	owners map[string][]string // library → the folders that import it as their own
}

// faultsOf reads every Go file of a tree and says, one sentence each, what breaks the table.
func faultsOf(tree fs.FS) ([]string, error) {
	c := checker{owners: map[string][]string{}}
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && skipped(d.Name()):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		return c.read(tree, name)
	})
	for library, folders := range c.owners {
		if len(folders) > 1 {
			slices.Sort(folders)
			c.faults = append(c.faults, fmt.Sprintf("%s is imported by %s: one SDK, one folder; let one of them keep it behind an interface",
				library, strings.Join(folders, " and ")))
		}
	}
	slices.Sort(c.faults)
	return c.faults, err
}

// skipped says whether the go command ignores a folder too, or it holds another language's packages.
func skipped(folder string) bool {
	return folder == "testdata" || folder == "node_modules" || strings.HasPrefix(folder, ".") || strings.HasPrefix(folder, "_")
}

// read checks the imports of one file.
func (c *checker) read(tree fs.FS, name string) error {
	source, err := fs.ReadFile(tree, name)
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
	if err != nil {
		return err
	}
	folder := path.Dir(name)
	r, ok := covered(folder)
	if !ok {
		c.faults = append(c.faults, fmt.Sprintf("%s: the folder %s has no row in arrows_test.go: write what it may import, or put the file where it belongs", name, folder))
		return nil
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		c.check(r, name, imported)
	}
	return nil
}

// check judges one import.
func (c *checker) check(r row, name, imported string) {
	if standard(imported) {
		return
	}
	ok, own := allowed(r, name, imported)
	if library := libraryOf(imported); own && !slices.Contains(c.owners[library], r.root) {
		c.owners[library] = append(c.owners[library], r.root)
	}
	if !ok {
		c.faults = append(c.faults, fmt.Sprintf("%s imports %s: there is no arrow %s → %s (%s may import: %s); "+
			"go through a folder that has one, or draw it in arrows_test.go with its reason",
			name, imported, r.root, strings.TrimPrefix(imported, module+"/"), r.root, cmp.Or(strings.Join(r.may, ", "), "the standard library only")))
	}
}

// libraryOf shortens an import to its host, owner and name, enough to tell SDKs apart.
func libraryOf(imported string) string {
	parts := strings.Split(imported, "/")
	return strings.Join(parts[:min(3, len(parts))], "/")
}
