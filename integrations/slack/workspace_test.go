package slack

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigie/commands"
	"vigie/config"
	"vigie/demo/workspace"
)

// The whole of the package against a workspace that is as strict as Slack: its own
// signatures, limits, scopes and errors.

// town is a workspace with Vigie in it, installed from our own manifest.
type town struct {
	*workspace.Workspace
	room *Room
	mu   sync.Mutex
	took []commands.Request
	// answer is what Vigie says to a request.
	answer func(r commands.Request) commands.Reply
}

func (w *town) Take(ctx context.Context, r commands.Request) (commands.Reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.took = append(w.took, r)
	reply := w.answer(r)
	if reply.Form != nil {
		return commands.Reply{}, w.room.Open(ctx, r.Trigger, *reply.Form)
	}
	return reply, nil
}

// requests gives what was taken of a kind.
func (w *town) requests(kind commands.RequestKind) []commands.Request {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.took), func(r commands.Request) bool { return r.Kind != kind })
}

// newTown builds a town within a bubble.
func newTown(t *testing.T) *town {
	mux := http.NewServeMux()
	w := &town{answer: func(commands.Request) commands.Reply { return commands.Reply{} }}
	w.Workspace = workspace.New(workspace.Options{
		Team: workspace.Team{ID: "T1", Name: "Crew"}, Bot: workspace.Bot{ID: "UBOT", BotID: "BBOT", AppID: "A1", Name: "Vigie"},
		Users:         []workspace.User{{ID: "UANN", Name: "ann", Locale: "fr-FR"}, {ID: "UBOB", Name: "bob", Locale: "en-US"}},
		Channels:      []workspace.Channel{{ID: "C1", Name: "incidents", Members: []string{"UANN", "UBOB", "UBOT"}}},
		Groups:        []workspace.Group{{ID: "S1", Handle: "captains", Users: []string{"UANN"}}},
		SigningSecret: secret, BotToken: token, Client: &http.Client{Transport: workspace.Wire{Handler: mux}},
	})
	t.Cleanup(w.Close)
	in := input()
	in.URL = "https://vigie.test"
	manifest, err := Manifest(in)
	if err == nil {
		err = w.Install(manifest)
	}
	if err != nil {
		t.Fatal(err)
	}
	w.room = NewRoom(config.Secret(token), Options{APIURL: "http://slack.test/api/", Client: &http.Client{Transport: workspace.Wire{Handler: w.API()}}})
	doors := NewDoors(secret, w)
	doors.Asker = w.room
	doors.Refused = func(r Refusal) { t.Errorf("refused: %+v", r) }
	doors.Failed = func(err error) { t.Error(err) }
	doors.Mount(mux)
	return w
}

func inTown(t *testing.T, f func(t *testing.T, w *town)) {
	synctest.Test(t, func(t *testing.T) { f(t, newTown(t)) })
}

func TestTheWorkspaceAcceptsTheAppAndItsDoors(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		if err := w.Verify(t.Context()); err != nil {
			t.Errorf("the challenge: %v", err)
		}
		if err := w.CheckSSL(t.Context(), "/incident"); err != nil {
			t.Errorf("the certificate check: %v", err)
		}
		me, err := w.room.Check(t.Context())
		if err != nil || me.User != "UBOT" || len(me.Scopes) == 0 {
			t.Errorf("Vigie is %+v, %v", me, err)
		}
	})
}

