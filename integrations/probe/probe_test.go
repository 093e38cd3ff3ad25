package probe

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/production"
)

// private is in every address of these tests; nothing said of an app may hold it.
const private = "private-path"

func app(address string) production.App {
	return production.App{Name: "api", Health: address + "/" + private}
}

func TestWhatAnAppsAnswerSays(t *testing.T) {
	for _, c := range []struct {
		status int
		ok     bool
	}{{200, true}, {204, true}, {304, true}, {399, true}, {400, false}, {401, false}, {404, false}, {500, false}, {503, false}} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(c.status) }))
		got := New(nil).Health(t.Context(), app(s.URL))
		s.Close()
		if got.OK != c.ok || got.Status != c.status || got.Why != "" || got.Latency <= 0 {
			t.Errorf("an app that answers %d is %+v", c.status, got)
		}
	}
}

func TestAFewRedirectsAreFollowed(t *testing.T) {
	for hops, want := range map[int]production.Health{3: {OK: true, Status: 200}, 4: {Why: "too many redirects"}} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if seen := strings.Count(r.URL.Path, "x"); seen < hops {
				http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
			}
		}))
		got := New(nil).Health(t.Context(), app(s.URL))
		s.Close()
		got.Latency = 0
		if got != want {
			t.Errorf("after %d redirects an app is %+v, want %+v", hops, got, want)
		}
	}
}

// stuck answers with a body that never ends, or not at all.
type stuck struct{ body io.Reader }

func (s stuck) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.body != nil {
		return &http.Response{StatusCode: 200, Body: io.NopCloser(s.body)}, nil
	}
	<-r.Context().Done()
	return nil, r.Context().Err()
}

type endless struct{ read *int }

func (e endless) Read(p []byte) (int, error) { *e.read += len(p); return len(p), nil }

func TestAnAppThatHangsIsLeftAfterFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := New(stuck{}).Health(t.Context(), app("https://api.example"))
		if want := (production.Health{Why: "timeout", Latency: timeLimit}); got != want {
			t.Errorf("the app is %+v, want %+v", got, want)
		}
	})
}

func TestAnEndlessAnswerIsNotReadToItsEnd(t *testing.T) {
	read := 0
	got := New(stuck{body: endless{&read}}).Health(t.Context(), app("https://api.example"))
	if !got.OK || read > 2*bodyLimit {
		t.Errorf("the app is %+v after %d bytes", got, read)
	}
}

func TestWhyThereWasNoAnswer(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	breaks := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer breaks.Close()
	stranger := httptest.NewUnstartedServer(http.NotFoundHandler())
	stranger.Config.ErrorLog = log.New(io.Discard, "", 0)
	stranger.StartTLS()
	defer stranger.Close()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		address, why string
		ctx          context.Context
	}{
		{"http://" + closed.Addr().String(), "connection refused", t.Context()},
		{breaks.URL, "connection broken", t.Context()},
		{stranger.URL, "TLS certificate not trusted", t.Context()},
		{"https://user:" + private + "@no-such-host.invalid", "no such host", t.Context()},
		{"https" + strings.TrimPrefix(breaks.URL, "http"), "TLS refused", t.Context()},
		{"ht tp://", "the health address is not one", t.Context()},
		{"gopher://a.example", "no answer", t.Context()},
		{breaks.URL, "not waited for", gone},
	} {
		got := New(nil).Health(c.ctx, app(c.address))
		if got.OK || got.Why != c.why {
			t.Errorf("%s is %+v, want %q", c.address, got, c.why)
		}
	}
	if got := New(nil).Health(t.Context(), production.App{}); got.OK || got.Why != "no health address" {
		t.Errorf("an app without an address is %+v", got)
	}
}

func TestWhatIsWrongWithACertificate(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		name string
		from time.Time
		to   time.Time
		why  string
	}{
		{"127.0.0.1", now.Add(-2 * time.Hour), now.Add(-time.Hour), "TLS certificate expired"},
		{"192.0.2.1", now.Add(-time.Hour), now.Add(time.Hour), "TLS certificate for another name"},
		{"127.0.0.1", now.Add(-time.Hour), now.Add(time.Hour), ""},
	} {
		pair, trusted := certified(t, c.name, c.from, c.to)
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		s.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
		s.Config.ErrorLog = log.New(io.Discard, "", 0)
		s.StartTLS()
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}, DisableKeepAlives: true}
		got := New(transport).Health(t.Context(), app(s.URL))
		s.Close()
		if got.Why != c.why || got.OK != (c.why == "") {
			t.Errorf("a certificate for %s until %s is %+v, want %q", c.name, c.to, got, c.why)
		}
	}
}

// certified makes a certificate that signs itself, and the pool that trusts it.
func certified(t *testing.T, address string, from, to time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: address}, NotBefore: from, NotAfter: to,
		IPAddresses: []net.IP{net.ParseIP(address)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	raw, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, pool
}
