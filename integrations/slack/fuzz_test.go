package slack

import (
	"strings"
	"testing"

	"vigie/commands"
)

// soundRequest fails for a request that no store would keep or no reader could name.
func soundRequest(t *testing.T, in incoming, err error) {
	t.Helper()
	if err != nil || in.nothing || in.challenge != "" {
		return
	}
	r := in.request
	if r.ID == "" || r.User == "" || r.Kind == "" {
		t.Errorf("taken without id, user or kind: %+v", r)
	}
	for _, s := range []string{r.ID, r.Name, r.Text, r.Value, r.Channel, string(r.User)} {
		if unsound(s) {
			t.Errorf("%q was let in", s)
		}
	}
	faults := map[string]string{"title": "x", "": "y"}
	if errs := faultsByBlock(faults, in.inputs); len(errs) > len(in.inputs) {
		t.Errorf("%v were blamed of %v", errs, in.inputs)
	}
}

func FuzzCommand(f *testing.F) {
	f.Add([]byte(command(nil)))
	f.Add([]byte("command=%2F&user_id=U&text=%00"))
	f.Add([]byte("a=%zz;&&="))
	f.Fuzz(func(t *testing.T, body []byte) {
		in, err := parseCommand(body)
		soundRequest(t, in, err)
		in, err = parseSocketCommand(body)
		soundRequest(t, in, err)
	})
}

func FuzzAction(f *testing.F) {
	f.Add(strings.ReplaceAll(press, "%s", `{"action_id":"page.ack#2","value":"P-7"}`))
	f.Add(submission)
	f.Add(`{"type":"message_action","user":{"id":"U1"},"message":{"text":"\u0000"}}`)
	f.Add(`{"type":"view_submission","user":{"id":"U"},"view":{"state":{"values":{"":{"":{}}}}}}`)
	f.Fuzz(func(t *testing.T, s string) {
		in, err := parseCallback([]byte(s))
		soundRequest(t, in, err)
		again, _ := parseAction([]byte(payload(s)))
		if err == nil && again.request.ID != in.request.ID {
			t.Errorf("the form gives the id %q, the socket %q", again.request.ID, in.request.ID)
		}
	})
}

func FuzzEvent(f *testing.F) {
	f.Add([]byte(occurrence(mention)))
	f.Add([]byte(`{"type":"url_verification","challenge":"c"}`))
	f.Add([]byte(`{"type":"app_rate_limited"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		d := NewDoors(secret, &desk{})
		in, err := d.parseEvent(body)
		soundRequest(t, in, err)
	})
}

func FuzzDraw(f *testing.F) {
	f.Add("a &amp; <@U1|x> ```b", 10)
	f.Fuzz(func(t *testing.T, s string, n int) {
		var j judge
		long := strings.Repeat(s, max(1, n%100))
		d := draw(commands.Message{Text: long, Parts: []commands.Part{commands.Header(long), commands.Section{Text: long}, commands.Context(long)}})
		j.length("text", d.text, 1, 40_000)
		j.blocks(asJSON(t, nonNil(d.blocks)), 50)
		if len(j.faults) > 0 {
			t.Error(j.faults)
		}
	})
}
