package workspace

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

func TestOfAMessageIsPinnedLinkedAndDeleted(t *testing.T) {
	w := newWorld(t)
	_, ts, err := w.slack.PostMessage(prod, slack.MsgOptionText("x", false))
	if err != nil {
		t.Fatal(err)
	}
	item := slack.NewRefToMessage(prod, ts)
	if err := w.slack.AddPin(prod, item); err != nil {
		t.Fatal(err)
	}
	if err := w.slack.AddPin(prod, item); codeOf(err) != "already_pinned" {
		t.Errorf("pinned twice: %v", err)
	}
	if pins, _, err := w.slack.ListPins(prod); err != nil || len(pins) != 1 || pins[0].Message.Timestamp != ts {
		t.Errorf("pins %+v %v", pins, err)
	}
	link, err := w.slack.GetPermalink(&slack.PermalinkParameters{Channel: prod, Ts: ts})
	if err != nil || link != "https://demo.slack.com/archives/C0PROD/p"+strings.ReplaceAll(ts, ".", "") {
		t.Errorf("permalink %q %v", link, err)
	}
	if _, _, err := w.slack.DeleteMessage(prod, ts); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.slack.DeleteMessage(prod, ts); codeOf(err) != "message_not_found" {
		t.Errorf("deleted twice: %v", err)
	}
	if e := w.events("delete"); len(e) != 1 || e[0].TS != ts || e[0].Channel != prod {
		t.Errorf("told %+v", e)
	}
	if err := w.slack.RemovePin(prod, item); codeOf(err) != "message_not_found" {
		t.Errorf("unpin: %v", err)
	}
}

func TestOfAnEphemeralIsSeenByOneAndCannotBeUpdated(t *testing.T) {
	w := newWorld(t)
	ts, err := w.slack.PostEphemeral(prod, leo, slack.MsgOptionText("only you", false), slack.MsgOptionBlocks(
		slack.NewActionBlock("b", slack.NewButtonBlockElement("go", "1", plainText("Go")))))
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Ephemerals(leo)) != 1 || len(w.Ephemerals(ana)) != 0 || len(w.Messages(prod)) != 0 {
		t.Error("an ephemeral is not Léo's alone")
	}
	if _, _, _, err := w.slack.UpdateMessage(prod, ts, slack.MsgOptionText("y", false)); codeOf(err) != "message_not_found" {
		t.Errorf("update: %v", err)
	}
	if err := w.Press(t.Context(), ana, Place{Channel: prod}, "Go"); err == nil {
		t.Error("Ana presses what she does not see")
	}
	if err := w.Press(t.Context(), leo, Place{Channel: prod, TS: ts}, "Go"); err != nil {
		t.Fatal(err)
	}
	p := w.app.payload(t)
	if box := p["container"].(map[string]any); p["message"] != nil || box["is_ephemeral"] != true {
		t.Errorf("payload %v", p)
	}
	link := p["response_url"].(string)
	if _, _, err := w.slack.PostMessage("", slack.MsgOptionText("done", false), slack.MsgOptionReplaceOriginal(link)); err != nil {
		t.Fatal(err)
	}
	if e := w.Ephemerals(leo); len(e) != 1 || e[0].Text != "done" || e[0].TS != ts {
		t.Errorf("replaced %+v", e)
	}
}

func TestOfAChannelsLife(t *testing.T) {
	w := newWorld(t)
	c, err := w.slack.CreateConversation(slack.CreateConversationParams{ChannelName: "war-room", IsPrivate: true})
	if err != nil || !c.IsPrivate {
		t.Fatalf("%+v %v", c, err)
	}
	for name, do := range map[string]func() error{
		"invite":  func() error { _, err := w.slack.InviteUsersToConversation(c.ID, leo); return err },
		"purpose": func() error { _, err := w.slack.SetPurposeOfConversation(c.ID, "why"); return err },
		"rename":  func() error { _, err := w.slack.RenameConversation(c.ID, "war-room-2"); return err },
	} {
		if err := do(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	members, _, err := w.slack.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: c.ID})
	if diff := cmp.Diff([]string{bot, leo}, members); diff != "" || err != nil {
		t.Errorf("members (-want +got):\n%s %v", diff, err)
	}
	if err := w.slack.KickUserFromConversation(c.ID, leo); err != nil {
		t.Error(err)
	}
	if _, err := w.Say(t.Context(), leo, c.ID, "still here?"); codeOf(err) != "channel_not_found" {
		t.Errorf("Léo writes after he was put out: %v", err)
	}
	own, _, err := w.slack.GetConversationsForUser(&slack.GetConversationsForUserParameters{Types: []string{"private_channel"}})
	if err != nil || len(own) != 1 || own[0].Name != "war-room-2" {
		t.Errorf("own channels %+v %v", own, err)
	}
	if _, err := w.slack.LeaveConversation(c.ID); err != nil {
		t.Error(err)
	}
	if _, _, _, err := w.slack.JoinConversation("C0OTHER"); err != nil {
		t.Error(err)
	}
	if _, warning, _, err := w.slack.JoinConversation("C0OTHER"); err != nil || warning != "already_in_channel" {
		t.Errorf("joining twice: %q %v", warning, err)
	}
	if got, ok := w.ChannelNamed("other"); !ok || !cmp.Equal(got.Members, []string{ana, bot}) {
		t.Errorf("other has %v", got.Members)
	}
}

