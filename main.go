// Vigie is the Slack bot of a production crew: it declares incidents, pages the captain,
// acts on apps and posts digests.
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	// Zones and roots for images that have neither.
	_ "time/tzdata"

	"github.com/alecthomas/kong"
	"github.com/rs/zerolog"

	"vigie/bot"
	"vigie/config"
	"vigie/demo"
)

// Set by the build (-ldflags -X).
var (
	version = "dev"
	commit  = "unknown"
)

//go:embed vigie.example.yaml
var example []byte

// The exit codes.
const (
	done   = 0
	failed = 1
	misuse = 2
)

// program is the command line.
type program struct {
	Demo        demoCommand        `cmd:"" help:"Try the whole bot in a browser: no account, no network, no configuration."`
	Serve       serveCommand       `cmd:"" help:"Run the bot."`
	Check       checkCommand       `cmd:"" help:"Read the configuration, call each configured system once, say what fails."`
	Manifest    manifestCommand    `cmd:"" help:"Print the Slack app manifest, made from the commands."`
	Settings    settingsCommand    `cmd:"" help:"List the variables of the environment."`
	Healthcheck healthcheckCommand `cmd:"" hidden:"" help:"Ask the bot on this machine whether it works; for containers."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process around it.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	var p program
	exited := -1
	parser, err := kong.New(&p, kong.Name("vigie"), kong.Description("The Slack bot of a production crew."),
		kong.Writers(out, errs), kong.Exit(func(code int) { exited = code }), kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(streams{out, errs}))
	if err != nil {
		fmt.Fprintln(errs, err)
		return failed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintf(errs, "vigie: %v; see vigie --help\n", err)
		return misuse
	}
	return code(chosen.Run(), errs)
}

// code says an error and gives the exit code for it.
func code(err error, errs io.Writer) int {
	if err == nil {
		return done
	}
	if problems, ok := errors.AsType[config.Problems](err); ok {
		fmt.Fprintln(errs, problems)
		return misuse
	}
	fmt.Fprintf(errs, "vigie: %v\n", err)
	return failed
}

// streams are where the program speaks.
type streams struct{ out, errs io.Writer }

type demoCommand struct {
	Listen string `default:"127.0.0.1:8080" help:"Address of the page."`
}

// Run serves the demo.
func (d demoCommand) Run(ctx context.Context, s streams) error {
	return demo.Serve(ctx, d.Listen, example, s.out, logger(s.errs, "warn"))
}

type manifestCommand struct {
	URL    string `placeholder:"https://…" help:"Where Slack reaches the bot; without it, for Socket Mode."`
	Socket bool   `help:"Make it for Socket Mode, which needs no address."`
}

// Run prints the manifest.
func (m manifestCommand) Run(s streams) error {
	url := m.URL
	if url == "" && !m.Socket {
		url = "https://vigie.example.org"
	}
	text, err := bot.Manifest(url, m.Socket)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, string(text))
	return err
}

type settingsCommand struct{}

// Run lists the settings.
func (settingsCommand) Run(s streams) error {
	var err error
	for _, setting := range config.Settings() {
		_, err = fmt.Fprintf(s.out, "%s\t%s\t%s\n", setting.Name, setting.Meaning, setting.Default)
	}
	return err
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(s streams) error {
	_, err := fmt.Fprintf(s.out, "vigie %s (%s, %s)\n", version, commit, runtime.Version())
	return err
}

// logger writes JSON lines, or words when a person looks on.
func logger(errs io.Writer, level string) zerolog.Logger {
	parsed, err := zerolog.ParseLevel(level)
	if err != nil {
		parsed = zerolog.InfoLevel
	}
	if f, ok := errs.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			errs = zerolog.ConsoleWriter{Out: errs}
		}
	}
	return zerolog.New(errs).Level(parsed).With().Timestamp().Logger()
}
