package web

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func ask(method, path, tag string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

func TestOfThePageServedAtTheRoot(t *testing.T) {
	w := ask("GET", "/", "")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<title>Vigie · démo</title>") {
		t.Fatalf("GET /: got %d %q, want the page", w.Code, w.Body)
	}
	if got := w.Header().Get("Content-Type"); got != "text/html; charset=utf-8" {
		t.Errorf("content type of the page: got %q", got)
	}
}

func TestOfEveryFileThatThePageAsksForBeingServed(t *testing.T) {
	page := ask("GET", "/", "").Body.String()
	found := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(found) < 3 {
		t.Fatalf("files named by the page: got %d, want a script, a style sheet and an icon", len(found))
	}
	for _, f := range found {
		w := ask("GET", "/"+f[1], "")
		if w.Code != http.StatusOK || w.Body.Len() == 0 || w.Header().Get("Content-Type") == "" {
			t.Errorf("GET /%s: got %d, %d bytes, type %q", f[1], w.Code, w.Body.Len(), w.Header().Get("Content-Type"))
		}
	}
}

func TestOfThePolicyLettingNothingInFromElsewhere(t *testing.T) {
	for _, path := range []string{"/", "/app.js", "/icon.svg"} {
		got := ask("GET", path, "").Header().Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self';", "frame-ancestors 'none'"} {
			if !strings.Contains(got, want) {
				t.Errorf("policy of %s: got %q, want %s", path, got, want)
			}
		}
		for _, bad := range []string{"unsafe", "http:", "https:", "*"} {
			if strings.Contains(got, bad) {
				t.Errorf("policy of %s allows %s: %q", path, bad, got)
			}
		}
	}
}

func TestOfABrowserKeepingAFileWhileItIsTheSame(t *testing.T) {
	first := ask("GET", "/app.js", "")
	tag := first.Header().Get("ETag")
	if again := ask("GET", "/app.js", tag); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("the same file again: got %d with %d bytes, want 304 and none", again.Code, again.Body.Len())
	}
	if other := ask("GET", "/app.js", `"of-an-older-version"`); other.Code != http.StatusOK {
		t.Errorf("another version's tag: got %d, want the file", other.Code)
	}
	if got := first.Header().Get("Cache-Control"); got != "no-cache" {
		t.Errorf("cache control: got %q, want no-cache (ask again each time)", got)
	}
}

func TestOfWhatThePageDoesNotServe(t *testing.T) {
	cases := []struct {
		method, path string
		want         int
	}{
		{"GET", "/dist/app.js", http.StatusNotFound},
		{"GET", "/web.go", http.StatusNotFound},
		{"GET", "/../web.go", http.StatusNotFound},
		{"GET", "/C0INCIDENTS", http.StatusNotFound},
		{"POST", "/", http.StatusMethodNotAllowed},
	}
	for _, c := range cases {
		if got := ask(c.method, c.path, "").Code; got != c.want {
			t.Errorf("%s %s: got %d, want %d", c.method, c.path, got, c.want)
		}
	}
}

func TestOfTheBundleFetchingNothingFromOutside(t *testing.T) {
	css, err := fs.ReadFile(dist, "dist/app.css")
	if err != nil {
		t.Fatal(err)
	}
	if found := regexp.MustCompile(`@import|url\(\s*['"]?(?:https?:)?//`).Find(css); found != nil {
		t.Errorf("the style sheet fetches from outside: %s", found)
	}
}
