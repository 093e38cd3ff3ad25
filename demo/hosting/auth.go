package hosting

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"vigie/demo/pretend"
)

// bearerLife is how long a bearer token is valid, from the documentation.
const bearerLife = time.Hour

type claims struct {
	Issuer   string `json:"iss"`
	Subject  string `json:"sub"`
	IssuedAt int64  `json:"iat"`
	Expires  int64  `json:"exp"`
	Serial   int    `json:"jti"`
}

// exchange trades the API token for a bearer token.
func (s *Service) exchange(w http.ResponseWriter, r *http.Request) {
	user, token, ok := r.BasicAuth()
	same := subtle.ConstantTimeCompare([]byte(token), []byte(s.opts.Token)) == 1
	if !ok || user != "" || token == "" || !same {
		pretend.JSON(w, http.StatusUnauthorized, object{"error": "Invalid credentials"})
		return
	}
	now := time.Now()
	s.count++
	pretend.JSON(w, http.StatusOK, object{"token": s.sign(claims{
		Issuer: "Scalingo Authentication Service", Subject: s.opts.User.ID,
		IssuedAt: now.Unix(), Expires: now.Add(bearerLife).Unix(), Serial: s.count,
	})})
}

// sign makes a JSON web token (HS256).
func (s *Service) sign(c claims) string {
	body, _ := json.Marshal(c)
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString(body)
	return text + "." + s.mac(text)
}

func (s *Service) mac(text string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// private lets through only the bearers of a token signed here that has not expired.
func (s *Service) private(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || !s.valid(token, time.Now()) {
			pretend.JSON(w, http.StatusUnauthorized, object{"error": "Unauthorized"})
			return
		}
		next(w, r)
	}
}

func (s *Service) valid(token string, now time.Time) bool {
	dot := strings.LastIndexByte(token, '.')
	if dot < 0 || !hmac.Equal([]byte(token[dot+1:]), []byte(s.mac(token[:dot]))) {
		return false
	}
	_, payload, _ := strings.Cut(token[:dot], ".")
	body, err := base64.RawURLEncoding.DecodeString(payload)
	var c claims
	if err != nil || json.Unmarshal(body, &c) != nil {
		return false
	}
	return now.Unix() < c.Expires && c.Serial > s.expired
}

func (s *Service) self(w http.ResponseWriter, _ *http.Request) {
	pretend.JSON(w, http.StatusOK, object{"user": s.opts.User})
}

// listRegions names the regions of the apps. Each has the address of this request: one host serves them all here.
func (s *Service) listRegions(w http.ResponseWriter, r *http.Request) {
	regions := []object{}
	seen := map[string]bool{}
	for _, a := range s.apps {
		if !seen[a.Region] {
			seen[a.Region] = true
			regions = append(regions, object{"name": a.Region, "display_name": a.Region, "api": pretend.Base(r), "default": len(regions) == 0})
		}
	}
	pretend.JSON(w, http.StatusOK, object{"regions": regions})
}
