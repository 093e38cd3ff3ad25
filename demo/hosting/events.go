package hosting

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"vigie/demo/pretend"
)

// event is one entry of an app's timeline.
type event struct {
	ID      string `json:"id"`
	Created any    `json:"created_at"`
	User    User   `json:"user"`
	AppID   string `json:"app_id"`
	AppName string `json:"app_name"`
	Type    string `json:"type"`
	Data    object `json:"type_data"`
}

// platform is the user of events that nobody caused.
var platform = User{ID: "us-scalingo-platform", Username: "scalingo-platform", Email: "noreply@scalingo.example"}

func (s *Service) record(a *app, at time.Time, kind string, data object) {
	by := s.opts.User
	if kind == "crash" {
		by = platform
	}
	a.events = append(a.events, event{ID: s.id(), Created: stamp(at), User: by, AppID: a.id, AppName: a.Name, Type: kind, Data: data})
}

func (s *Service) listEvents(w http.ResponseWriter, r *http.Request, a *app) {
	newest := slices.Clone(a.events)
	slices.Reverse(newest)
	rows, meta := page(r, newest)
	pretend.JSON(w, http.StatusOK, object{"events": rows, "meta": meta})
}

const (
	pageSize    = 20 // entries on a page when the request does not say
	pageSizeMax = 50 // the most it may ask for: every resource has such a limit, its value is not documented
)

// page cuts the page that was asked for and describes it. A page past the end is empty.
func page[T any](r *http.Request, all []T) ([]T, object) {
	number, size := positive(r, "page", 1), min(positive(r, "per_page", pageSize), pageSizeMax)
	pages := max((len(all)+size-1)/size, 1)
	from := min((number-1)*size, len(all))
	rows := append([]T{}, all[from:min(from+size, len(all))]...)
	meta := object{"current_page": number, "prev_page": nil, "next_page": nil, "total_pages": pages, "total_count": len(all)}
	if number > 1 {
		meta["prev_page"] = number - 1
	}
	if number < pages {
		meta["next_page"] = number + 1
	}
	return rows, object{"pagination": meta}
}

func positive(r *http.Request, name string, otherwise int) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil || n < 1 || n > 1<<20 {
		return otherwise
	}
	return n
}
