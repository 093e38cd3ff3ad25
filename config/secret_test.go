package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

func TestASecretIsNeverPrinted(t *testing.T) {
	s := Secret("hunter2")
	type holder struct {
		Token  Secret
		Tokens []Secret
		ByName map[string]Secret
		Far    *Secret
	}
	h := holder{s, []Secret{s}, map[string]Secret{"x": s}, &s}
	asJSON, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", s, "holder", h)
	var said strings.Builder
	said.WriteString(string(asJSON) + string(asYAML) + log.String())
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s", "%T"} {
		said.WriteString(fmt.Sprintf(verb, s) + fmt.Sprintf(verb, h))
	}
	said.WriteString(fmt.Sprint(s, h) + fmt.Errorf("no: %w %v", Problems{}, s).Error())
	for _, leak := range []string{"hunter2", fmt.Sprintf("%x", "hunter2"), fmt.Sprintf("%X", "hunter2")} {
		if strings.Contains(said.String(), leak) {
			t.Errorf("the secret shows as %q in %s", leak, said.String())
		}
	}
	if s.String() != "***" || Secret("").String() != "" || s.Reveal() != "hunter2" {
		t.Errorf("a secret prints %q, an empty one %q, and reveals %q", s, Secret(""), s.Reveal())
	}
}

func TestAnEmptySecretLetsNobodyIn(t *testing.T) {
	for _, c := range []struct {
		secret Secret
		given  string
		want   bool
	}{
		{"a", "a", true}, {"a", "b", false}, {"a", "", false}, {"a", "aa", false},
		{"", "", false}, {"", "a", false}, {"", "***", false},
	} {
		if got := c.secret.Equal(c.given); got != c.want {
			t.Errorf("secret %q given %q: let in %v, want %v", c.secret.Reveal(), c.given, got, c.want)
		}
	}
}
