package workspace

import (
	"net/url"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

func TestOfAnIndependentClientPostsUpdatesAndReadsBack(t *testing.T) {
	w := newWorld(t)
	blocks := []slack.Block{slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, "*INC-1*", false, false), nil, nil),
		slack.NewActionBlock("b1", slack.NewButtonBlockElement("take", "1", slack.NewTextBlockObject(slack.PlainTextType, "Take", true, false)))}
	ch, ts, err := w.slack.PostMessage(prod, slack.MsgOptionText("INC-1", false), slack.MsgOptionBlocks(blocks...),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "incident", EventPayload: map[string]any{"id": 1.0}}))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := w.slack.UpdateMessage(ch, ts, slack.MsgOptionText("INC-1 resolved", false)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.slack.PostMessage(ch, slack.MsgOptionText("note", false), slack.MsgOptionTS(ts)); err != nil {
		t.Fatal(err)
	}
	h, err := w.slack.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: ch, IncludeAllMetadata: true})
	if err != nil {
		t.Fatal(err)
	}
	m := h.Messages[0]
	if m.Text != "INC-1 resolved" || len(m.Blocks.BlockSet) != 2 || m.ReplyCount != 1 || m.Metadata.EventType != "incident" {
		t.Errorf("history gives %+v", m)
	}
	replies, _, _, err := w.slack.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: ch, Timestamp: ts})
	if err != nil || len(replies) != 2 || replies[1].Text != "note" {
		t.Errorf("replies %+v, %v", replies, err)
	}
}

func TestOfMessagesSlackRefuses(t *testing.T) {
	w := newWorld(t)
	theirs, err := w.Say(t.Context(), ana, prod, "hello")
	if err != nil {
		t.Fatal(err)
	}
	_, ours, err := w.slack.PostMessage(prod, slack.MsgOptionText("ours", false))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		method string
		form   url.Values
		want   string
	}{
		{"chat.postMessage", url.Values{"channel": {"C0NOPE"}, "text": {"x"}}, "channel_not_found"},
		{"chat.postMessage", url.Values{"channel": {secrets}, "text": {"x"}}, "channel_not_found"},
		{"chat.postMessage", url.Values{"channel": {prod}}, "no_text"},
		{"chat.postMessage", url.Values{"channel": {prod}, "blocks": {"{"}}, "invalid_blocks_format"},
		{"chat.postMessage", url.Values{"channel": {prod}, "blocks": {`[{"type":"nope"}]`}}, "invalid_blocks"},
		{"chat.postMessage", url.Values{"channel": {prod}, "text": {"x"}, "thread_ts": {"1.2"}}, "thread_not_found"},
		{"chat.postMessage", url.Values{"channel": {prod}, "text": {"x"}, "metadata": {`{"event_type":"x"}`}}, "invalid_metadata_schema"},
		{"chat.update", url.Values{"channel": {prod}, "ts": {theirs}, "text": {"x"}}, "cant_update_message"},
		{"chat.update", url.Values{"channel": {prod}, "ts": {"1.2"}, "text": {"x"}}, "message_not_found"},
		{"chat.update", url.Values{"channel": {prod}, "ts": {ours}, "text": {strings.Repeat("é", 2001)}}, "msg_too_long"},
		{"chat.delete", url.Values{"channel": {prod}, "ts": {theirs}}, "cant_delete_message"},
		{"chat.postEphemeral", url.Values{"channel": {prod}, "user": {weber}, "text": {"x"}}, "user_not_in_channel"},
		{"chat.postEphemeral", url.Values{"channel": {"C0OTHER"}, "user": {ana}, "text": {"x"}}, "not_in_channel"},
		{"chat.scheduleMessage", url.Values{"channel": {prod}, "text": {"x"}, "post_at": {"1"}}, "time_in_past"},
		{"chat.nope", nil, "unknown_method"},
	} {
		if got := w.raw(c.method, c.form); got["error"] != c.want || got["ok"] != false {
			t.Errorf("%s %v: got %v, want %s", c.method, c.form, got, c.want)
		}
	}
}

func TestOfALongTextIsCutAt40000Characters(t *testing.T) {
	w := newWorld(t)
	if _, _, err := w.slack.PostMessage(prod, slack.MsgOptionText(strings.Repeat("é", 50000), false)); err != nil {
		t.Fatal(err)
	}
	m := w.Messages(prod)
	if got := len([]rune(m[0].Text)); got != 40000 {
		t.Errorf("%d characters kept, want 40000", got)
	}
}

func TestOfAMessageToAPersonOpensTheirDirectMessages(t *testing.T) {
	w := newWorld(t)
	ch, _, err := w.slack.PostMessage(ana, slack.MsgOptionText("page", false))
	if err != nil || ch[0] != 'D' {
		t.Fatalf("posted in %q, %v", ch, err)
	}
	opened, _, _, err := w.slack.OpenConversation(&slack.OpenConversationParameters{Users: []string{ana}, ReturnIM: true})
	if err != nil || opened.ID != ch || !opened.IsIM || opened.User != ana {
		t.Errorf("conversations.open gives %+v, %v", opened, err)
	}
}
