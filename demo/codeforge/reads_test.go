package codeforge_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"vigie/demo/codeforge"
	"vigie/demo/pretend"
)

// requests are sent in this order to a forge with a branch, a release and an issue.
var requests = []struct {
	request, body string
	status        int
	contains      string
}{
	{"GET /repos/1024pix/pix/commits/fix%2Flogin", "", 200, `"filename":"a.js"`},
	{"GET /repos/1024pix/pix/commits/fix%2Flogin/check-runs", "", 200, `"total_count":0`},
	{"GET /repos/1024pix/pix/compare/dev...fix%2Flogin", "", 200, `"ahead_by":1`},
	{"GET /repos/1024pix/pix/releases/1", "", 404, `"message":"Not Found"`},
	{"GET /repos/1024pix/pix/issues/1", "", 200, `"title":"Slow"`},
	{"GET /repos/1024pix/pix/issues/1/labels", "", 200, `"name":"late"`},
	{"PUT /repos/1024pix/pix/issues/1/labels", `["bug"]`, 200, `"name":"bug"`},
	{"DELETE /repos/1024pix/pix/issues/1/labels/late", "", 404, `Label does not exist`},
	{"GET /repos/1024pix/pix/labels", "", 200, `"name":"late"`},
	{"POST /repos/1024pix/pix/labels", `{"name":"new"}`, 201, `"name":"new"`},
	{"POST /repos/1024pix/pix/labels", `{}`, 422, `"code":"missing_field"`},
	{"POST /repos/1024pix/pix/issues", `{"title":`, 400, `Problems parsing JSON`},
	{"POST /repos/1024pix/pix/issues/1/comments", `{"body":" "}`, 422, `"field":"body"`},
	{"PATCH /repos/1024pix/pix/issues/comments/1", `{"body":"x"}`, 404, `Not Found`},
	{"PATCH /repos/1024pix/pix/issues/1", `{"state":"closed","state_reason":"not_planned"}`, 200, `"state_reason":"not_planned"`},
	{"PATCH /repos/1024pix/pix/issues/1", `{"state":"open"}`, 200, `"closed_at":null`},
	{"GET /repos/1024pix/pix/assignees", "", 200, `"login":"ana"`},
	{"GET /repos/1024pix/pix/assignees/nobody", "", 404, `Not Found`},
	{"DELETE /repos/1024pix/pix", "", 404, `Not Found`},
	{"GET /nothing", "", 404, `"documentation_url"`},
}

func TestOfEveryPathTheAnswerIsOfItsKind(t *testing.T) {
	s, _ := forge(codeforge.Options{})
	s.Commit(pix, "fix/login", codeforge.Commit{Message: "Fix login", Files: []string{"a.js"}})
	s.Publish(pix, codeforge.Release{Tag: "v1"})
	s.OpenIssue(pix, "ana", "Slow", "bug", "late")
	c := &http.Client{Transport: pretend.Network{"api.github.com": s}}
	for _, row := range requests {
		method, path, _ := strings.Cut(row.request, " ")
		req, _ := http.NewRequest(method, "https://api.github.com"+path, strings.NewReader(row.body))
		req.Header.Set("Authorization", "token "+secret)
		resp, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		if resp.StatusCode != row.status || !strings.Contains(string(text), row.contains) || !json.Valid(text) {
			t.Errorf("%s: got %d %s, want %d with %s", row.request, resp.StatusCode, text, row.status, row.contains)
		}
	}
}
