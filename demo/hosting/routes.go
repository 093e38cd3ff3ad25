package hosting

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// object is a JSON object of the API.
type object = map[string]any

// endpoint answers a request about one app; the service is locked and its apps are settled.
type endpoint func(w http.ResponseWriter, r *http.Request, a *app)

func (s *Service) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/tokens/exchange", s.exchange)
	mux.HandleFunc("GET /v1/regions", s.private(s.listRegions))
	mux.HandleFunc("GET /v1/users/self", s.private(s.self))
	mux.HandleFunc("GET /v1/apps", s.private(s.listApps))
	mux.HandleFunc("GET /apps/{app}/logs", s.readLogs)
	for pattern, serve := range s.endpoints() {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" /v1/apps/{app}"+path, s.private(s.ofApp(serve)))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		pretend.JSON(w, http.StatusNotFound, object{"error": "not found"})
	})
	return mux
}

func (s *Service) endpoints() map[string]endpoint {
	return map[string]endpoint{
		"GET ":                              s.showApp,
		"POST /restart":                     s.restart,
		"POST /scale":                       s.scale,
		"GET /operations/{id}":              s.showOperation,
		"GET /ps":                           s.listContainers,
		"GET /containers":                   s.listFormation,
		"GET /deployments":                  s.listDeployments,
		"POST /deployments":                 s.deploy,
		"GET /deployments/{id}":             s.showDeployment,
		"GET /deployments/{id}/output":      s.deploymentOutput,
		"GET /events":                       s.listEvents,
		"GET /logs":                         s.logsURL,
		"GET /scm_repo_link":                s.showLink,
		"PATCH /scm_repo_link":              s.editLink,
		"POST /scm_repo_link/manual_deploy": s.manualDeploy,
		"GET /variables":                    s.listVariables,
		"POST /variables":                   s.addVariable,
		"PUT /variables":                    s.putVariables,
		"PATCH /variables/{id}":             s.editVariable,
		"DELETE /variables/{id}":            s.deleteVariable,
		"GET /autoscalers":                  s.listAutoscalers,
		"GET /autoscalers/{id}":             s.showAutoscaler,
		"PATCH /autoscalers/{id}":           s.editAutoscaler,
		"PUT /autoscalers/{id}":             s.editAutoscaler,
		"GET /notifiers":                    s.listNotifiers,
		"POST /notifiers":                   s.addNotifier,
		"PATCH /notifiers/{id}":             s.editNotifier,
		"DELETE /notifiers/{id}":            s.deleteNotifier,
	}
}

// ofApp finds the app of the path by name or identifier, in the region of the request.
func (s *Service) ofApp(serve endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if a := s.find(r.PathValue("app"), region(r)); a != nil {
			serve(w, r, a)
			return
		}
		missing(w, "app")
	}
}

func missing(w http.ResponseWriter, resource string) {
	pretend.JSON(w, http.StatusNotFound, object{"resource": resource, "error": "not found"})
}

// invalid refuses one field of the payload.
func invalid(w http.ResponseWriter, field, why string) {
	pretend.JSON(w, http.StatusUnprocessableEntity, object{"errors": object{field: []string{why}}})
}

// decode reads the JSON payload into v. It answers 400 and returns false when there is none: the documentation asks for
// the content type, and a restart whose scope was not understood would restart everything.
func decode(w http.ResponseWriter, r *http.Request, v any) bool {
	body, err := io.ReadAll(r.Body)
	if err == nil && len(body) == 0 {
		return true
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "application/json" {
		err = fmt.Errorf("the content type is %q, not application/json", kind)
	}
	if err == nil {
		err = json.Unmarshal(body, v)
	}
	if err != nil {
		pretend.JSON(w, http.StatusBadRequest, object{"error": "There was a problem in the JSON you submitted: " + err.Error()})
	}
	return err == nil
}

// id gives out an identifier of 24 hexadecimal digits, as the platform's are.
func (s *Service) id() string {
	s.count++
	return fmt.Sprintf("%08x%016x", uint32(time.Now().Unix()), s.count)
}

// stamp writes a time as the API does; the zero time is null.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z07:00")
}
