package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// event is one line of "go test -json", as "go doc test2json" describes it.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

// name is one test of one package; the package's own lines have no test.
type name struct{ pack, test string }

// report turns events into what go test prints without -v, and remembers what was skipped.
type report struct {
	out     io.Writer
	lines   map[name][]string // said so far by what has not ended yet
	failed  []name            // not printed yet
	skipped []string          // "package Test: why"
	counts  map[string]int    // ended tests by action
}

// newReport makes a report that prints to out.
func newReport(out io.Writer) *report {
	return &report{out: out, lines: map[name][]string{}, counts: map[string]int{}}
}

// read follows events until their end. A line that is none is printed as it is.
func (r *report) read(events io.Reader) error {
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			r.line(line)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read what go test says: %w", err)
		}
	}
}

// line takes one line of go test's output.
func (r *report) line(line string) {
	var e event
	if err := json.Unmarshal([]byte(line), &e); err != nil {
		fmt.Fprint(r.out, line)
		return
	}
	n := name{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "output":
		if !mark(e.Output) {
			r.lines[n] = append(r.lines[n], e.Output)
		}
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.packageEnded(n, e.Action)
		} else {
			r.testEnded(n, e.Action)
		}
	}
}

// mark says whether a line only tells that a test goes on.
func mark(line string) bool {
	return slices.ContainsFunc([]string{"=== RUN", "=== PAUSE", "=== CONT", "=== NAME"}, func(m string) bool {
		return strings.HasPrefix(line, m)
	})
}

// testEnded counts a test and keeps what is worth telling of it.
func (r *report) testEnded(n name, action string) {
	r.counts[action]++
	switch action {
	case "fail":
		r.failed = append(r.failed, n)
		return
	case "skip":
		r.skipped = append(r.skipped, fmt.Sprintf("%s %s: %s", n.pack, n.test, why(r.lines[n])))
	}
	delete(r.lines, n)
}

// why is the reason that a skipped test gave.
func why(lines []string) string {
	var reasons []string
	for _, line := range lines {
		if !strings.HasPrefix(strings.TrimSpace(line), "--- SKIP") {
			reasons = append(reasons, strings.TrimSpace(line))
		}
	}
	return strings.Join(reasons, " ")
}

// packageEnded prints a package: its result line alone if it passed, else everything that it and its failed tests said.
func (r *report) packageEnded(n name, action string) {
	if action == "fail" {
		r.printFailed(n.pack)
	}
	for _, line := range r.lines[n] {
		if action == "fail" || strings.HasPrefix(line, "ok  ") || strings.HasPrefix(line, "?   ") {
			fmt.Fprint(r.out, line)
		}
	}
	delete(r.lines, n)
}

// printFailed prints the failed tests of a package in the order they ended, then those that never ended.
func (r *report) printFailed(pack string) {
	var unended []name
	for n := range r.lines {
		if n.pack == pack && n.test != "" && !slices.Contains(r.failed, n) {
			unended = append(unended, n)
		}
	}
	slices.SortFunc(unended, func(a, b name) int { return strings.Compare(a.test, b.test) })
	for _, n := range slices.Concat(r.failed, unended) {
		if n.pack != pack {
			continue
		}
		for _, line := range r.lines[n] {
			fmt.Fprint(r.out, line)
		}
		delete(r.lines, n)
	}
	r.failed = slices.DeleteFunc(r.failed, func(n name) bool { return n.pack == pack })
}

// close prints what packages that never ended said, then the skipped tests and the counts.
func (r *report) close() {
	var unended []string
	for n := range r.lines {
		if !slices.Contains(unended, n.pack) {
			unended = append(unended, n.pack)
		}
	}
	slices.Sort(unended)
	for _, pack := range unended {
		r.packageEnded(name{pack: pack}, "fail")
	}
	if len(r.skipped) > 0 {
		slices.Sort(r.skipped)
		line := strings.Repeat("!", 78)
		fmt.Fprintf(r.out, "%s\n!! SKIPPED, SO NOT TESTED\n!! %s\n%s\n", line, strings.Join(r.skipped, "\n!! "), line)
	}
	fmt.Fprintf(r.out, "%d passed, %d failed, %d skipped\n", r.counts["pass"], r.counts["fail"], r.counts["skip"])
}
