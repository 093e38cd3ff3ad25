// Command gotest runs "go test" with the given arguments, prints what it would print, and ends with every test
// that was skipped, why, and the counts. With CI=true a skipped test is a failure: nothing may go untested unseen.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
)

func main() {
	code, err := run(context.Background(), os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "gotest:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// run runs go test and gives its exit code, or 1 for tests skipped where none may be.
func run(ctx context.Context, arguments []string) (code int, err error) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt) // go test and the tests get it too; the report comes after them
	defer signal.Stop(signals)

	tests := exec.CommandContext(ctx, "go", append([]string{"test", "-json"}, arguments...)...)
	tests.Stderr = os.Stderr
	events, err := tests.StdoutPipe()
	if err != nil {
		return 1, err
	}
	if err := tests.Start(); err != nil {
		return 1, err
	}
	r := newReport(os.Stdout)
	readErr := r.read(events)
	waited := tests.Wait()
	r.close()
	if exit, ok := errors.AsType[*exec.ExitError](waited); ok {
		return max(exit.ExitCode(), 1), readErr
	}
	if len(r.skipped) > 0 && os.Getenv("CI") == "true" {
		return 1, errors.Join(readErr, errors.New("with CI=true no test may be skipped"))
	}
	return 0, errors.Join(waited, readErr)
}
