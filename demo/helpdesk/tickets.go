package helpdesk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// object is a JSON object of the API.
type object = map[string]any

// Documented bounds.
const (
	listSize    = 30  // tickets on a page when the request does not say
	listSizeMax = 100 // the most it may ask for
	listPages   = 300 // the last page that can be reached
	listSince   = 30 * 24 * time.Hour
)

// fault is one thing wrong with a request.
type fault struct {
	Field   string `json:"field"`
	Message string `json:"message"`
	Code    string `json:"code"`
}

func invalid(w http.ResponseWriter, faults ...fault) {
	pretend.JSON(w, http.StatusBadRequest, object{"description": "Validation failed", "errors": faults})
}

func (t *Ticket) view() object {
	return object{
		"id": t.ID, "subject": t.Subject, "description": t.Description, "description_text": t.Description, "tags": append([]string{}, t.Tags...),
		"status": t.Status, "priority": t.Priority, "source": 2, "type": nilIfEmpty(t.Type), "requester_id": 1000 + t.ID,
		"responder_id": nil, "group_id": nil, "spam": false, "custom_fields": object{},
		"created_at": stamp(t.Created), "updated_at": stamp(t.Updated), "due_by": stamp(t.Created.Add(72 * time.Hour)), "fr_due_by": stamp(t.Created.Add(24 * time.Hour)),
	}
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func nilIfEmpty(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// foreign returns the parameters of the query that the endpoint does not know: they are refused, not ignored.
func foreign(query url.Values, known ...string) (faults []fault) {
	for name := range query {
		if !slices.Contains(known, name) {
			faults = append(faults, fault{name, "Unexpected/invalid field in request", "invalid_field"})
		}
	}
	slices.SortFunc(faults, func(a, b fault) int { return strings.Compare(a.Field, b.Field) })
	return faults
}

// number reads a whole number from 1 to most; an absent one is otherwise.
func number(query url.Values, name string, otherwise, most int, faults *[]fault) int {
	text := query.Get(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		*faults = append(*faults, fault{name, fmt.Sprintf("It should be a Positive Integer less than or equal to %d", most), "invalid_value"})
		return otherwise
	}
	return n
}

// list answers the tickets updated since a moment, or opened in the last 30 days when it is not given.
func (s *Service) list(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	faults := foreign(query, "updated_since", "per_page", "page", "order_by", "order_type", "include", "email")
	size := number(query, "per_page", listSize, listSizeMax, &faults)
	page := number(query, "page", 1, 1<<30, &faults)
	if page > listPages {
		faults = append(faults, fault{"page", "You cannot access tickets beyond the 300th page. Please provide a smaller page number.", "invalid_value"})
	}
	since, given := time.Now().Add(-listSince), query.Get("updated_since")
	if given != "" {
		var err error
		if since, err = moment(given); err != nil {
			faults = append(faults, fault{"updated_since", "Invalid datetime. It should be in the ISO 8601 format", "invalid_date"})
		}
	}
	if by := query.Get("order_by"); !slices.Contains([]string{"", "created_at", "updated_at", "due_by", "status"}, by) {
		faults = append(faults, fault{"order_by", "It should be one of these values: 'created_at,due_by,updated_at,status'", "invalid_value"})
	}
	if len(faults) > 0 {
		invalid(w, faults...)
		return
	}
	found := slices.DeleteFunc(slices.Clone(s.tickets), func(t *Ticket) bool {
		at := t.Created
		if given != "" {
			at = t.Updated
		}
		return at.Before(since) || (query.Get("email") != "" && query.Get("email") != t.Email)
	})
	order(found, query.Get("order_by"), query.Get("order_type"))
	s.answerPage(w, r, found, page, size)
}

func (s *Service) answerPage(w http.ResponseWriter, r *http.Request, found []*Ticket, page, size int) {
	views := []object{}
	from := min((page-1)*size, len(found))
	for _, t := range found[from:min(from+size, len(found))] {
		views = append(views, t.view())
	}
	if from+size < len(found) {
		query := r.URL.Query()
		query.Set("page", strconv.Itoa(page+1))
		w.Header().Set("Link", fmt.Sprintf(`<%s%s?%s>; rel="next"`, pretend.Base(r), r.URL.Path, query.Encode()))
	}
	pretend.JSON(w, http.StatusOK, views)
}

// order sorts newest first by creation unless asked otherwise.
func order(tickets []*Ticket, by, direction string) {
	slices.SortStableFunc(tickets, func(a, b *Ticket) int {
		c := a.Created.Compare(b.Created)
		switch by {
		case "updated_at":
			c = a.Updated.Compare(b.Updated)
		case "status":
			c = a.Status - b.Status
		}
		if c == 0 {
			c = int(a.ID - b.ID)
		}
		if direction != "asc" {
			c = -c
		}
		return c
	})
}

// moment reads a date or a time.
func moment(text string) (time.Time, error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, nil
	}
	return time.Parse(time.RFC3339, text)
}

func (s *Service) show(w http.ResponseWriter, r *http.Request) {
	if t := s.find(r.PathValue("id")); t != nil {
		pretend.JSON(w, http.StatusOK, t.view())
		return
	}
	w.WriteHeader(http.StatusNotFound) // without a body, as documented
}

func (s *Service) create(w http.ResponseWriter, r *http.Request) {
	q, ok := decode(w, r)
	if !ok {
		return
	}
	faults := q.absent()
	if faults = append(faults, q.impossible()...); len(faults) > 0 {
		invalid(w, faults...)
		return
	}
	t := s.add(Ticket{})
	q.apply(t)
	w.Header().Set("Location", fmt.Sprintf("%s/api/v2/tickets/%d", pretend.Base(r), t.ID))
	pretend.JSON(w, http.StatusCreated, t.view())
}

func (s *Service) update(w http.ResponseWriter, r *http.Request) {
	t := s.find(r.PathValue("id"))
	if t == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	q, ok := decode(w, r)
	if !ok {
		return
	}
	if faults := q.impossible(); len(faults) > 0 {
		invalid(w, faults...)
		return
	}
	q.apply(t)
	t.Updated = time.Now()
	pretend.JSON(w, http.StatusOK, t.view())
}
