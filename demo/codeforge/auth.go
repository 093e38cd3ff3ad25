package codeforge

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// App is a GitHub App that may ask for installation tokens.
type App struct {
	ID            int64
	Key           *rsa.PublicKey   // checks the RS256 signature of its JWTs
	Installations map[int64]string // the owner each installation reads
}

// Documented lives of an App's credentials.
const (
	tokenLife  = time.Hour
	jwtLifeMax = 10 * time.Minute
	jwtDrift   = time.Minute // how far in the future a JWT may say it was issued
)

// grant is what a token allows.
type grant struct {
	login   string
	owner   string    // of the repositories it sees; empty is all
	expires time.Time // zero is never
	core    *limit
	search  *limit
}

func (g *grant) sees(in *repo) bool { return g.owner == "" || strings.EqualFold(g.owner, in.Owner) }

func granted(r *http.Request) *grant { return r.Context().Value(grantKey{}).(*grant) }

// bearer returns the grant of the token in the request, or nil and why not.
func (s *Service) bearer(r *http.Request, now time.Time) (*grant, string) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return nil, "Requires authentication"
	}
	scheme, token, _ := strings.Cut(header, " ")
	g := s.tokens[strings.TrimSpace(token)]
	known := strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "token")
	if !known || g == nil || (!g.expires.IsZero() && !now.Before(g.expires)) {
		return nil, "Bad credentials"
	}
	return g, ""
}

// installationToken trades the JWT of the App for a token of one installation.
func (s *Service) installationToken(w http.ResponseWriter, r *http.Request) {
	now := time.Now()
	if why := s.checkJWT(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), now); why != "" {
		refuse(w, http.StatusUnauthorized, why)
		return
	}
	number, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	owner, ok := s.opts.App.Installations[number]
	if !ok {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	secret := make([]byte, 18)
	_, _ = rand.Read(secret)
	token := "ghs_" + hex.EncodeToString(secret)
	s.tokens[token] = s.grant(s.opts.Login+"[bot]", owner, now.Add(tokenLife))
	pretend.JSON(w, http.StatusCreated, object{
		"token": token, "expires_at": stamp(now.Add(tokenLife)), "repository_selection": "all",
		"permissions": object{"contents": "read", "checks": "read", "issues": "write", "pull_requests": "read"},
	})
}

// checkJWT returns why a JWT of the App is refused, empty when it is good.
func (s *Service) checkJWT(token string, now time.Time) string {
	const unreadable = "A JSON web token could not be decoded"
	parts := strings.Split(token, ".")
	if s.opts.App == nil || len(parts) != 3 {
		return unreadable
	}
	var header struct {
		Algorithm string `json:"alg"`
	}
	var claims struct {
		Issuer  json.RawMessage `json:"iss"`
		Issued  int64           `json:"iat"`
		Expires int64           `json:"exp"`
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err != nil || segment(parts[0], &header) != nil || segment(parts[1], &claims) != nil || header.Algorithm != "RS256" ||
		rsa.VerifyPKCS1v15(s.opts.App.Key, crypto.SHA256, sum[:], signature) != nil {
		return unreadable
	}
	issued, expires := time.Unix(claims.Issued, 0), time.Unix(claims.Expires, 0)
	switch {
	case strings.Trim(string(claims.Issuer), `"`) != strconv.FormatInt(s.opts.App.ID, 10):
		return "'Issuer' claim ('iss') must be an Integer"
	case issued.After(now.Add(jwtDrift)):
		return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
	case !now.Before(expires):
		return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"
	case expires.After(now.Add(jwtLifeMax)):
		return "'Expiration time' claim ('exp') is too far in the future"
	}
	return ""
}

func segment(text string, v any) error {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return fmt.Errorf("a part of the token is not base64url: %w", err)
	}
	return json.Unmarshal(raw, v)
}

func (s *Service) showUser(w http.ResponseWriter, r *http.Request) {
	pretend.JSON(w, http.StatusOK, user(granted(r).login))
}

// user shows an account.
func user(login string) object {
	kind := "User"
	if strings.HasSuffix(login, "[bot]") {
		kind = "Bot"
	}
	sum := sha256.Sum256([]byte(login))
	number := int64(sum[0])<<24 | int64(sum[1])<<16 | int64(sum[2])<<8 | int64(sum[3])
	return object{"login": login, "id": number, "type": kind, "html_url": "https://github.com/" + login, "site_admin": false}
}

func users(logins []string) []object {
	views := []object{}
	for _, login := range logins {
		views = append(views, user(login))
	}
	return views
}
