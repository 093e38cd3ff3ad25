package scalingo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"

	"vigie/production"
)

// How a read is repeated: three times in all, soon after a failure, later after Scalingo
// said that there were too many.
const (
	readTries = 3
	soon      = 200 * time.Millisecond
	later     = 5 * time.Second
	latest    = time.Minute
)

// answer is what Scalingo said, read whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// do sends a request once. Its error says what failed, without the address.
func do(client *http.Client, req *http.Request) (answer, error) {
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "vigie")
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, bare(err)
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode, header: resp.Header}
	a.body, err = io.ReadAll(io.LimitReader(resp.Body, answerLimit+1))
	if err == nil && len(a.body) > answerLimit {
		err = fmt.Errorf("its answer is longer than %d bytes", answerLimit)
	}
	return a, err
}

// bare is the cause inside the client's error.
func bare(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// get reads from the API. A read that fails for a passing reason is repeated.
func (r *region) get(ctx context.Context, path string, query url.Values, into any) error {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval = soon
	renewed := false
	a, err := backoff.Retry(ctx, func() (answer, error) {
		a, pass, err := r.read(ctx, path, query)
		if err == nil && a.status == http.StatusUnauthorized && !renewed {
			renewed = true
			r.passes.forget(pass)
			a, pass, err = r.read(ctx, path, query)
		}
		if err == nil {
			err = a.fault(pass, r.passes.token.Reveal())
		}
		return a, patience(a, err)
	}, backoff.WithMaxTries(readTries), backoff.WithBackOff(pause))
	if err != nil {
		return plain(ctx, err)
	}
	if err := json.Unmarshal(a.body, into); err != nil {
		return fmt.Errorf("%w: its answer cannot be read: %w", production.ErrHostDown, err)
	}
	return nil
}

// read asks once, within the pace.
func (r *region) read(ctx context.Context, path string, query url.Values) (answer, string, error) {
	if err := r.pace.Wait(ctx); err != nil {
		return answer{}, "", fmt.Errorf("%w: this minute's requests are used up: %w", production.ErrTryLater, err)
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	pass, err := r.passes.get(ctx)
	if err != nil {
		return answer{}, "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.api.String()+path, nil)
	if err != nil {
		return answer{}, "", err
	}
	req.URL.RawQuery = query.Encode()
	req.Header.Set("Authorization", "Bearer "+pass)
	a, err := do(r.client, req)
	if err != nil {
		return answer{}, "", fmt.Errorf("%w: %w", production.ErrHostDown, err)
	}
	return a, pass, nil
}

// patience marks a read's error with when to repeat it, if ever.
func patience(a answer, err error) error {
	switch {
	case err == nil:
		return nil
	case a.status == http.StatusTooManyRequests:
		return waiting{error: err, RetryAfterError: &backoff.RetryAfterError{Duration: a.retryAfter()}}
	case errors.Is(err, production.ErrHostDown):
		return err
	}
	return backoff.Permanent(err)
}

// waiting is an error and when to come back.
type waiting struct {
	error
	*backoff.RetryAfterError
}

// Error is the error's.
func (w waiting) Error() string { return w.error.Error() }

// Unwrap gives both.
func (w waiting) Unwrap() []error { return []error{w.error, w.RetryAfterError} }

// plain is a read's error without the marks of patience. A caller who gave up meanwhile
// is told so in the words of production.
func plain(ctx context.Context, err error) error {
	if w, ok := errors.AsType[waiting](err); ok {
		return w.error
	}
	if p, ok := errors.AsType[*backoff.PermanentError](err); ok {
		return p.Err
	}
	if ctx.Err() != nil && !errors.Is(err, production.ErrHostDown) && !errors.Is(err, production.ErrTryLater) {
		return fmt.Errorf("%w: %w", production.ErrHostDown, err)
	}
	return err
}

// retryAfter is when a 429 wants to be asked again.
func (a answer) retryAfter() time.Duration {
	seconds, err := strconv.Atoi(a.header.Get("Retry-After"))
	if err != nil || seconds <= 0 {
		return later
	}
	return min(time.Duration(seconds)*time.Second, latest)
}
