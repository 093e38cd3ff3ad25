package config

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
)

// hidden is what a secret prints.
const hidden = "***"

// Secret is a text that no log, error, JSON or YAML may show: it prints *** (and nothing when empty).
// Keep it in exported fields: fmt cannot call the methods of a value held in an unexported one.
type Secret string

// Reveal gives the text itself, for the one call that needs it.
func (s Secret) Reveal() string { return string(s) }

// Equal says in constant time whether given is the secret. An empty secret equals nothing, so what has no
// secret lets nobody in.
func (s Secret) Equal(given string) bool {
	a, b := sha256.Sum256([]byte(s)), sha256.Sum256([]byte(given))
	same := subtle.ConstantTimeCompare(a[:], b[:]) == 1
	return same && s != ""
}

// String is ***.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString is "***", for %#v.
func (s Secret) GoString() string { return fmt.Sprintf("%q", s.String()) }

// Format prints *** for every verb, %x and %d included.
func (s Secret) Format(f fmt.State, verb rune) {
	if verb == 'q' || verb == 'v' && f.Flag('#') {
		_, _ = io.WriteString(f, s.GoString())
		return
	}
	_, _ = io.WriteString(f, s.String())
}

// MarshalText is ***.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON is "***".
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(s.GoString()), nil }

// MarshalYAML is ***.
func (s Secret) MarshalYAML() (any, error) { return s.String(), nil }
