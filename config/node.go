package config

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// mostAliased bounds how many nodes may be read through aliases, so that a few lines cannot mean millions.
const mostAliased = 5_000

// place is where something stands in the file, from 1.
type place struct{ line, column int }

// reader gathers every fault of one file while its tree is walked once.
type reader struct {
	file     string
	env      Lookup
	cfg      Config
	anchors  map[string]ast.Node
	aliased  int
	depth    int
	bombed   bool
	places   map[string]place // of each path that was read
	problems Problems
}

func newReader(file string, lookup Lookup) *reader {
	return &reader{file: file, env: lookup.orNone(), cfg: before(), anchors: map[string]ast.Node{}, places: map[string]place{}}
}

// walk reads the tree of a file.
func (r *reader) walk(body ast.Node) {
	ast.Walk(r, body)
	if n, ok := r.node(body, "", false); ok {
		r.root(n)
		r.complete()
	}
}

// node is one value of the file: where it stands and how it is called.
type node struct {
	r    *reader
	at   ast.Node // never an anchor, alias or tag
	pos  place
	path string
	far  bool // reached through an alias
}

// fault records what is wrong with a node and what to do about it.
func (n node) fault(format string, args ...any) {
	n.r.fault(n.path, n.pos, format, args...)
}

func (r *reader) fault(path string, at place, format string, args ...any) {
	r.problems = append(r.problems, Problem{File: r.file, Line: at.line, Column: at.column, Path: path,
		Say: fmt.Sprintf(format, args...)})
}

// faultAt records a fault of a path read earlier, or of what holds it.
func (r *reader) faultAt(path, format string, args ...any) {
	for p := path; ; {
		if at, ok := r.places[p]; ok {
			r.fault(path, at, format, args...)
			return
		}
		cut := strings.LastIndexAny(p, ".[")
		if cut < 0 {
			r.fault(path, place{1, 1}, format, args...)
			return
		}
		p = p[:cut]
	}
}

// node makes a value of the tree readable, following anchors, aliases and tags. ok is false, and the fault
// recorded, when it cannot be.
func (r *reader) node(at ast.Node, path string, far bool) (node, bool) {
	n := node{r: r, at: at, pos: where(at), path: path, far: far}
	for range 2 * deepest {
		switch v := n.at.(type) {
		case *ast.AnchorNode:
			n.at = v.Value
		case *ast.TagNode:
			n.at = v.Value
		case *ast.AliasNode:
			target, ok := r.anchors[v.Value.GetToken().Value]
			if !ok {
				n.fault("no value is named &%s; write the value itself", showName(v.Value.GetToken().Value))
				return n, false
			}
			n.at, n.far = target, true
		default:
			if n.at == nil {
				n.at = &ast.NullNode{BaseNode: &ast.BaseNode{}, Token: at.GetToken()}
			}
			r.places[path] = n.pos
			return n, !n.exploding()
		}
	}
	n.fault("an alias leads back to itself; write the value itself")
	return n, false
}

// Visit notes every anchor before anything is read, for keys are not read in the order of the file.
func (r *reader) Visit(at ast.Node) ast.Visitor {
	if a, ok := at.(*ast.AnchorNode); ok {
		r.anchors[a.Name.GetToken().Value] = a.Value
	}
	return r
}

// showName is the name of an anchor, short.
func showName(s string) string { return strings.Trim(show(s), `"`) }

// exploding says whether too much has been read through aliases; the first time, it is a fault.
func (n node) exploding() bool {
	if !n.far {
		return false
	}
	n.r.aliased++
	if n.r.aliased <= mostAliased {
		return false
	}
	if !n.r.bombed {
		n.r.bombed = true
		n.fault("aliases repeat more than %d values; write them out", mostAliased)
	}
	return true
}

// where is the place of a node: for a mapping, of its first key, as one looks for it there.
func where(at ast.Node) place {
	switch v := at.(type) {
	case *ast.MappingNode:
		if len(v.Values) > 0 && !v.IsFlowStyle {
			return where(v.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return where(v.Key)
	case nil:
		return place{1, 1}
	}
	if t := at.GetToken(); t != nil && t.Position != nil {
		return place{t.Position.Line, t.Position.Column}
	}
	return place{1, 1}
}

// absent says whether nothing is written: "key:" or "key: ~".
func (n node) absent() bool {
	_, null := n.at.(*ast.NullNode)
	return null
}

// items are the values of a list; a fault when it is none. Nothing written is an empty list.
func (n node) items() []node {
	list, ok := n.at.(*ast.SequenceNode)
	if !ok {
		if !n.absent() {
			n.fault("needs a list; write [one, two], or each on its own line after a dash")
		}
		return nil
	}
	nodes := make([]node, 0, len(list.Values))
	for i, v := range list.Values {
		item, ok := n.r.node(v, fmt.Sprintf("%s[%d]", n.path, i), n.far)
		switch {
		case !ok:
		case item.absent():
			item.fault("nothing is written after this dash; write a value or take the dash out")
		default:
			nodes = append(nodes, item)
		}
	}
	return nodes
}
