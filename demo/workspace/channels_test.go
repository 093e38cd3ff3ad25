package workspace

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

func TestOfAnIncidentChannelIsCreatedDressedAndFilled(t *testing.T) {
	w := newWorld(t)
	c, err := w.slack.CreateConversation(slack.CreateConversationParams{ChannelName: "inc-1-connexion"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.slack.SetTopicOfConversation(c.ID, "INC-1 · P1"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.slack.InviteUsersToConversation(c.ID, ana, leo); err != nil {
		t.Fatal(err)
	}
	if _, err := w.slack.AddBookmark(c.ID, slack.AddBookmarkParameters{Title: "Runbook", Type: "link", Link: "https://example.org"}); err != nil {
		t.Fatal(err)
	}
	info, err := w.slack.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: c.ID, IncludeNumMembers: true})
	if err != nil || info.Topic.Value != "INC-1 · P1" || info.NumMembers != 3 || info.Name != "inc-1-connexion" {
		t.Errorf("info %+v, %v", info, err)
	}
	var subtypes []string
	for _, m := range w.Messages(c.ID) {
		subtypes = append(subtypes, m.Subtype)
	}
	if diff := cmp.Diff([]string{"channel_join", "channel_topic", "channel_join", "channel_join"}, subtypes); diff != "" {
		t.Errorf("people read (-want +got):\n%s", diff)
	}
	if err := w.slack.ArchiveConversation(c.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.slack.PostMessage(c.ID, slack.MsgOptionText("x", false)); codeOf(err) != "is_archived" {
		t.Errorf("posting in an archived channel: %v", err)
	}
}

func TestOfChannelRules(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		method, args, want string
	}{
		{"conversations.create", "name=general", "name_taken"},
		{"conversations.create", "name=", "invalid_name_required"},
		{"conversations.create", "name=Upper", "invalid_name_specials"},
		{"conversations.create", "name=two words", "invalid_name_specials"},
		{"conversations.create", "name=---", "invalid_name_punctuation"},
		{"conversations.create", "name=" + strings.Repeat("a", 81), "invalid_name_maxlength"},
		{"conversations.invite", "channel=" + prod + "&users=" + leo, "already_in_channel"},
		{"conversations.invite", "channel=" + prod + "&users=" + bot, "cant_invite_self"},
		{"conversations.invite", "channel=" + prod + "&users=U0NOPE", "user_not_found"},
		{"conversations.invite", "channel=" + prod, "no_user"},
		{"conversations.invite", "channel=C0OTHER&users=" + leo, "not_in_channel"},
		{"conversations.setTopic", "channel=" + prod + "&topic=" + strings.Repeat("a", 251), "too_long"},
		{"conversations.rename", "channel=" + prod + "&name=x", "not_authorized"},
		{"conversations.info", "", "invalid_arguments"},
		{"conversations.info", "channel=" + secrets, "channel_not_found"},
		{"conversations.history", "channel=C0OTHER", "not_in_channel"},
		{"conversations.history", "channel=" + prod + "&cursor=zzz", "invalid_cursor"},
		{"conversations.replies", "channel=" + prod + "&ts=1.1", "thread_not_found"},
		{"conversations.list", "types=nope", "invalid_types"},
		{"conversations.list", "limit=-1", "invalid_limit"},
		{"conversations.open", "users=U0NOPE", "user_not_found"},
		{"conversations.kick", "channel=" + prod + "&user=" + bot, "cant_kick_self"},
		{"conversations.leave", "channel=" + general, "cant_leave_general"},
		{"conversations.join", "channel=" + secrets, "channel_not_found"},
		{"users.info", "user=U0NOPE", "user_not_found"},
		{"users.lookupByEmail", "email=nobody@example.org", "users_not_found"},
		{"usergroups.users.update", "usergroup=S0CAPT&users=", "no_users_provided"},
		{"usergroups.users.update", "usergroup=S0NOPE&users=" + leo, "no_such_subteam"},
		{"usergroups.users.update", "usergroup=S0CAPT&users=U0NOPE", "invalid_users"},
		{"reactions.add", "channel=" + prod + "&timestamp=1.1&name=eyes", "message_not_found"},
		{"bookmarks.add", "channel_id=" + prod + "&title=x&type=link&link=nope", "invalid_link"},
		{"files.completeUploadExternal", `files=[{"id":"F0NOPE"}]`, "file_not_found"},
		{"views.update", "view_id=V0NOPE&view={}", "not_found"},
	} {
		form, err := url.ParseQuery(c.args)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.raw(c.method, form); got["error"] != c.want {
			t.Errorf("%s %s: got %v, want %s", c.method, c.args, got["error"], c.want)
		}
	}
}

func TestOfListsComeInPages(t *testing.T) {
	w := newWorld(t)
	for range 7 {
		if _, err := w.Say(t.Context(), ana, prod, "x"); err != nil {
			t.Fatal(err)
		}
	}
	seen, cursor, pages := map[string]bool{}, "", 0
	for {
		h, err := w.slack.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: prod, Limit: 3, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range h.Messages {
			seen[m.Timestamp] = true
		}
		pages++
		if cursor = h.ResponseMetaData.NextCursor; cursor == "" {
			break
		}
	}
	if len(seen) != 7 || pages != 3 {
		t.Errorf("%d messages in %d pages", len(seen), pages)
	}
	channels, next, err := w.slack.GetConversations(&slack.GetConversationsParameters{Limit: 2})
	if err != nil || len(channels) != 2 || next == "" {
		t.Errorf("channels %v %q %v", channels, next, err)
	}
}

func TestOfTheHistoryHasBounds(t *testing.T) {
	w := newWorld(t)
	var ts []string
	for range 3 {
		one, err := w.Say(t.Context(), ana, prod, "x")
		if err != nil {
			t.Fatal(err)
		}
		ts = append(ts, one)
	}
	for _, c := range []struct {
		oldest, latest string
		inclusive      bool
		want           int
	}{{ts[1], "", false, 1}, {ts[1], "", true, 2}, {"", ts[1], false, 1}, {ts[0], ts[2], false, 1}, {ts[0], ts[2], true, 3}} {
		h, err := w.slack.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: prod, Oldest: c.oldest, Latest: c.latest, Inclusive: c.inclusive})
		if err != nil || len(h.Messages) != c.want {
			t.Errorf("%+v: %d messages, %v", c, len(h.Messages), err)
		}
	}
}

