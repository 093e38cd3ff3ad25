package main

import (
	"io"
	"os"
	"strings"
	"testing"

	"vigie/store/postgrestest"
)

func TestTheCommandsExitCodeIsPassedOn(t *testing.T) {
	t.Setenv(postgrestest.Variable, "postgres://somewhere")
	t.Setenv(browserVariable, "/bin/sh")
	for script, want := range map[string]int{"exit 0": 0, "exit 7": 7, "kill -9 $$": 1} {
		got, err := run(t.Context(), []string{"sh", "-c", script}, io.Discard)
		if got != want || err != nil {
			t.Errorf("%q exits with %d (%v), want %d", script, got, err, want)
		}
	}
}

func TestABrowserThatIsNotThereIsAnError(t *testing.T) {
	t.Setenv(postgrestest.Variable, "postgres://somewhere")
	t.Setenv(browserVariable, "/nowhere/chromium")
	if _, err := run(t.Context(), []string{"true"}, io.Discard); err == nil || !strings.Contains(err.Error(), "/nowhere/chromium") {
		t.Errorf("the error is %v, want one that names the browser", err)
	}
}

func TestWhatIsMissingIsToldTwiceAndFailsInCI(t *testing.T) {
	for _, c := range []struct {
		ci    string
		code  int
		tells int
	}{{"", 0, 2}, {"true", 1, 1}} {
		t.Setenv("CI", c.ci)
		t.Setenv("PATH", withShellAlone(t))
		t.Setenv(postgrestest.Variable, "postgres://somewhere")
		t.Setenv(browserVariable, "")
		t.Setenv("VIGIE_TEST_INSTALL", "0")
		t.Setenv(browserVariable, "")
		var out strings.Builder
		code, err := run(t.Context(), []string{"sh", "-c", "exit 0"}, &out)
		if tells := strings.Count(out.String(), "!! Chromium:"); code != c.code || tells != c.tells || (err != nil) != (c.code != 0) {
			t.Errorf("with CI=%q the code is %d (%v) and it was told %d times, want %d and %d times:\n%s", c.ci, code, err, tells, c.code, c.tells, &out)
		}
	}
}

// withShellAlone is a PATH with sh and nothing else.
func withShellAlone(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.Symlink("/bin/sh", folder+"/sh"); err != nil {
		t.Fatal(err)
	}
	return folder
}
