// Package web is the page of the chat workspace that the demo serves: React and a Block Kit renderer, bundled once
// and embedded, so that the demo needs no network.
package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed dist
var dist embed.FS

// policy lets the page load nothing but its own files, and talk to nothing but the server it came from.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"manifest-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

// types are the content types of the files, told here because a machine's own table may lack or change them.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".svg":  "image/svg+xml",
	".txt":  "text/plain; charset=utf-8",
}

// asset is one embedded file with the tag by which a browser recognises it.
type asset struct {
	kind, tag string
	body      []byte
}

// Handler serves the page at "/" and its few files beside it; any other path is 404, since the page keeps its places
// after "#". Browsers ask again each time and get 304 while the file is the same, so a new version shows at once.
func Handler() http.Handler {
	assets, err := load()
	if err != nil {
		panic(fmt.Sprintf("demo/web: the embedded page cannot be read: %v", err))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		found, ok := assets[path.Clean("/"+r.URL.Path)]
		switch {
		case !ok:
			http.NotFound(w, r)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "the page can only be read", http.StatusMethodNotAllowed)
		default:
			found.serve(w, r)
		}
	})
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", a.tag)
	if strings.Contains(r.Header.Get("If-None-Match"), a.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", fmt.Sprint(len(a.body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(a.body) // the browser has left: nothing to tell
	}
}

// load reads the embedded files by the path that asks for them; "/" is index.html.
func load() (map[string]asset, error) {
	entries, err := fs.ReadDir(dist, "dist")
	if err != nil {
		return nil, err
	}
	assets := make(map[string]asset, len(entries)+1)
	for _, entry := range entries {
		body, err := fs.ReadFile(dist, "dist/"+entry.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(body)
		tag := `"` + hex.EncodeToString(sum[:12]) + `"`
		assets["/"+entry.Name()] = asset{kind: types[path.Ext(entry.Name())], tag: tag, body: body}
	}
	assets["/"] = assets["/index.html"]
	return assets, nil
}
