// Package pretend holds what the pretend services of the demonstration share: a journal of the calls they received,
// the faults they can be asked to commit, counted windows of requests, and a network that needs no socket.
//
// Nothing here starts a goroutine or reads any clock but time.Now, so everything runs inside a testing/synctest bubble.
package pretend

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strconv"
)

// BodyLimit is the longest request body a pretend service reads, in bytes; a longer one is answered 413.
const BodyLimit = 1 << 20

// Answer is a response kept in memory until the service decides to send it, to change it or to lose it.
// The zero value is an empty 200.
type Answer struct {
	Status int
	Body   bytes.Buffer
	header http.Header
}

// Header returns the headers to send, as http.ResponseWriter wants it.
func (a *Answer) Header() http.Header {
	if a.header == nil {
		a.header = http.Header{}
	}
	return a.header
}

// WriteHeader sets the status; as on a real connection only the first call counts.
func (a *Answer) WriteHeader(status int) {
	if a.Status == 0 {
		a.Status = status
	}
}

// Write appends to the body; it never fails.
func (a *Answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.Body.Write(p)
}

// Send copies the answer to a real response writer.
func (a *Answer) Send(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.Header())
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	w.WriteHeader(a.Status)
	if a.Status != http.StatusNoContent && a.Status != http.StatusNotModified {
		_, _ = w.Write(a.Body.Bytes())
	}
}

// response makes of the answer what an http.Client receives.
func (a *Answer) response(req *http.Request) *http.Response {
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	body := a.Body.Bytes()
	if req.Method == http.MethodHead {
		body = nil
	}
	return &http.Response{
		Status:     strconv.Itoa(a.Status) + " " + http.StatusText(a.Status),
		StatusCode: a.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.Header().Clone(), Body: io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)), Request: req,
	}
}

// JSON writes v as the whole answer with the given status.
func JSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "the pretend service could not encode its answer: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// Text writes a plain text answer.
func Text(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// Base returns scheme://host of the request, without a final slash: what absolute links in an answer begin with.
// It understands both requests received by a server and requests handed over by a RoundTripper.
func Base(r *http.Request) string {
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	scheme := r.URL.Scheme
	switch {
	case r.TLS != nil:
		scheme = "https"
	case r.Header.Get("X-Forwarded-Proto") != "":
		scheme = r.Header.Get("X-Forwarded-Proto")
	case scheme == "":
		scheme = "http"
	}
	return scheme + "://" + host
}
