package slack

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"vigie/captain"
	"vigie/commands"
)

func TestAChannelMadeBeforeIsGivenAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the list may have to wait for its turn
		p, room := newPretend()
		p.always("conversations.create", `{"ok":false,"error":"name_taken"}`)
		p.say["conversations.list"] = func(c call, n int) reply {
			if c.form.Get("cursor") == "" {
				return reply{body: `{"ok":true,"channels":[{"id":"C2","name":"inc-2","creator":"UBOT"}],"response_metadata":{"next_cursor":"two"}}`}
			}
			return reply{body: `{"ok":true,"channels":[{"id":"C3","name":"inc-3","creator":"UBOT"},{"id":"C4","name":"inc-4","creator":"U5"},
			{"id":"C5","name":"inc-5","creator":"UBOT","is_archived":true}]}`}
		}
		if id, err := room.Create(t.Context(), "inc-3"); id != "C3" || err != nil {
			t.Errorf("inc-3, ours, is %q, %v", id, err)
		}
		for _, name := range []string{"inc-4", "inc-5"} {
			if id, err := room.Create(t.Context(), name); !errors.Is(err, commands.ErrNameTaken) {
				t.Errorf("%s, somebody else's or archived, is %q, %v", name, id, err)
			}
		}
		calls := len(p.calls)
		if id, err := room.Create(t.Context(), "inc-3"); id != "C3" || err != nil || len(p.calls) != calls {
			t.Errorf("asked again, inc-3 is %q, %v after %d more calls", id, err, len(p.calls)-calls)
		}
	})
}

func TestATopicIsChangedOnlyIfItChanges(t *testing.T) {
	p, room := newPretend()
	p.always("conversations.info", `{"ok":true,"channel":{"id":"C9","topic":{"value":"INC-1 · a &amp; b"}}}`)
	if err := room.SetTopic(t.Context(), "C9", "INC-1 · a & b"); err != nil {
		t.Error(err)
	}
	p.wantAsked(t, "conversations.info")
	if err := room.SetTopic(t.Context(), "C9", strings.Repeat("é", 300)); err != nil {
		t.Error(err)
	}
	if topic := p.of("conversations.setTopic")[0].form.Get("topic"); runes(topic) != 250 || !strings.HasSuffix(topic, "…") {
		t.Errorf("the topic has %d characters: %s", runes(topic), topic)
	}
}

func TestOneWhoCannotBeInvitedKeepsNobodyOut(t *testing.T) {
	for name, say := range map[string]func(invited []string) string{
		"Slack names them": func(invited []string) string {
			var errs []string
			for _, u := range invited {
				if code := against[u]; code != "" {
					errs = append(errs, fmt.Sprintf(`{"user":%q,"ok":false,"error":%q}`, u, code))
				}
			}
			return `,"errors":[` + strings.Join(errs, ",") + `]`
		},
		"Slack does not": func([]string) string { return "" },
	} {
		t.Run(name, func(t *testing.T) {
			p, room := newPretend()
			in := map[string]bool{}
			p.say["conversations.invite"] = func(c call, _ int) reply {
				users := strings.Split(c.form.Get("users"), ",")
				for _, u := range users {
					if against[u] != "" {
						return reply{body: `{"ok":false,"error":"` + against[u] + `"` + say(users) + `}`}
					}
				}
				for _, u := range users {
					in[u] = true
				}
				return reply{body: usual["conversations.invite"]}
			}
			err := room.Invite(t.Context(), "C9", "U1", "UHERE", "UBOT", "UGONE", "U1", "", "U2")
			if !in["U1"] || !in["U2"] || len(in) != 2 {
				t.Errorf("invited are %v, want U1 and U2", in)
			}
			if err == nil || !strings.Contains(err.Error(), "<@UGONE>") || strings.Contains(err.Error(), "UHERE") || strings.Contains(err.Error(), "UBOT") {
				t.Errorf("the error is %v, want it to name UGONE alone", err)
			}
		})
	}
}

// against is what Slack has against people.
var against = map[string]string{"UHERE": "already_in_channel", "UBOT": "cant_invite_self", "UGONE": "user_not_found"}

func TestManyAreInvitedInChunks(t *testing.T) {
	p, room := newPretend()
	var who []captain.UserID
	for i := range 65 {
		who = append(who, captain.UserID(fmt.Sprint("U", i)))
	}
	if err := room.Invite(t.Context(), "C9", who...); err != nil {
		t.Fatal(err)
	}
	var sizes []int
	for _, c := range p.calls {
		sizes = append(sizes, len(strings.Split(c.form.Get("users"), ",")))
	}
	if !slices.Equal(sizes, []int{30, 30, 5}) {
		t.Errorf("they are invited by %v", sizes)
	}
}

func TestAnInvitationSlackRefusesAsAWholeIsRefused(t *testing.T) {
	p, room := newPretend()
	p.always("conversations.invite", `{"ok":false,"error":"is_archived"}`)
	if err := room.Invite(t.Context(), "C9", "U1", "U2"); !isRefusal(err, "is_archived") || len(p.calls) != 1 {
		t.Errorf("%v after %d calls", err, len(p.calls))
	}
}