func TestAnIncidentFromCommandToCard(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.answer = func(r commands.Request) commands.Reply {
			switch {
			case r.Kind == commands.Typed:
				return commands.Reply{Message: &commands.Message{Text: "said: " + r.Text, Public: true}}
			case r.Kind == commands.Submitted && r.Fields["title"][0] == "bad":
				return commands.Reply{Faults: map[string]string{"title": "say more"}}
			case r.Kind == commands.Shortcut:
				f := declareForm()
				return commands.Reply{Form: &f}
			case r.Kind == commands.Pressed:
				return commands.Reply{Message: &commands.Message{Text: "it is yours"}}
			}
			return commands.Reply{}
		}
		said, err := w.Command(t.Context(), "UANN", "C1", "/incident a & b")
		if err != nil || said == nil || said.Ephemeral {
			t.Fatalf("the command is answered with %+v, %v", said, err)
		}
		if r := w.requests(commands.Typed); len(r) != 1 || r[0].Text != "a & b" || r[0].Answer == "" {
			t.Errorf("taken is %+v", r)
		}
		fillInTheForm(t, w)
		at, err := w.room.Post(t.Context(), "C1", incidentCard(), commands.PostOptions{Key: "card INC-42"})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Press(t.Context(), "UBOB", workspace.Place{Channel: "C1", TS: at.TS}, "Also me"); err != nil {
			t.Fatal(err)
		}
		if r := w.requests(commands.Pressed); len(r) != 1 || r[0].Name != "page.ack" || r[0].Value != "P-8" || r[0].Message != at {
			t.Errorf("pressed is %+v, want the second button at %v", r, at)
		}
		if e := w.Ephemerals("UBOB"); len(e) != 1 || e[0].Text != "it is yours" {
			t.Errorf("Bob is told %+v", e)
		}
		if err := w.Press(t.Context(), "UBOB", workspace.Place{Channel: "C1", TS: at.TS}, "Dashboard"); err != nil || len(w.requests(commands.Pressed)) != 1 {
			t.Errorf("a link was taken for a deed, or %v", err)
		}
		if err := w.room.Update(t.Context(), at, commands.Message{Text: "resolved"}); err != nil {
			t.Fatal(err)
		}
		if m := w.Messages("C1"); len(m[len(m)-1].Blocks) != 1 {
			t.Errorf("the buttons are still there: %+v", m[len(m)-1].Blocks)
		}
	})
}

// fillInTheForm opens the declaration, gets a fault, mends it and submits.
func fillInTheForm(t *testing.T, w *town) {
	t.Helper()
	if err := w.Shortcut(t.Context(), "UANN", "incident.open", "", ""); err != nil {
		t.Fatal(err)
	}
	faults, err := w.Submit(t.Context(), "UANN", "", map[string]string{"Title": "bad"})
	if err != nil || faults["title"] != "say more" {
		t.Errorf("the faults are %v, %v", faults, err)
	}
	faults, err = w.Submit(t.Context(), "UANN", "", map[string]string{"Title": "API", "Gravity": "two", "Apps": "API,Web", "Lead": "UBOB"})
	if err != nil || len(faults) > 0 || len(w.Views("UANN")) > 0 {
		t.Errorf("it is still open: %v, %v, %v", faults, err, w.Views("UANN"))
	}
	all := w.requests(commands.Submitted)
	got := all[len(all)-1]
	if got.Value != "C1" || !slices.Equal(got.Fields["apps"], []string{"api", "web"}) || !slices.Equal(got.Fields["lead"], []string{"UBOB"}) {
		t.Errorf("submitted is %+v", got)
	}
}

func TestAMentionIsHeardUnderOneIDHoweverOftenItComes(t *testing.T) {
	for _, kind := range []workspace.Kind{workspace.Duplicates, workspace.Twins} {
		inTown(t, func(t *testing.T, w *town) {
			w.Break(workspace.Outage{Kind: kind})
			if _, err := w.Say(t.Context(), "UANN", "C1", "<@UBOT> qui est capitaine ?"); err != nil {
				t.Fatal(err)
			}
			r := w.requests(commands.Mentioned)
			if len(r) != 2 || r[0].ID != r[1].ID || r[0].Text != "qui est capitaine ?" {
				t.Errorf("%s: heard %+v, want the same twice", kind, r)
			}
		})
	}
}

func TestAHomeTabIsSeenAndDrawn(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		if err := w.OpenHome("UANN"); err != nil || len(w.requests(commands.HomeSeen)) != 1 {
			t.Fatalf("it was seen %d times, %v", len(w.took), err)
		}
		if err := w.room.Publish(t.Context(), "UANN", commands.Home{Parts: incidentCard().Parts}); err != nil || w.Home("UANN") == nil {
			t.Errorf("it shows %+v, %v", w.Home("UANN"), err)
		}
	})
}