func TestOfInvitationsAreAllOrNoneUnlessForced(t *testing.T) {
	w := newWorld(t)
	if _, err := w.slack.InviteUsersToConversation(prod, weber, "U0NOPE"); codeOf(err) != "user_not_found" {
		t.Errorf("got %v", err)
	}
	if c, _ := w.ChannelNamed("production"); len(c.Members) != 3 {
		t.Errorf("someone came in: %v", c.Members)
	}
	if got := w.raw("conversations.invite", map[string][]string{"channel": {prod}, "users": {weber + ",U0NOPE"}, "force": {"true"}}); got["ok"] != true {
		t.Errorf("forced: %v", got)
	}
}

func TestOfBookmarksAreEdited(t *testing.T) {
	w := newWorld(t)
	b, err := w.slack.AddBookmark(prod, slack.AddBookmarkParameters{Title: "Old", Type: "link", Link: "https://example.org"})
	if err != nil {
		t.Fatal(err)
	}
	title := "New"
	if _, err := w.slack.EditBookmark(prod, b.ID, slack.EditBookmarkParameters{Title: &title, Link: "https://example.org/2"}); err != nil {
		t.Fatal(err)
	}
	list, err := w.slack.ListBookmarks(prod)
	if err != nil || len(list) != 1 || list[0].Title != "New" || list[0].Link != "https://example.org/2" {
		t.Errorf("bookmarks %+v %v", list, err)
	}
}

func TestOfTeamBotAndLocale(t *testing.T) {
	w := newWorld(t)
	if team, err := w.slack.GetTeamInfo(); err != nil || team.Name != "Démo" {
		t.Errorf("team %+v %v", team, err)
	}
	if b, err := w.slack.GetBotInfo(slack.GetBotInfoParameters{Bot: "B0VIGIE"}); err != nil || b.UserID != bot {
		t.Errorf("bot %+v %v", b, err)
	}
	if u, err := w.slack.GetUserInfo(ana); err != nil || u.Locale != "fr-FR" || u.Profile.Email != "ana@example.org" {
		t.Errorf("user %+v %v", u, err)
	}
	groups, err := w.slack.GetUserGroups(slack.GetUserGroupsOptionIncludeUsers(true))
	if err != nil || len(groups) != 1 || !cmp.Equal(groups[0].Users, []string{ana}) {
		t.Errorf("groups %+v %v", groups, err)
	}
}

func TestOfTheEventAddressIsVerified(t *testing.T) {
	w := newWorld(t)
	if err := w.Verify(t.Context()); err == nil {
		t.Error("an app that does not echo the challenge is verified")
	}
	w.app.answers(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, rest, _ := strings.Cut(string(body), `"challenge":"`)
		challenge, _, _ := strings.Cut(rest, `"`)
		_, _ = io.WriteString(rw, challenge)
	})
	if err := w.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if err := w.CheckSSL(t.Context(), "/vigie"); err != nil || w.app.form().Get("ssl_check") != "1" {
		t.Errorf("ssl_check: %v, sent %v", err, w.app.form())
	}
}

func TestOfTheHomeTabIsOpenedAndPressed(t *testing.T) {
	w := newWorld(t)
	if err := w.Install(testManifest(false, allScopes, []string{"app_home_opened"})); err != nil {
		t.Fatal(err)
	}
	if err := w.OpenHome(leo); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return w.app.count() == 1 })
	home := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
		slack.NewActionBlock("b", slack.NewButtonBlockElement("cover", "1", plainText("Cover me")))}}}
	if _, err := w.slack.PublishViewContext(t.Context(), slack.PublishViewContextRequest{UserID: leo, View: home}); err != nil {
		t.Fatal(err)
	}
	if err := w.Press(t.Context(), leo, Place{}, "Cover me"); err != nil {
		t.Fatal(err)
	}
	if p := w.app.payload(t); p["container"].(map[string]any)["type"] != "view" || p["response_url"] != nil {
		t.Errorf("payload %v", p)
	}
}
