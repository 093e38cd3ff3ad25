package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheReportTellsWhatGoTestWouldAndWhatWasSkipped(t *testing.T) {
	for _, c := range []struct{ name, events, want string }{
		{
			"a package that passes says its line alone",
			`{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:1: quiet\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"PASS\n"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}
`,
			"ok  \tp\t0.1s\n1 passed, 0 failed, 0 skipped\n",
		},
		{
			"a package that fails says what its failed tests said, and its seed",
			`{"Action":"output","Package":"p","Output":"-test.shuffle 7\n"}
{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:1: got 1, want 2\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:1: quiet\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"fail","Package":"p","Test":"TestB"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t0.1s\n"}
{"Action":"fail","Package":"p"}
`,
			"    b_test.go:1: got 1, want 2\n-test.shuffle 7\nFAIL\tp\t0.1s\n1 passed, 1 failed, 0 skipped\n",
		},
		{
			"a test that never ended is told with its package",
			`{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:1: began\n"}
{"Action":"output","Package":"p","Output":"panic: test timed out\n"}
{"Action":"fail","Package":"p"}
`,
			"    a_test.go:1: began\npanic: test timed out\n0 passed, 0 failed, 0 skipped\n",
		},
		{
			"a build that fails is told, and so is a line that is no event",
			`{"ImportPath":"p [p.test]","Action":"build-output","Output":"p.go:1:1: undefined: x\n"}
go: warning
`,
			"p.go:1:1: undefined: x\ngo: warning\n0 passed, 0 failed, 0 skipped\n",
		},
		{
			"a package that was cut off is told",
			`{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:1: began\n"}
`,
			"    a_test.go:1: began\n0 passed, 0 failed, 0 skipped\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, told(t, c.events)); diff != "" {
				t.Errorf("the report differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestASkippedTestIsToldWithItsReason(t *testing.T) {
	got := told(t, `{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:4: needs PostgreSQL\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- SKIP: TestA (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}
`)
	if want := "!! p TestA: a_test.go:4: needs PostgreSQL\n"; !strings.Contains(got, want) {
		t.Errorf("the report is\n%swant a line %q", got, want)
	}
	if want := "0 passed, 0 failed, 1 skipped\n"; !strings.HasSuffix(got, want) {
		t.Errorf("the report is\n%swant it to end with %q", got, want)
	}
}

// told is the report of some events.
func told(t *testing.T, events string) string {
	t.Helper()
	var out strings.Builder
	r := newReport(&out)
	if err := r.read(strings.NewReader(events)); err != nil {
		t.Fatal(err)
	}
	r.close()
	return out.String()
}
