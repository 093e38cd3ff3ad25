package helpdesk

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// Documented bounds of searches.
const (
	searchSize   = 30  // tickets on a page, always
	searchPages  = 10  // the last page that can be reached
	searchLength = 512 // characters of a query
)

// search answers the tickets that a query in double quotes describes, and how many there are in all.
func (s *Service) search(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	faults := foreign(query, "query", "page")
	page := number(query, "page", 1, searchPages, &faults)
	text := query.Get("query")
	var meant condition
	switch {
	case !query.Has("query"):
		faults = append(faults, fault{"query", "It should be a/an String", "missing_field"})
	case len([]rune(text)) > searchLength:
		faults = append(faults, fault{"query", "The query has more than 512 characters", "invalid_value"})
	default:
		var why string
		if meant, why = parse(text); why != "" {
			faults = append(faults, fault{"query", "The query is not in the right format: " + why, "invalid_value"})
		}
	}
	if len(faults) > 0 {
		invalid(w, faults...)
		return
	}
	indexed := time.Now().Add(-s.opts.IndexDelay)
	found := slices.DeleteFunc(slices.Clone(s.tickets), func(t *Ticket) bool { return t.Updated.After(indexed) || !meant(t) })
	order(found, "", "")
	views := []object{}
	from := min((page-1)*searchSize, len(found))
	for _, t := range found[from:min(from+searchSize, len(found))] {
		views = append(views, t.view())
	}
	pretend.JSON(w, http.StatusOK, object{"results": views, "total": len(found)})
}

// condition is a parsed query.
type condition func(*Ticket) bool

// parse reads a query: conditions joined by AND, OR and parentheses, the whole in double quotes.
// It returns why it cannot, in plain words.
func parse(text string) (condition, string) {
	inner, opened := strings.CutPrefix(text, `"`)
	inner, closed := strings.CutSuffix(inner, `"`)
	if !opened || !closed || strings.Contains(inner, `"`) {
		return nil, "it must stand in double quotes"
	}
	p := &parser{rest: strings.TrimSpace(inner)}
	c := p.either()
	if p.why == "" && p.rest != "" {
		p.why = "unexpected " + p.rest
	}
	return c, p.why
}

type parser struct{ rest, why string }

// take consumes a word or sign if it comes next.
func (p *parser) take(token string) bool {
	rest, ok := strings.CutPrefix(p.rest, token)
	if ok {
		p.rest = strings.TrimLeft(rest, " ")
	}
	return ok
}

func (p *parser) either() condition {
	left := p.both()
	for p.why == "" && p.take("OR ") {
		a, b := left, p.both()
		left = func(t *Ticket) bool { return a(t) || b(t) }
	}
	return left
}

func (p *parser) both() condition {
	left := p.one()
	for p.why == "" && p.take("AND ") {
		a, b := left, p.one()
		left = func(t *Ticket) bool { return a(t) && b(t) }
	}
	return left
}

func (p *parser) one() condition {
	if p.take("(") {
		c := p.either()
		if p.why == "" && !p.take(")") {
			p.why = "a parenthesis is not closed"
		}
		return c
	}
	end := strings.IndexByte(p.rest, ':')
	if end < 0 {
		p.why = "a condition is field:value"
		return nil
	}
	field := p.rest[:end]
	p.rest = p.rest[end+1:]
	sign := ""
	if p.rest != "" && strings.ContainsRune("<>", rune(p.rest[0])) {
		sign, p.rest = p.rest[:1], p.rest[1:]
	}
	value, quoted := p.value()
	if p.why != "" {
		return nil
	}
	c, why := compare(field, sign, value, quoted)
	p.why = why
	return c
}

// value reads what stands after the colon: text in single quotes, or a bare number, boolean or null.
func (p *parser) value() (value string, quoted bool) {
	if rest, ok := strings.CutPrefix(p.rest, "'"); ok {
		before, after, ok0 := strings.Cut(rest, "'")
		if !ok0 {
			p.why = "a single quote is not closed"
			return "", true
		}
		p.rest = strings.TrimLeft(after, " ")
		return before, true
	}
	end := strings.IndexAny(p.rest, " )")
	if end < 0 {
		end = len(p.rest)
	}
	value = p.rest[:end]
	p.rest = strings.TrimLeft(p.rest[end:], " ")
	if value == "" {
		p.why = "a value is missing"
	}
	return value, false
}
