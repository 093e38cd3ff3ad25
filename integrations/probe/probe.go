// Package probe asks the health address of an app how it is, as a visitor would.
package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"vigie/production"
)

// How long an app has to answer, how often it may send elsewhere, and how much of its
// answer is read, in bytes.
const (
	timeLimit     = 5 * time.Second
	redirectLimit = 3
	bodyLimit     = 64 << 10
)

// Prober asks apps for their health. It keeps production.Prober.
type Prober struct{ client *http.Client }

var _ production.Prober = (*Prober)(nil)

// New gives a prober. A nil transport is one of its own that opens a connection for each
// question, so that what is measured is what a new visitor gets.
func New(transport http.RoundTripper) *Prober {
	if transport == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.DisableKeepAlives = true
		transport = own
	}
	return &Prober{client: &http.Client{Transport: transport, CheckRedirect: redirect}}
}

// errRedirects says that an app sends its visitors round and round.
var errRedirects = errors.New("too many redirects")

func redirect(_ *http.Request, via []*http.Request) error {
	if len(via) > redirectLimit {
		return errRedirects
	}
	return nil
}

// Health asks once. An answer of 200 to 399 is good health; no answer is told in a few
// words that hold nothing of the address. An app without an address is not asked.
func (p *Prober) Health(ctx context.Context, a production.App) production.Health {
	if a.Health == "" {
		return production.Health{Why: "no health address"}
	}
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.Health, nil)
	if err != nil {
		return production.Health{Why: "the health address is not one"}
	}
	req.Header.Set("User-Agent", "vigie")
	req.Header.Set("Cache-Control", "no-cache")
	began := time.Now()
	resp, err := p.client.Do(req)
	latency := time.Since(began)
	if err != nil {
		return production.Health{Latency: latency, Why: words(err)}
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, bodyLimit)
	return production.Health{
		OK: resp.StatusCode >= 200 && resp.StatusCode < 400, Status: resp.StatusCode, Latency: latency,
	}
}

// words says in a few words why there was no answer.
func words(err error) string {
	if refused := certificate(err); refused != "" {
		return refused
	}
	_, unnamed := errors.AsType[*net.DNSError](err)
	slow, ok := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, errRedirects):
		return errRedirects.Error()
	case errors.Is(err, context.Canceled):
		return "not waited for"
	case ok && slow.Timeout() || errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case unnamed:
		return "no such host"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "host unreachable"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "connection broken"
	}
	return "no answer"
}

// certificate says what is wrong with an app's certificate; empty if that is not it.
func certificate(err error) string {
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if invalid.Reason == x509.Expired {
			return "TLS certificate expired"
		}
		return "TLS certificate invalid"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "TLS certificate for another name"
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "TLS certificate not trusted"
	}
	_, garbled := errors.AsType[tls.RecordHeaderError](err)
	told, ok := errors.AsType[*net.OpError](err)
	if garbled || errors.Is(err, http.ErrSchemeMismatch) || ok && told.Op == "remote error" {
		return "TLS refused"
	}
	return ""
}
