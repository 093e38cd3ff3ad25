package config

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Bounds of a file. The parser takes quadratic time in brackets and dashes within each other (10,000 take
// half a second, 100,000 a minute and a half), so they are counted before it runs.
const (
	largest   = 1 << 20 // bytes
	mostParts = 30_000  // tokens; fifty apps take about 2,000
	deepest   = 16      // brackets or dashes within each other
)

// lexed is what stands in the text; a fault means that it must not be parsed.
func lexed(name string, text []byte) (token.Tokens, Problems) {
	if len(text) > largest {
		return nil, Problems{{File: name, Line: 1, Column: 1,
			Say: "the file has more than 1 MiB; is it really the configuration?"}}
	}
	if faults := unreadable(name, text); len(faults) > 0 {
		return nil, faults
	}
	tokens := lexer.Tokenize(string(text))
	if at := tooDeep(tokens); at != nil {
		return nil, Problems{{File: name, Line: at.Line, Column: at.Column,
			Say: "lists and brackets are nested too deep here; no key of vigie.yaml needs that"}}
	}
	if len(tokens) > mostParts {
		at := tokens[mostParts].Position
		return nil, Problems{{File: name, Line: at.Line, Column: at.Column, Say: fmt.Sprintf(
			"the file has %d keys, values and marks, more than %d; make it shorter", len(tokens), mostParts)}}
	}
	return tokens, nil
}

// unreadable are the bytes and tabs that YAML does not allow, each with its place.
func unreadable(name string, text []byte) Problems {
	var faults Problems
	fault := func(line, column int, say string) {
		faults = append(faults, Problem{File: name, Line: line, Column: column, Say: say})
	}
	if bytes.HasPrefix(text, []byte{0xFF, 0xFE}) || bytes.HasPrefix(text, []byte{0xFE, 0xFF}) {
		fault(1, 1, "the file is in UTF-16; save it as UTF-8")
		return faults
	}
	line := 0
	for row := range bytes.Lines(text) {
		line++
		if at := firstBad(row); at >= 0 {
			fault(line, utf8.RuneCount(row[:at])+1, "a byte that is not UTF-8 text; save the file as UTF-8, or take the byte out")
			continue
		}
		indent := row[:len(row)-len(bytes.TrimLeft(row, " \t"))]
		rest := bytes.TrimSpace(row)
		if at := bytes.IndexByte(indent, '\t'); at >= 0 && len(rest) > 0 && rest[0] != '#' {
			fault(line, at+1, "a tab at the beginning of the line; indent with spaces")
		}
	}
	return faults
}

// firstBad is where a line stops being text: a byte that is not UTF-8, or a control character. -1 is nowhere.
func firstBad(row []byte) int {
	for i := 0; i < len(row); {
		r, size := utf8.DecodeRune(row[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return i
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7F:
			return i
		}
		i += size
	}
	return -1
}

// tooDeep is where nesting passes the bound; nil is nowhere.
func tooDeep(tokens token.Tokens) *token.Position {
	depth, dashes, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			dashes, line = 0, t.Position.Line
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType, token.MappingKeyType:
			dashes++
		}
		if depth > deepest || dashes > deepest {
			return t.Position
		}
	}
	return nil
}

// parsed is the tree of the file's only document, nil with a fault.
func parsed(name string, text []byte) (ast.Node, Problems) {
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	tokens, faults := lexed(name, text)
	if len(faults) > 0 {
		return nil, faults
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, Problems{badYAML(name, err)}
	}
	var body ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			at := doc.Body.GetToken().Position
			return nil, Problems{{File: name, Line: at.Line, Column: 1,
				Say: "a second document begins; keep one, without --- between"}}
		}
		body = doc.Body
	}
	if body == nil {
		return nil, Problems{{File: name, Line: 1, Column: 1, Say: "the file is empty; begin from vigie.example.yaml"}}
	}
	return body, nil
}

// quotedWord is a piece of the file in the parser's words; one character is harmless.
var quotedWord = regexp.MustCompile(`"[^"]{3,}"`)

// badYAML is a fault of syntax without the lines around it, which may hold a secret.
func badYAML(name string, err error) Problem {
	p := Problem{File: name, Line: 1, Column: 1, Say: "this is not YAML"}
	fault, ok := errors.AsType[yaml.Error](err)
	if !ok {
		return p
	}
	if t := fault.GetToken(); t != nil && t.Position != nil {
		p.Line, p.Column = t.Position.Line, t.Position.Column
	}
	said := quotedWord.ReplaceAllString(fault.GetMessage(), hidden)
	p.Say = "this is not YAML: " + said + remedy(said)
	return p
}
