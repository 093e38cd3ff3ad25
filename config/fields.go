package config

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// read takes a value from a node to where it was made for, or records a fault.
type read func(node)

// field is one key that a mapping may hold.
type field struct {
	name   string
	read   read
	remedy string // what to write when it is missing; "" when it may be
}

// opt is a key that may be missing.
func opt(name string, r read) field { return field{name: name, read: r} }

// need is a key that must be there; remedy says what to write.
func need(name, remedy string, r read) field { return field{name: name, read: r, remedy: remedy} }

// pair is one key of a mapping, its place and its value.
type pair struct {
	key   string
	at    place
	value ast.Node
	far   bool
}

// fields reads the keys of a mapping in the order in which fs lists them, so that later ones may lean on
// earlier ones; keys that fs does not list are faults.
func (n node) fields(fs ...field) {
	pairs, ok := n.pairs()
	if !ok {
		return
	}
	byName := map[string]pair{}
	names := make([]string, len(fs))
	for i, f := range fs {
		names[i] = f.name
	}
	for _, p := range pairs {
		byName[p.key] = p
		if !slices.Contains(names, p.key) {
			n.r.fault(join(n.path, showName(p.key)), p.at, "%s", unknownKey(n.path, p.key, names))
		}
	}
	for _, f := range fs {
		n.field(f, byName)
	}
}

// field reads one key, or says that it is missing.
func (n node) field(f field, byName map[string]pair) {
	path := join(n.path, f.name)
	p, ok := byName[f.name]
	if !ok {
		if f.remedy != "" {
			n.r.fault(path, n.pos, "missing; %s", f.remedy)
		}
		return
	}
	value, ok := n.r.node(p.value, path, n.far || p.far)
	switch {
	case !ok:
	case !value.absent():
		f.read(value)
	case f.remedy != "":
		n.r.fault(path, p.at, "nothing is written here (after a space, # begins a comment); %s", f.remedy)
	}
}

// pairs are the keys of a mapping, each once: a key given twice is a fault, and the first one counts.
func (n node) pairs() ([]pair, bool) {
	if n.absent() {
		return nil, true
	}
	values, ok := mappingValues(n.at)
	if !ok {
		n.fault("needs keys and values, as in %s", n.example())
		return nil, false
	}
	seen := map[string]place{}
	var own, merged []pair
	for _, v := range values {
		if _, merge := v.Key.(*ast.MergeKeyNode); merge {
			merged = append(merged, n.merged(v.Value)...)
			continue
		}
		p := pair{key: keyText(v.Key), at: where(v.Key), value: v.Value, far: n.far}
		if first, twice := seen[p.key]; twice {
			n.r.fault(join(n.path, showName(p.key)), p.at, "given twice, first at line %d; keep one", first.line)
			continue
		}
		seen[p.key] = p.at
		own = append(own, p)
	}
	for _, p := range merged {
		if _, given := seen[p.key]; !given {
			seen[p.key] = p.at
			own = append(own, p)
		}
	}
	return own, true
}

// merged are the pairs that "<<" brings from a mapping, or from each of a list.
func (n node) merged(value ast.Node) []pair {
	from, ok := n.r.node(value, join(n.path, "<<"), n.far)
	if !ok || !n.r.enter(from) {
		return nil
	}
	defer n.r.leave()
	if _, list := from.at.(*ast.SequenceNode); list {
		var all []pair
		for _, item := range from.items() {
			pairs, _ := item.pairs()
			all = append(all, pairs...)
		}
		return all
	}
	pairs, _ := from.pairs()
	return pairs
}

// enter and leave bound how deep merges go: a mapping may merge itself.
func (r *reader) enter(n node) bool {
	if r.depth >= deepest {
		n.fault("merges lead too deep; write the keys here")
		return false
	}
	r.depth++
	return true
}

func (r *reader) leave() { r.depth-- }

// example is what to write where a mapping is missing.
func (n node) example() string {
	last := n.path[strings.LastIndexByte(n.path, '.')+1:]
	switch {
	case last == "":
		return "locale: fr"
	case strings.HasPrefix(last, "alerts"):
		return "source: alertmanager"
	case strings.HasSuffix(last, "]"):
		return "- name: …"
	}
	return last + ": {key: value}"
}

func mappingValues(at ast.Node) ([]*ast.MappingValueNode, bool) {
	switch v := at.(type) {
	case *ast.MappingNode:
		return v.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{v}, true
	}
	return nil, false
}

// keyText is a key as it is written, without quotes.
func keyText(key ast.MapKeyNode) string {
	switch v := key.(type) {
	case *ast.StringNode:
		return v.Value
	case *ast.MappingKeyNode:
		if inner, ok := v.Value.(*ast.StringNode); ok {
			return inner.Value
		}
	}
	if t := key.GetToken(); t != nil {
		return t.Value
	}
	return ""
}
