package pretend

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
)

// Network is an http.RoundTripper that carries requests to handlers by host name ("api.github.com", or "127.0.0.1:8080"
// with its port), without sockets. A handler runs in the goroutine of its caller; one that aborts breaks the connection.
// The handlers must end when the request's context ends, as those of this module's pretend services do.
type Network map[string]http.Handler

// RoundTrip carries one request. An unknown host is an error that names it.
func (n Network) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body == nil {
		req.Body = http.NoBody
	}
	defer req.Body.Close()
	handler, ok := n[req.URL.Host]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: req.URL.Host, IsNotFound: true}
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	answer, err := serve(handler, received(req))
	if ended := req.Context().Err(); ended != nil {
		return nil, ended
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s://%s%s: %w", req.Method, req.URL.Scheme, req.URL.Host, req.URL.Path, err)
	}
	return answer.response(req), nil
}

// received turns the request as its sender made it into the request as a server sees it.
func received(req *http.Request) *http.Request {
	in := req.Clone(req.Context())
	in.Body = req.Body
	in.RequestURI = req.URL.RequestURI()
	in.RemoteAddr = "192.0.2.1:40000"
	if _, named := in.Header["User-Agent"]; !named {
		in.Header.Set("User-Agent", "Go-http-client/1.1")
	}
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	if req.URL.Scheme == "https" {
		in.TLS = &tls.ConnectionState{}
	}
	in.URL.Scheme, in.URL.Host, in.URL.User = "", "", nil
	return in
}

func serve(handler http.Handler, r *http.Request) (answer *Answer, err error) {
	defer func() {
		switch failure := recover(); {
		case failure == nil:
		case isAbort(failure):
			answer, err = nil, io.ErrUnexpectedEOF
		default:
			panic(failure)
		}
	}()
	answer = &Answer{}
	handler.ServeHTTP(answer, r)
	return answer, nil
}

func isAbort(failure any) bool {
	err, ok := failure.(error)
	return ok && errors.Is(err, http.ErrAbortHandler)
}
