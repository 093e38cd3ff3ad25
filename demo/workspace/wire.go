package workspace

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
)

// Wire carries requests straight to a handler in the same process, without
// sockets, so that client and server can share a testing/synctest bubble. A
// handler that panics with http.ErrAbortHandler breaks the connection, and a
// caller that gives up does not wait for the handler.
type Wire struct{ Handler http.Handler }

var errBroken = errors.New("connection reset by peer")

// RoundTrip implements http.RoundTripper.
func (t Wire) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(req.Context())
	in, err := incoming(ctx, req)
	if err != nil {
		cancel()
		return nil, err
	}
	rec := &recorder{header: http.Header{}}
	done := make(chan error, 1)
	go func() {
		defer cancel()
		done <- serve(t.Handler, rec, in)
	}()
	select {
	case err = <-done:
	case <-ctx.Done():
		if err = req.Context().Err(); err == nil {
			err = <-done
		}
	}
	if err != nil {
		return nil, err
	}
	rec.WriteHeader(http.StatusOK)
	return &http.Response{StatusCode: rec.status, Status: http.StatusText(rec.status), Proto: "HTTP/1.1", ProtoMajor: 1,
		ProtoMinor: 1, Header: rec.header, Body: io.NopCloser(bytes.NewReader(rec.body.Bytes())),
		ContentLength: int64(rec.body.Len()), Request: req}, nil
}

// incoming is the request as a server sees it.
func incoming(ctx context.Context, req *http.Request) (*http.Request, error) {
	in := req.Clone(ctx)
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	in.RequestURI = req.URL.RequestURI()
	in.RemoteAddr = "127.0.0.1:0"
	in.Body = http.NoBody
	if req.Body == nil {
		return in, nil
	}
	body, err := io.ReadAll(req.Body)
	_ = req.Body.Close() // read to its end already
	in.Body = io.NopCloser(bytes.NewReader(body))
	return in, err
}

func serve(h http.Handler, rec *recorder, in *http.Request) (err error) {
	defer func() {
		if p := recover(); p == http.ErrAbortHandler { //nolint:errorlint // it is thrown bare
			err = errBroken
		} else if p != nil {
			panic(p)
		}
	}()
	h.ServeHTTP(rec, in)
	return nil
}
