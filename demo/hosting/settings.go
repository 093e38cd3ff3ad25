package hosting

import (
	"net/http"
	"slices"
	"time"

	"vigie/demo/pretend"
)

type variable struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Documented limits of the environment, in characters.
const (
	nameLimit  = 64
	valueLimit = 32768
)

func (s *Service) listVariables(w http.ResponseWriter, _ *http.Request, a *app) {
	pretend.JSON(w, http.StatusOK, object{"variables": append([]variable{}, a.variables...)})
}

func (s *Service) addVariable(w http.ResponseWriter, r *http.Request, a *app) {
	var payload struct {
		Variable variable `json:"variable"`
	}
	if !decode(w, r, &payload) || !acceptable(w, payload.Variable) {
		return
	}
	if a.variable(func(v variable) bool { return v.Name == payload.Variable.Name }) != nil {
		invalid(w, "name", "has already been taken")
		return
	}
	pretend.JSON(w, http.StatusCreated, object{"variable": s.set(a, payload.Variable)})
}

func (s *Service) putVariables(w http.ResponseWriter, r *http.Request, a *app) {
	var payload struct {
		Variables []variable `json:"variables"`
	}
	if !decode(w, r, &payload) {
		return
	}
	for _, v := range payload.Variables {
		if !acceptable(w, v) {
			return
		}
	}
	set := []variable{}
	for _, v := range payload.Variables {
		set = append(set, s.set(a, v))
	}
	pretend.JSON(w, http.StatusOK, object{"variables": set})
}

func acceptable(w http.ResponseWriter, v variable) bool {
	switch {
	case v.Name == "":
		invalid(w, "name", "can't be blank")
	case len(v.Name) > nameLimit:
		invalid(w, "name", "is too long")
	case len(v.Value) > valueLimit:
		invalid(w, "value", "is too long")
	default:
		return true
	}
	return false
}

// set creates or changes the variable of that name. The running containers keep their environment until a restart.
func (s *Service) set(a *app, v variable) variable {
	if old := a.variable(func(o variable) bool { return o.Name == v.Name }); old != nil {
		s.record(a, time.Now(), "edit_variable", object{"name": v.Name, "old_value": old.Value, "value": v.Value})
		old.Value = v.Value
		return *old
	}
	v.ID = s.id()
	a.variables = append(a.variables, v)
	s.record(a, time.Now(), "new_variable", object{"name": v.Name, "value": v.Value})
	return v
}

func (a *app) variable(is func(variable) bool) *variable {
	if i := slices.IndexFunc(a.variables, is); i >= 0 {
		return &a.variables[i]
	}
	return nil
}

func (s *Service) editVariable(w http.ResponseWriter, r *http.Request, a *app) {
	var payload struct {
		Variable struct {
			Value string `json:"value"`
		} `json:"variable"`
	}
	old := a.variable(func(v variable) bool { return v.ID == r.PathValue("id") })
	switch {
	case old == nil:
		missing(w, "variable")
	case decode(w, r, &payload) && acceptable(w, variable{Name: old.Name, Value: payload.Variable.Value}):
		pretend.JSON(w, http.StatusOK, object{"variable": s.set(a, variable{Name: old.Name, Value: payload.Variable.Value})})
	}
}

func (s *Service) deleteVariable(w http.ResponseWriter, r *http.Request, a *app) {
	old := a.variable(func(v variable) bool { return v.ID == r.PathValue("id") })
	if old == nil {
		missing(w, "variable")
		return
	}
	s.record(a, time.Now(), "delete_variable", object{"name": old.Name, "value": old.Value})
	a.variables = slices.DeleteFunc(a.variables, func(v variable) bool { return v.ID == r.PathValue("id") })
	w.WriteHeader(http.StatusNoContent)
}

// autoscaler keeps the number of web containers between two bounds.
type autoscaler struct {
	ID        string  `json:"id"`
	AppID     string  `json:"app_id"`
	Created   any     `json:"created_at"`
	Updated   any     `json:"updated_at"`
	LastScale any     `json:"last_scale"`
	Container string  `json:"container_type"`
	Min       int     `json:"min_containers"`
	Max       int     `json:"max_containers"`
	Metric    string  `json:"metric"`
	Target    float64 `json:"target"`
	Disabled  bool    `json:"disabled"`
}

func (s *Service) newAutoscaler(a *app) *autoscaler {
	return &autoscaler{
		ID: "au-" + s.uuid(), AppID: a.id, Created: stamp(a.created), Updated: stamp(a.created), LastScale: "0001-01-01T00:00:00Z",
		Container: "web", Min: max(a.AutoMin, 1), Max: a.AutoMax, Metric: "rpm_per_container", Target: 150,
	}
}

func (s *Service) listAutoscalers(w http.ResponseWriter, _ *http.Request, a *app) {
	pretend.JSON(w, http.StatusOK, object{"autoscalers": append([]*autoscaler{}, a.autoscalers...)})
}

func (a *app) autoscaler(id string) *autoscaler {
	for _, scaler := range a.autoscalers {
		if scaler.ID == id {
			return scaler
		}
	}
	return nil
}

func (s *Service) showAutoscaler(w http.ResponseWriter, r *http.Request, a *app) {
	if scaler := a.autoscaler(r.PathValue("id")); scaler != nil {
		pretend.JSON(w, http.StatusOK, object{"autoscaler": scaler})
		return
	}
	missing(w, "autoscaler")
}

// editAutoscaler changes what the payload names: a decoded value replaces, an absent one stays.
func (s *Service) editAutoscaler(w http.ResponseWriter, r *http.Request, a *app) {
	scaler := a.autoscaler(r.PathValue("id"))
	if scaler == nil {
		missing(w, "autoscaler")
		return
	}
	changed := *scaler
	payload := struct {
		Autoscaler *autoscaler `json:"autoscaler"`
	}{&changed}
	if !decode(w, r, &payload) {
		return
	}
	if changed.Min < 0 || changed.Max < changed.Min || changed.Max > scaleLimit {
		invalid(w, "max_containers", "should be between min_containers and 10")
		return
	}
	scaler.Min, scaler.Max, scaler.Metric = changed.Min, changed.Max, changed.Metric
	scaler.Target, scaler.Disabled, scaler.Updated = changed.Target, changed.Disabled, stamp(time.Now())
	pretend.JSON(w, http.StatusOK, object{"autoscaler": scaler})
}
