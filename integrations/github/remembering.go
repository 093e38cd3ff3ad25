package github

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"sync"
)

// remembered bounds the answers that are kept, memory their sizes in all, and answerLimit
// that of one, in bytes.
const (
	remembered  = 500
	memory      = 32 << 20
	answerLimit = 1 << 20
)

// remembering asks again only for what changed: an answer that GitHub calls unchanged
// (304) is given from memory, and does not count against the quota.
type remembering struct {
	next http.RoundTripper

	mu      sync.Mutex
	answers map[string]answer
	size    int
}

type answer struct {
	etag   string
	header http.Header
	body   []byte
}

// RoundTrip implements http.RoundTripper.
func (m *remembering) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet {
		return m.next.RoundTrip(r)
	}
	key := r.URL.String()
	m.mu.Lock()
	known, ok := m.answers[key]
	m.mu.Unlock()
	if ok {
		r = r.Clone(r.Context())
		r.Header.Set("If-None-Match", known.etag)
	}
	response, err := m.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if ok && response.StatusCode == http.StatusNotModified {
		_ = response.Body.Close()
		return known.again(r, response), nil
	}
	if etag := response.Header.Get("ETag"); response.StatusCode == http.StatusOK && etag != "" {
		return m.remember(key, etag, response)
	}
	return response, nil
}

// again is the known answer with the fresh headers of the limits.
func (a answer) again(r *http.Request, fresh *http.Response) *http.Response {
	header := a.header.Clone()
	maps.Copy(header, fresh.Header)
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: fresh.Proto, ProtoMajor: fresh.ProtoMajor, ProtoMinor: fresh.ProtoMinor,
		Header: header, Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: r,
	}
}

// remember keeps an answer unless it is too large.
func (m *remembering) remember(key, etag string, response *http.Response) (*http.Response, error) {
	body, err := io.ReadAll(io.LimitReader(response.Body, answerLimit+1))
	if err != nil {
		_ = response.Body.Close()
		return nil, err
	}
	rest := response.Body
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), rest), rest}
	if len(body) > answerLimit {
		return response, nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.answers == nil || len(m.answers) >= remembered || m.size+len(body) > memory {
		m.answers, m.size = map[string]answer{}, 0
	}
	m.size += len(body) - len(m.answers[key].body)
	m.answers[key] = answer{etag: etag, header: response.Header.Clone(), body: body}
	return response, nil
}
