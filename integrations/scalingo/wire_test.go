package scalingo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/production"
)

// On real sockets: what is known not to have been sent, and what is not known.
func TestTheOutcomeOfARestartThatGotNoAnswer(t *testing.T) {
	auth := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"token":"pass"}`) }))
	defer auth.Close()
	quiet := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // a caller who hangs up is noticed once all is read
		<-r.Context().Done()
	}))
	defer quiet.Close()
	breaks := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer breaks.Close()
	private := httptest.NewUnstartedServer(http.NotFoundHandler())
	private.Config.ErrorLog = log.New(io.Discard, "", 0)
	private.StartTLS()
	defer private.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, api string
		want      error
	}{
		{"connection refused", "http://" + closed.Addr().String(), production.ErrHostDown},
		{"no such name", "http://no-such-host.invalid", production.ErrHostDown},
		{"certificate of nobody", private.URL, production.ErrHostDown},
		{"broken after it was sent", breaks.URL, production.ErrUnknownOutcome},
		{"no answer", quiet.URL, production.ErrUnknownOutcome},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := New(map[string]Region{"osc-fr1": {API: c.api, Auth: auth.URL, Token: secret(token)}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			if _, err := h.Restart(ctx, api, ""); !errors.Is(err, c.want) {
				t.Errorf("outcome %v, want %v", err, c.want)
			}
		})
	}
}

// answers is a Scalingo that gives passes and one answer to all else.
type answers func(*http.Request) *http.Response

func (f answers) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	if strings.HasSuffix(r.URL.Path, "/exchange") {
		return said(200, `{"token":"the-pass-of-the-tests"}`), nil
	}
	return f(r), nil
}

func said(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

func TestOnlyAnOperationOfTheRegionIsFollowed(t *testing.T) {
	for _, c := range []struct{ location, ref string }{
		{"https://api.osc-fr1.scalingo.com/v1/apps/pix-api-production/operations/52fd2357", "52fd2357"},
		{"/v1/apps/52fd/operations/52fd2357", "52fd2357"},
		{"https://evil.example/v1/apps/a/operations/1", ""},
		{"//evil.example/v1/apps/a/operations/1", ""},
		{"https://api.osc-fr1.scalingo.com@evil.example/v1/apps/a/operations/1", ""},
		{"https://u@api.osc-fr1.scalingo.com/v1/apps/a/operations/1", ""},
		{"http://api.osc-fr1.scalingo.com/v1/apps/a/operations/1", ""},
		{"https://api.osc-fr1.scalingo.com/v1/apps/a/operations/..%2f..%2fusers", ""},
		{"https://api.osc-fr1.scalingo.com/v1/apps/a/operations/1/more", ""},
		{"https://api.osc-fr1.scalingo.com/v2/apps/a/operations/1", ""},
		{"https://api.osc-fr1.scalingo.com/v1/apps/a/operations/", ""},
		{"::", ""}, {"", ""},
	} {
		host := hostOn(t, answers(func(*http.Request) *http.Response {
			a := said(202, "")
			a.Header.Set("Location", c.location)
			return a
		}))
		if ref, err := host.Restart(t.Context(), api, ""); ref != c.ref || err != nil {
			t.Errorf("Location %q gives %q, %v; want %q", c.location, ref, err, c.ref)
		}
	}
}

func TestNoErrorPrintsASecretAndNoRedirectCarriesOne(t *testing.T) {
	for _, status := range []int{301, 307, 400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 503} {
		synctest.Test(t, func(t *testing.T) {
			host := hostOn(t, answers(func(r *http.Request) *http.Response {
				if r.URL.Host != "api.osc-fr1.scalingo.com" {
					t.Errorf("%s was asked with %q", r.URL.Host, r.Header.Get("Authorization"))
				}
				a := said(status, `{"error":"`+token+` the-pass-of-the-tests","errors":{"x":["`+token+`"]}}`)
				a.Header.Set("Location", "https://evil.example/")
				return a
			}))
			_, restart := host.Restart(t.Context(), api, "")
			_, state := host.State(t.Context(), api)
			for _, err := range []error{restart, state, host.Check(t.Context())} {
				if said := fmt.Sprintf("%v %+v %#v", err, err, err); err == nil ||
					strings.Contains(said, token) || strings.Contains(said, "the-pass-of-the-tests") {
					t.Errorf("answer %d gives the error %s", status, said)
				}
			}
		})
	}
}

func TestTheNameOfAnAppIsEscaped(t *testing.T) {
	host := hostOn(t, answers(func(r *http.Request) *http.Response {
		if got := r.URL.EscapedPath(); got != "/v1/apps/..%2F..%2Fusers%3Fa/restart" {
			t.Errorf("asked for %s", got)
		}
		return said(202, "")
	}))
	if _, err := host.Restart(t.Context(), production.App{Name: "../../users?a"}, ""); err != nil {
		t.Error(err)
	}
}
