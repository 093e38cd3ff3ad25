package workspace

import (
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// file is an upload, before and after it is shared.
type file struct {
	ID, Name, Title, Alt string
	size                 int
	created              int64
	bytes                []byte
	ticket               string // of its upload address
	shared               bool
}

// maxFile is the largest upload kept, in bytes; Slack takes 1 GB.
const maxFile = 32 << 20

func getUploadURL(c *call) (reply, error) {
	name, err := c.must("filename")
	if err != nil {
		return nil, err
	}
	size, err := strconv.Atoi(c.str("length"))
	switch {
	case err != nil || size <= 0:
		return nil, fail("invalid_arguments", "[ERROR] length must be the number of bytes of the file")
	case size > maxFile:
		return nil, fail("file_upload_size_restricted")
	}
	f := &file{ID: c.next("F0FILE"), Name: name, Title: name, Alt: c.str("alt_txt"), size: size,
		created: time.Now().Unix(), ticket: c.next("up")}
	c.files = append(c.files, f)
	return reply{"file_id": f.ID, "upload_url": c.base + "/upload/" + f.ticket}, nil
}

func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	body, err := uploaded(r)
	if err != nil {
		http.Error(rw, "cannot read the file", http.StatusBadRequest)
		return
	}
	w.lock()
	defer w.unlock()
	i := slices.IndexFunc(w.files, func(f *file) bool { return f.ticket == r.PathValue("ticket") })
	switch {
	case i < 0:
		http.Error(rw, "no such upload", http.StatusNotFound)
	case len(body) != w.files[i].size:
		http.Error(rw, "the file is not as long as announced", http.StatusBadRequest)
	default:
		w.files[i].bytes = body
		_, _ = io.WriteString(rw, "OK - "+strconv.Itoa(len(body)))
	}
}

// uploaded reads a file sent raw or as the first part of a form.
func uploaded(r *http.Request) ([]byte, error) {
	limited := io.LimitReader(r.Body, maxFile+1)
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return io.ReadAll(limited)
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			return io.ReadAll(io.LimitReader(part, maxFile+1))
		}
	}
}

func completeUpload(c *call) (reply, error) {
	list, ok := c.list("files")
	if !ok || len(list) == 0 {
		return nil, fail("invalid_arguments", "[ERROR] missing required field: files")
	}
	var refs []FileRef
	out := []any{}
	for _, v := range list {
		f, err := c.finished(v)
		if err != nil {
			return nil, err
		}
		refs = append(refs, FileRef{ID: f.ID, Title: f.Title, URL: "/demo/api/files/" + f.ID, Alt: f.Alt})
		out = append(out, c.wireFile(f))
	}
	for _, id := range append(c.names("channels"), c.names("channel_id")...) {
		if err := c.share(id, refs); err != nil {
			return nil, err
		}
	}
	return reply{"files": out}, nil
}

// finished finds an upload whose bytes have come.
func (c *call) finished(v any) (*file, error) {
	o, _ := v.(map[string]any)
	id, _ := o["id"].(string)
	f := c.file(id)
	switch {
	case f == nil:
		return nil, fail("file_not_found")
	case f.bytes == nil:
		return nil, fail("file_not_uploaded", "[ERROR] nothing was sent to the upload address of "+id)
	}
	if title, _ := o["title"].(string); title != "" {
		f.Title = title
	}
	return f, nil
}

// share posts files in a channel.
func (c *call) share(id string, refs []FileRef) error {
	c.args["channel"] = id
	ch, err := c.target()
	switch {
	case err != nil:
		return err
	case !ch.has(c.opt.Bot.ID):
		return fail("not_in_channel")
	}
	body, err := c.content()
	if err != nil {
		return err
	}
	m := c.message(body)
	m.Text, m.Files = c.str("initial_comment"), refs
	if err := c.thread(ch, m); err != nil {
		return err
	}
	for _, r := range refs {
		c.file(r.ID).shared = true
	}
	c.post(ch, m)
	return nil
}

func (w *Workspace) file(id string) *file {
	for _, f := range w.files {
		if f.ID == id {
			return f
		}
	}
	return nil
}

func (w *Workspace) wireFile(f *file) map[string]any {
	return map[string]any{"id": f.ID, "name": f.Name, "title": f.Title, "size": f.size, "created": f.created,
		"timestamp": f.created, "mimetype": typeOfFile(f.Name), "user": w.opt.Bot.ID, "alt_txt": f.Alt,
		"url_private": w.opt.URL + "/files/" + f.ID, "url_private_download": w.opt.URL + "/files/" + f.ID,
		"filetype": strings.TrimPrefix(path.Ext(f.Name), "."), "mode": "hosted"}
}

func (w *Workspace) wireFiles(refs []FileRef) []any {
	var out []any
	for _, r := range refs {
		if f := w.file(r.ID); f != nil {
			out = append(out, w.wireFile(f))
		}
	}
	return out
}

func typeOfFile(name string) string {
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

func fileInfo(c *call) (reply, error) {
	f := c.file(c.str("file"))
	if f == nil || f.bytes == nil {
		return nil, fail("file_not_found")
	}
	return reply{"file": c.wireFile(f)}, nil
}

// serveFile gives the app a file's bytes, for its token.
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	if w.opt.BotToken == "" || tokenOf(r, args{}) != w.opt.BotToken {
		http.Error(rw, "not_authed", http.StatusForbidden)
		return
	}
	w.giveFile(rw, r.PathValue("id"))
}

func (w *Workspace) giveFile(rw http.ResponseWriter, id string) {
	w.lock()
	f, body, kind := w.file(id), []byte(nil), ""
	if f != nil {
		body, kind = f.bytes, typeOfFile(f.Name)
	}
	w.unlock()
	if body == nil {
		http.Error(rw, "file_not_found", http.StatusNotFound)
		return
	}
	rw.Header().Set("Content-Type", kind)
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = rw.Write(body)
}
