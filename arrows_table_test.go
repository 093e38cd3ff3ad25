package main_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTheTreeFollowsTheArrows(t *testing.T) {
	faults, err := faultsOf(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		t.Error(fault)
	}
}

// madeUp is a tree of one file a line: "FILE imports PATH…".
func madeUp(lines ...string) fstest.MapFS {
	tree := fstest.MapFS{}
	for _, line := range lines {
		name, imports, _ := strings.Cut(line, " imports ")
		var source strings.Builder
		source.WriteString("package p\n")
		for imported := range strings.FieldsSeq(imports) {
			source.WriteString("import \"" + imported + "\"\n")
		}
		tree[name] = &fstest.MapFile{Data: []byte(source.String())}
	}
	return tree
}

func TestAForbiddenImportIsNamedWithItsArrow(t *testing.T) {
	for _, c := range []struct{ tree, fault string }{
		{"captain/rota.go imports vigie/store", "no arrow captain → store (captain may import: work)"},
		{"work/work.go imports vigie/captain", "no arrow work → captain (work may import: the standard library only)"},
		{"incident/desk.go imports vigie/production", "no arrow incident → production"},
		{"incident/desk.go imports github.com/rs/zerolog/log", "no arrow incident → github.com/rs/zerolog/log"},
		{"commands/restart.go imports github.com/slack-go/slack", "no arrow commands → github.com/slack-go/slack"},
		{"commands/restart.go imports vigie/integrations/slack", "no arrow commands → integrations/slack"},
		{"integrations/twilio/sms.go imports github.com/slack-go/slack", "no arrow integrations/twilio → github.com/slack-go/slack"},
		{"integrations/twilio/sms.go imports vigie/integrations/slack", "no arrow integrations/twilio → integrations/slack"},
		{"integrations/twilio/sms.go imports vigie/commands", "no arrow integrations/twilio → commands"},
		{"store/captain.go imports vigie/config", "no arrow store → config"},
		{"store/captain.go imports vigie/store/postgrestest", "no arrow store → store/postgrestest"},
		{"store/captain.go imports github.com/jackc/pgx/v4", "no arrow store → github.com/jackc/pgx/v4"},
		{"bot/bot.go imports vigie/demo", "no arrow bot → demo"},
		{"bot/bot.go imports vigie/demo/hosting", "no arrow bot → demo/hosting"},
		{"bot/bot.go imports database/sql modernc.org/sqlite", "no arrow bot → modernc.org/sqlite"},
		{"demo/hosting/apps.go imports vigie/production", "no arrow demo/hosting → production"},
		{"demo/hosting/apps.go imports vigie/demo/workspace", "no arrow demo/hosting → demo/workspace"},
		{"demo/hosting/apps.go imports github.com/gorilla/websocket", "no arrow demo/hosting → github.com/gorilla/websocket"},
		{"main.go imports vigie/captain", "no arrow . → captain"},
		{"captain/rota_test.go imports github.com/stretchr/testify/assert", "no arrow captain → github.com/stretchr/testify/assert"},
		{"utils/strings.go imports strings", "the folder utils has no row in arrows_test.go"},
	} {
		faults, err := faultsOf(madeUp(c.tree))
		if err != nil || len(faults) != 1 || !strings.Contains(faults[0], c.fault) {
			t.Errorf("%s\n got %q (%v)\nwant one fault with %q", c.tree, faults, err, c.fault)
		}
	}
}

func TestOneSDKHasOneFolder(t *testing.T) {
	tree := madeUp(
		"integrations/notify/send.go imports example.com/push/sdk/v2/client",
		"integrations/notify/read.go imports example.com/push/sdk/v2",
		"integrations/sms/send.go imports example.com/push/sdk/v2")
	faults, err := faultsOf(tree)
	want := "example.com/push/sdk is imported by integrations/notify and integrations/sms: one SDK, one folder"
	if err != nil || len(faults) != 1 || !strings.HasPrefix(faults[0], want) {
		t.Errorf("got %q (%v), want one fault with %q", faults, err, want)
	}
}

func TestWhatTheTableAllowsPasses(t *testing.T) {
	tree := madeUp(
		"main.go imports os time/tzdata vigie/bot vigie/config vigie/demo github.com/alecthomas/kong",
		"work/work.go imports time",
		"captain/captain.go imports vigie/work",
		"captain/captaintest/channel.go imports testing vigie/captain vigie/work",
		"production/days.go imports vigie/incident github.com/rickar/cal/v2/fr",
		"integrations/slack/room.go imports vigie/commands github.com/slack-go/slack/socketmode golang.org/x/time/rate",
		"integrations/slack/render/render.go imports vigie/commands github.com/slack-go/slack",
		"integrations/slack/room_test.go imports vigie/demo/workspace github.com/google/go-cmp/cmp",
		"integrations/github/github.go imports vigie/production github.com/google/go-github/v57/github",
		"integrations/notify/notify.go imports vigie/captain github.com/nicholas-fedor/shoutrrr",
		"store/open.go imports github.com/jackc/pgx/v5/stdlib modernc.org/sqlite vigie/work",
		"store/open_test.go imports vigie/store/postgrestest pgregory.net/rapid",
		"store/postgrestest/database.go imports testing github.com/jackc/pgx/v5",
		"bot/bot.go imports vigie/integrations/slack vigie/commands vigie/store github.com/robfig/cron/v3",
		"bot/stories_test.go imports vigie/demo/hosting github.com/slack-go/slack",
		"demo/demo.go imports vigie/bot vigie/demo/workspace vigie/demo/web",
		"demo/workspace/socket.go imports github.com/gorilla/websocket vigie/demo/workspace/blockkit",
		"demo/hosting/link.go imports vigie/demo/pretend",
		"demo/workspace/page_test.go imports github.com/chromedp/chromedp github.com/google/go-github/v57/github",
		"scripts/testbed/main.go imports vigie/store/postgrestest",
		"demo/web/node_modules/thing/thing.go imports vigie/store",
		"bot/testdata/x.go imports vigie/demo")
	faults, err := faultsOf(tree)
	if err != nil || len(faults) > 0 {
		t.Errorf("got faults %q (%v), want none", faults, err)
	}
}
