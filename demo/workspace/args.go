package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// maxBody is the longest request body read, in bytes; Slack's own is near it.
const maxBody = 4 << 20

// args are the arguments of a method, from a form or a JSON body.
type args map[string]any

// readArgs reads the arguments; methods that only read take no JSON.
func readArgs(r *http.Request, takesJSON bool) (args, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "application/json" {
		return formArgs(r)
	}
	out := args{}
	for k, v := range r.URL.Query() {
		out[k] = v[0]
	}
	if !takesJSON {
		return out, nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fail("request_timeout")
	}
	if len(body) == 0 || string(body) == "null\n" || string(body) == "null" {
		return out, nil
	}
	var sent map[string]any
	if err := json.Unmarshal(body, &sent); err != nil {
		var list any
		if json.Unmarshal(body, &list) == nil {
			return nil, fail("json_not_object")
		}
		return nil, fail("invalid_json")
	}
	maps.Copy(out, sent)
	delete(out, "token") // never read from a JSON body
	return out, nil
}

func formArgs(r *http.Request) (args, error) {
	if err := r.ParseMultipartForm(maxBody); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return nil, fail("invalid_form_data")
	}
	out := args{}
	for k, v := range r.Form {
		out[k] = v[0]
	}
	return out, nil
}

func tokenOf(r *http.Request, a args) string {
	if h := r.Header.Get("Authorization"); h != "" {
		token, _ := strings.CutPrefix(h, "Bearer ")
		return token
	}
	return a.str("token")
}

func (a args) str(key string) string {
	switch v := a[key].(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func (a args) has(key string) bool { v, ok := a[key]; return ok && v != nil }

func (a args) flag(key string) bool {
	s := a.str(key)
	return s == "true" || s == "1"
}

// must reads a required argument.
func (a args) must(key string) (string, error) {
	if s := a.str(key); s != "" {
		return s, nil
	}
	return "", fail("invalid_arguments", "[ERROR] missing required field: "+key)
}

// names reads a list, given as an array or separated by commas.
func (a args) names(key string) []string {
	var out []string
	if list, ok := a[key].([]any); ok {
		for _, v := range list {
			out = append(out, fmt.Sprint(v))
		}
		return out
	}
	for s := range strings.SplitSeq(a.str(key), ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// limit reads the page size, 1..most, or what stands for it.
func (a args) limit(preset, most int) (int, error) {
	s := a.str("limit")
	if s == "" || s == "0" {
		return preset, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 0, fail("invalid_limit")
	}
	return min(n, most), nil
}

// list reads an array given inline or as JSON text; nil when absent.
func (a args) list(key string) ([]any, bool) {
	v := a[key]
	if s, ok := v.(string); ok {
		if strings.TrimSpace(s) == "" {
			return nil, true
		}
		if json.Unmarshal([]byte(s), &v) != nil {
			return nil, false
		}
	}
	if v == nil {
		return nil, true
	}
	list, ok := cloneValue(v).([]any)
	return list, ok
}

// object reads an object given inline or as JSON text; nil when absent.
func (a args) object(key string) (map[string]any, bool) {
	v := a[key]
	if s, ok := v.(string); ok {
		if s == "" || json.Unmarshal([]byte(s), &v) != nil {
			return nil, s == ""
		}
	}
	if v == nil {
		return nil, true
	}
	o, ok := cloneValue(v).(map[string]any)
	return o, ok
}

// micros reads a Slack timestamp as microseconds, so that they compare.
func micros(ts string) int64 {
	f, err := strconv.ParseFloat(ts, 64)
	if err != nil {
		return 0
	}
	return int64(math.Round(f * 1e6))
}

// cloneValue copies decoded JSON all the way down.
func cloneValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = cloneValue(e)
		}
		return out
	case []any:
		return cloneJSON(v)
	}
	return v
}

func cloneJSON(list []any) []any {
	if list == nil {
		return nil
	}
	out := make([]any, len(list))
	for i, e := range list {
		out[i] = cloneValue(e)
	}
	return out
}
