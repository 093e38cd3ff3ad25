package hosting

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"vigie/demo/pretend"
)

// scaleLimit is the documented limit of containers per type and app.
const scaleLimit = 10

type scaleRequest struct {
	Name   string `json:"name"`
	Amount *int   `json:"amount"`
	Size   string `json:"size"`
}

func (s *Service) scale(w http.ResponseWriter, r *http.Request, a *app) {
	var payload struct {
		Containers []scaleRequest `json:"containers"`
	}
	if !decode(w, r, &payload) {
		return
	}
	if len(payload.Containers) == 0 {
		invalid(w, "containers", "missing field")
		return
	}
	after := slices.Clone(a.Processes)
	for _, c := range payload.Containers {
		if !resize(w, after, c) {
			return
		}
	}
	before := amounts(a.Processes)
	switch {
	case a.current == nil: // nothing runs yet: the formation is only remembered
		a.Processes = after
		pretend.JSON(w, http.StatusOK, object{"containers": formation(a, after)})
		return
	case s.refuse(w, a):
		return
	}
	s.begin(w, r, a, &operation{kind: "scale", after: after})
	s.record(a, time.Now(), "scale", object{"previous_containers": before, "containers": amounts(after)})
	pretend.JSON(w, http.StatusAccepted, object{"containers": formation(a, after)})
}

// resize changes one container type of the formation, or answers why it cannot.
func resize(w http.ResponseWriter, processes []Process, c scaleRequest) bool {
	i := slices.IndexFunc(processes, func(p Process) bool { return p.Name == c.Name })
	if i < 0 {
		missing(w, "container_type")
		return false
	}
	if c.Size != "" {
		if sizes[c.Size] == 0 {
			invalid(w, fmt.Sprintf("container-%s-size", c.Name), "unknown size "+c.Size)
			return false
		}
		processes[i].Size = c.Size
	}
	if c.Amount != nil {
		if *c.Amount < 0 || *c.Amount > scaleLimit {
			invalid(w, fmt.Sprintf("container-%s-amount", c.Name), fmt.Sprintf("can't be %d: between 0 and %d containers", *c.Amount, scaleLimit))
			return false
		}
		processes[i].Amount = *c.Amount
	}
	return true
}

func amounts(processes []Process) object {
	o := object{}
	for _, p := range processes {
		o[p.Name] = p.Amount
	}
	return o
}
