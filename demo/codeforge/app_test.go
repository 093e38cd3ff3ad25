package codeforge_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-github/v57/github"

	"vigie/demo/codeforge"
	"vigie/demo/pretend"
)

// app is a forge with the App 7, installed as 99 at 1024pix, and a way to trade its JWTs for tokens.
func app(t *testing.T, key *rsa.PrivateKey) (*codeforge.Service, func(jwt string, installation int64) (string, error)) {
	s, _ := forge(codeforge.Options{App: &codeforge.App{ID: 7, Key: &key.PublicKey, Installations: map[int64]string{99: "1024pix"}}})
	return s, func(jwt string, installation int64) (string, error) {
		token, _, err := client(s, jwt).Apps.CreateInstallationToken(t.Context(), installation, nil)
		return token.GetToken(), err
	}
}

func newKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestOfAWrongJWTNoTokenIsGiven(t *testing.T) {
	key := newKey(t)
	synctest.Test(t, func(t *testing.T) {
		_, trade := app(t, key)
		now := time.Now().Unix()
		for name, c := range map[string]struct {
			claims       string
			installation int64
			want         int
		}{
			"another app":          {fmt.Sprintf(`{"iss":8,"iat":%d,"exp":%d}`, now, now+600), 99, 401},
			"too long":             {fmt.Sprintf(`{"iss":7,"iat":%d,"exp":%d}`, now, now+601), 99, 401},
			"over":                 {fmt.Sprintf(`{"iss":7,"iat":%d,"exp":%d}`, now-60, now), 99, 401},
			"from the future":      {fmt.Sprintf(`{"iss":7,"iat":%d,"exp":%d}`, now+90, now+500), 99, 401},
			"unknown installation": {fmt.Sprintf(`{"iss":"7","iat":%d,"exp":%d}`, now, now+600), 98, 404},
		} {
			if _, err := trade(sign(t, key, c.claims), c.installation); status(err) != c.want {
				t.Errorf("%s: got %v, want %d", name, err, c.want)
			}
		}
		if _, err := trade("not.a.jwt", 99); status(err) != 401 {
			t.Errorf("not a JWT: got %v", err)
		}
	})
}

func TestOfAnAppTheTokenLastsAnHour(t *testing.T) {
	key := newKey(t)
	synctest.Test(t, func(t *testing.T) {
		s, trade := app(t, key)
		now := time.Now().Unix()
		token, err := trade(sign(t, key, fmt.Sprintf(`{"iss":"7","iat":%d,"exp":%d}`, now-60, now+540)), 99)
		if err != nil || !strings.HasPrefix(token, "ghs_") {
			t.Fatalf("got %q %v", token, err)
		}
		gh := client(s, token)
		_, _, err = gh.Repositories.Get(t.Context(), "1024pix", "pix")
		check(t, "its organisation", err, nil)
		_, _, err = gh.Repositories.Get(t.Context(), "other", "repo")
		check(t, "another one", status(err), 404)
		made, _, _ := gh.Issues.Create(t.Context(), "1024pix", "pix", &github.IssueRequest{Title: new("x")})
		check(t, "author", made.GetUser().GetLogin(), "vigie[bot]")
		time.Sleep(time.Hour)
		_, _, err = gh.Repositories.Get(t.Context(), "1024pix", "pix")
		check(t, "an hour later", status(err), 401)
	})
}

func sign(t *testing.T, key *rsa.PrivateKey, claims string) string {
	t.Helper()
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func TestOfAWebhookTheSignatureHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := forge(codeforge.Options{})
		s.Publish(pix, codeforge.Release{Tag: "v5.0.0", Author: "ana"})
		s.OpenIssue(pix, "ana", "Mend it")
		s.CloseIssue(pix, 1, "bob")
		var got []any
		var ids []string
		receiver := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := github.ValidatePayload(r, []byte("s3cret"))
			if err != nil {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			event, err := github.ParseWebHook(github.WebHookType(r), body)
			check(t, "parsing", err, nil)
			got, ids = append(got, event), append(ids, github.DeliveryID(r))
			w.WriteHeader(http.StatusAccepted)
		})
		hook := codeforge.Hook{URL: "https://vigie.example/github/webhook", Secret: "s3cret", Client: &http.Client{Transport: pretend.Network{"vigie.example": receiver}}}
		published := s.ReleaseEvent(hook, pix, "v5.0.0", "published")
		for _, d := range []*codeforge.Delivery{s.Ping(hook), published, s.IssueEvent(hook, pix, 1, "closed"), published} {
			code, err := d.Send(t.Context())
			check(t, d.Event+", error", err, nil)
			check(t, d.Event, code, http.StatusAccepted)
		}
		check(t, "the redelivery keeps its identifier", ids[1], ids[3])
		release, issue := got[1].(*github.ReleaseEvent), got[2].(*github.IssuesEvent)
		check(t, "release", release.GetAction()+" "+release.GetRelease().GetTagName()+" "+release.GetRepo().GetFullName(), "published v5.0.0 1024pix/pix")
		check(t, "issue", issue.GetAction()+" "+issue.GetIssue().GetState()+" "+issue.GetSender().GetLogin(), "closed closed bob")
		hook.Secret = "wrong"
		code, _ := s.Ping(hook).Send(t.Context())
		check(t, "another secret", code, http.StatusUnauthorized)
		hook.Client = &http.Client{Transport: pretend.Network{"vigie.example": http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })}}
		start := time.Now()
		if _, err := s.Ping(hook).Send(t.Context()); err == nil || time.Since(start) != 10*time.Second {
			t.Errorf("a slow receiver: got %v after %v", err, time.Since(start))
		}
	})
}
