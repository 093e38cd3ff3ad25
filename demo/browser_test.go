package demo_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/rs/zerolog"

	"vigie/demo"
)

// visitor is somebody at the demo's page, in a real browser.
type visitor struct {
	t    *testing.T
	ctx  context.Context
	page string
	// shots is the folder of the screenshots.
	shots string
}

// stepLimit bounds the wait for one thing to appear on the page.
const stepLimit = 20 * time.Second

// visit opens the page of a demo that runs in this process. patience is how long the
// captain has before the mate is called.
func visit(t *testing.T, patience string, width, height int) *visitor {
	t.Helper()
	browser := os.Getenv("VIGIE_CHROMIUM")
	if browser == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("VIGIE_CHROMIUM names no browser; `make test` finds or installs one")
		}
		t.Skip("VIGIE_CHROMIUM names no browser; `make test` finds or installs one")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(browser), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.WindowSize(width, height), chromedp.UserDataDir(t.TempDir()),
	}
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the browser lives as long as the context it began in
		t.Fatal(err)
	}
	shots := os.Getenv("VIGIE_SCREENSHOTS")
	if shots == "" {
		shots = t.TempDir()
	}
	return &visitor{t: t, ctx: ctx, page: serve(t, patience), shots: shots}
}

// serve runs the demo and gives its address.
func serve(t *testing.T, patience string) string {
	t.Helper()
	example, err := os.ReadFile("../vigie.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	yaml := strings.Replace(string(example), "{ who: captain, patience: 1m }", "{ who: captain, patience: "+patience+" }", 1)
	out, in := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		log := zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.WarnLevel)
		err := demo.Serve(ctx, "127.0.0.1:0", []byte(yaml), in, log)
		_ = in.CloseWithError(errors.Join(err, io.EOF))
		ended <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the demo ended with %v", err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`http://[0-9.:]+`).FindString(line)
}

// do runs steps of the browser, each within its time.
func (v *visitor) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, stepLimit)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		v.shot("failed")
		v.t.Fatalf("%s: %v", what, err)
	}
}

// as goes to a channel as one of the six.
func (v *visitor) as(who, channel string) {
	v.t.Helper()
	hash := fmt.Sprintf("location.hash = '#/%s?as=%s'", channel, who)
	v.do("go to "+channel, chromedp.Steps(chromedp.Evaluate[chromedp.Void](hash)), chromedp.WaitVisible(chromedp.CSS(`[data-testid="composer"]`)))
}

// open opens the page for the first time.
func (v *visitor) open(who, channel string) {
	v.t.Helper()
	v.do("open the page", chromedp.Navigate(fmt.Sprintf("%s/#/%s?as=%s", v.page, channel, who)),
		chromedp.WaitVisible(chromedp.CSS(`[data-testid="composer"]`)))
}

// types sends a text or a command.
func (v *visitor) types(text string) {
	v.t.Helper()
	v.do("type "+text,
		chromedp.SendKeys(chromedp.CSS(`[data-testid="composer"]`), text),
		chromedp.Click(chromedp.CSS(`[data-testid="send"]`)))
}

// sees waits until a text is on the page.
func (v *visitor) sees(text string) {
	v.t.Helper()
	v.do("see "+text, chromedp.WaitVisible(chromedp.Search(fmt.Sprintf(`//body//*[contains(normalize-space(.), %q)]`, text))))
}

// presses clicks the last button of a name that is shown.
func (v *visitor) presses(action string) {
	v.t.Helper()
	v.do("press "+action, chromedp.Click(chromedp.Search(fmt.Sprintf(`(//button[@data-action-id=%q])[last()]`, action))))
}

func (v *visitor) clicks(testid string) {
	v.t.Helper()
	v.do("click "+testid, chromedp.Click(chromedp.CSS(fmt.Sprintf(`[data-testid=%q]`, testid))))
}

// shot keeps a picture of the page.
func (v *visitor) shot(name string) {
	v.t.Helper()
	picture, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.MkdirAll(v.shots, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(v.shots, name+".png"), picture, 0o600)
	}
	if err != nil {
		v.t.Errorf("screenshot %s: %v", name, err)
	}
}

func TestTheMainJobInABrowser(t *testing.T) {
	v := visit(t, "10s", 1280, 860)
	v.open("U0INES", "C0INCIDENTS")
	v.types("/incident La connexion échoue pour tout le monde")
	v.sees("déclaré (P2)")
	v.shot("1-declared")

	v.as("U0NOUR", "C0INCIDENTS") // the captain, Sam, does not answer; Nour is mate
	v.clicks("dm-U0VIGIE")
	v.sees("Tu prends ?")
	v.shot("2-paged")
	v.presses("page.ack")
	v.sees("s'en occupe, après")
	v.shot("3-acknowledged")

	v.as("U0NOUR", "C0INCIDENTS")
	v.types("/app restart api la connexion échoue")
	v.sees("Redémarrer API-PRODUCTION")
	v.shot("4-confirm")
	v.presses("app.restart")
	v.clicks("confirm-yes")
	v.sees("redémarrée en")
	v.shot("5-restarted")

	v.types("/digest now")
	v.as("U0NOUR", "C0PROD")
	v.sees("Production,")
	v.sees("La connexion échoue pour tout le monde")
	v.shot("6-digest")

	v.as("U0MAX", "C0GENERAL")
	v.types("@Vigie qui est capitaine ?")
	v.clicks("open-thread")
	v.sees("Capitaine :")
	v.shot("7-captain")
}

func TestAFormDeclaresOnAPhone(t *testing.T) {
	v := visit(t, "1m", 390, 844)
	v.open("U0SAM", "C0INCIDENTS")
	v.types("/incident declare")
	v.do("see the form", chromedp.WaitVisible(chromedp.CSS(`[data-testid="modal"]`)))
	v.shot("8-form-phone")
	v.do("fill the form in", chromedp.SendKeys(chromedp.CSS(`[data-testid="modal"] input[type="text"]`), "The map is blank"))
	v.clicks("modal-submit")
	v.sees("The map is blank")
	v.shot("9-declared-phone")
}