func TestOfPeopleGroupsAndReactions(t *testing.T) {
	w := newWorld(t)
	u, err := w.slack.GetUserByEmail("ana@example.org")
	if err != nil || u.ID != ana {
		t.Errorf("by email %+v %v", u, err)
	}
	if _, err := w.slack.UpdateUserGroupMembers("S0CAPT", leo+","+weber); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{leo, weber}, w.GroupUsers("S0CAPT")); diff != "" {
		t.Errorf("group (-want +got):\n%s", diff)
	}
	_, ts, err := w.slack.PostMessage(prod, slack.MsgOptionText("x", false))
	if err != nil {
		t.Fatal(err)
	}
	item := slack.NewRefToMessage(prod, ts)
	if err := w.slack.AddReaction("eyes", item); err != nil {
		t.Fatal(err)
	}
	if err := w.slack.AddReaction("eyes", item); codeOf(err) != "already_reacted" {
		t.Errorf("twice: %v", err)
	}
	if err := w.React(ana, prod, ts, "eyes"); err != nil {
		t.Fatal(err)
	}
	got, err := w.slack.GetReactions(item, slack.NewGetReactionsParameters())
	if err != nil || len(got.Reactions) != 1 || got.Reactions[0].Count != 2 {
		t.Errorf("reactions %+v %v", got, err)
	}
}

func TestOfAFileIsUploadedInThreeSteps(t *testing.T) {
	w := newWorld(t)
	f, err := w.slack.UploadFile(slack.UploadFileParameters{Channel: prod, Filename: "chart.png", FileSize: 5, AltTxt: "A chart",
		Reader: strings.NewReader("bytes"), Title: "Chart", InitialComment: "look"})
	if err != nil {
		t.Fatal(err)
	}
	m := w.Messages(prod)
	if len(m) != 1 || m[0].Text != "look" || len(m[0].Files) != 1 || m[0].Files[0].ID != f.ID || m[0].Files[0].Alt != "A chart" {
		t.Errorf("message %+v", m)
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://slack.test"+m[0].Files[0].URL, nil)
	resp, err := Wire{w.Browser()}.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "image/png" {
		t.Errorf("the page gets %v %v", resp, err)
	}
}
