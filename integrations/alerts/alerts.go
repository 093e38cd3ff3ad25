// Package alerts is the door by which alerts come in: it knows the sender by its secret,
// has the body read, and answers once the alerts are kept.
package alerts

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"vigie/incident"
)

// What one delivery may take: of the body, in bytes, and of the keeping.
const (
	bodyLimit = 1 << 20
	keepLimit = 10 * time.Second
)

// Secret is a text that prints as something else.
type Secret interface{ Reveal() string }

// Door lets alerts in. A sender shows its secret as a bearer token, as a basic password, or
// as the last part of the address. The zero value lets nobody in.
type Door struct {
	// Sources are the senders that are understood.
	Sources []incident.Source
	// Tokens are what senders must show, by the source's name. Token is for those that
	// have none of their own. Where both are missing or empty, everybody is refused.
	Tokens map[string]Secret
	Token  Secret
	// Ingest keeps alerts; nil means that they will not be lost.
	Ingest func(ctx context.Context, alerts []incident.Alert) error
	// Refused hears of every delivery that was not kept: the answer, the reason, and the
	// source, empty if it is unknown. No secret is in them. May be nil.
	Refused func(status int, reason, source string)
}

// Handler answers POST /alerts/{source} and POST /alerts/{source}/{token}.
func (d *Door) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /alerts/{source}", d.take)
	mux.HandleFunc("POST /alerts/{source}/{token}", d.take)
	return mux
}

// take lets one delivery in, or says why not.
func (d *Door) take(w http.ResponseWriter, r *http.Request) {
	source := d.source(r.PathValue("source"))
	if source == nil {
		d.refuse(w, http.StatusNotFound, "no such source of alerts", "")
		return
	}
	if !d.known(r, source.Name()) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="alerts"`)
		d.refuse(w, http.StatusUnauthorized, "the token is missing or wrong", source.Name())
		return
	}
	if status, why := bounded(w, r); status != 0 {
		d.refuse(w, status, why, source.Name())
		return
	}
	got, err := source.Alerts(r)
	if err != nil {
		d.refuse(w, http.StatusBadRequest, err.Error(), source.Name())
		return
	}
	if err := d.keep(r.Context(), got); err != nil {
		w.Header().Set("Retry-After", "5")
		answer(w, http.StatusServiceUnavailable, map[string]any{"error": "the alerts could not be kept; send them again"})
		d.told(http.StatusServiceUnavailable, err.Error(), source.Name())
		return
	}
	answer(w, http.StatusOK, map[string]any{"alerts": len(got)})
}

// keep has alerts kept to the end, even if the sender hangs up meanwhile.
func (d *Door) keep(ctx context.Context, got []incident.Alert) error {
	if len(got) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepLimit)
	defer cancel()
	return d.Ingest(ctx, got)
}

func (d *Door) source(name string) incident.Source {
	for _, s := range d.Sources {
		if s.Name() == name {
			return s
		}
	}
	return nil
}

// known tells whether the request shows the source's secret. All that is shown is compared,
// in constant time.
func (d *Door) known(r *http.Request, source string) bool {
	want := reveal(d.Tokens[source])
	if want == "" {
		want = reveal(d.Token)
	}
	scheme, bearer, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		bearer = ""
	}
	_, password, _ := r.BasicAuth()
	same := 0
	for _, shown := range []string{strings.TrimSpace(bearer), password, r.PathValue("token")} {
		same |= equal(want, shown)
	}
	return same == 1 && want != ""
}

func reveal(s Secret) string {
	if s == nil {
		return ""
	}
	return s.Reveal()
}

// equal is 1 if two texts are the same; how long it takes tells nothing, not even of their
// lengths.
func equal(a, b string) int {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:])
}

// bounded reads the body into memory, or says what is wrong with it.
func bounded(w http.ResponseWriter, r *http.Request) (status int, why string) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return http.StatusRequestEntityTooLarge, "the body is longer than 1 MiB"
	}
	if err != nil {
		return http.StatusBadRequest, "the body cannot be read"
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return 0, ""
}

func (d *Door) refuse(w http.ResponseWriter, status int, why, source string) {
	answer(w, status, map[string]any{"error": why})
	d.told(status, why, source)
}

func (d *Door) told(status int, why, source string) {
	if d.Refused != nil {
		d.Refused(status, why, source)
	}
}

func answer(w http.ResponseWriter, status int, said map[string]any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(said) // a sender who has hung up is not told
}