func TestALostAnswerIsFoundAgain(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		for _, to := range []string{"C1", "UANN"} {
			w.Break(workspace.Outage{Kind: workspace.LoseAnswer, Method: "chat.postMessage", Times: 1})
			o := commands.PostOptions{Key: "card " + to}
			if _, err := w.room.Post(t.Context(), to, hello, o); err == nil {
				t.Error("the connection broke and nobody noticed")
			}
			o.Again = true
			at, err := w.room.Post(t.Context(), to, hello, o)
			if messages := w.Messages(at.Channel); err != nil || len(messages) != 1 || messages[0].TS != at.TS {
				t.Errorf("%s has %d messages and ours is %v, %v; want one", to, len(messages), at, err)
			}
		}
	})
}

func TestABusyChannelGetsEverythingWithoutA429(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		for i := range 20 {
			if _, err := w.room.Post(t.Context(), "C1", hello, commands.PostOptions{}); err != nil {
				t.Fatalf("message %d: %v", i, err)
			}
		}
		if n := len(w.Messages("C1")); n != 20 {
			t.Errorf("%d messages are there, want 20", n)
		}
	})
}

func TestAChannelIsMadeFilledAndFoundAgain(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		id, err := w.room.Create(ctx, "inc-42")
		if err != nil {
			t.Fatal(err)
		}
		another := NewRoom(config.Secret(token), Options{APIURL: "http://slack.test/api/", Client: &http.Client{Transport: workspace.Wire{Handler: w.API()}}})
		if again, err := another.Create(ctx, "inc-42"); again != id || err != nil {
			t.Errorf("another replica gets %q, %v; want %s", again, err, id)
		}
		if _, err := another.Create(ctx, "incidents"); !errors.Is(err, commands.ErrNameTaken) {
			t.Errorf("somebody else's name gives %v", err)
		}
		err = w.room.Invite(ctx, id, "UANN", "UNOBODY", "UBOB", "UBOT")
		c, _ := w.ChannelNamed("inc-42")
		if err == nil || !strings.Contains(err.Error(), "UNOBODY") || !slices.Contains(c.Members, "UANN") || !slices.Contains(c.Members, "UBOB") {
			t.Errorf("members are %v, %v", c.Members, err)
		}
		if err := w.room.Invite(ctx, id, "UANN", "UBOB"); err != nil {
			t.Errorf("those who are there already: %v", err)
		}
		for range 2 {
			if err := w.room.SetTopic(ctx, id, "INC-42 & co"); err != nil {
				t.Error(err)
			}
		}
		topics := slices.DeleteFunc(w.Messages(id), func(m workspace.Message) bool { return m.Subtype != "channel_topic" })
		if len(topics) > 1 {
			t.Errorf("the topic was set %d times", len(topics))
		}
	})
}

func TestPeopleAreKnown(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		fr, err1 := w.room.Locale(t.Context(), "UANN")
		en, err2 := w.room.Locale(t.Context(), "UBOB")
		crew, err3 := w.room.Members(t.Context(), "S1")
		if err := errors.Join(err1, err2, err3); err != nil || fr != "fr" || en != "en" || len(crew) != 1 || crew[0] != "UANN" {
			t.Errorf("%q, %q, %v, %v", fr, en, crew, err)
		}
	})
}

func TestATriggerDiesAfterThreeSeconds(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		if _, err := w.Command(t.Context(), "UANN", "C1", "/incident"); err != nil {
			t.Fatal(err)
		}
		r := w.requests(commands.Typed)[0]
		time.Sleep(3100 * time.Millisecond)
		if err := w.room.Open(t.Context(), r.Trigger, declareForm()); !errors.Is(err, commands.ErrExpired) {
			t.Errorf("after 3.1 s: %v", err)
		}
		for range 5 {
			if err := w.room.Answer(t.Context(), r.Answer, hello); err != nil {
				t.Error(err)
			}
		}
		if err := w.room.Answer(t.Context(), r.Answer, hello); !errors.Is(err, commands.ErrExpired) {
			t.Errorf("the sixth answer: %v", err)
		}
	})
}
