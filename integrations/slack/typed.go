package slack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"vigie/captain"
	"vigie/commands"
)

var (
	errForm     = errors.New("the form is malformed")
	errJSON     = errors.New("the JSON is malformed")
	errEncoding = errors.New("the text is not UTF-8")
)

// slash is a slash command as both the form and Socket Mode bring it.
type slash struct {
	Command   string `json:"command"`
	Text      string `json:"text"`
	User      string `json:"user_id"`
	Team      string `json:"team_id"`
	Channel   string `json:"channel_id"`
	Trigger   string `json:"trigger_id"`
	AnswerURL string `json:"response_url"`
}

// readForm reads a form whose values are all sound text.
func readForm(body []byte) (url.Values, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errForm
	}
	for _, values := range form {
		if slices.ContainsFunc(values, unsound) {
			return nil, errEncoding
		}
	}
	return form, nil
}

// unsound tells of text that no store would keep.
func unsound(s string) bool { return !utf8.ValidString(s) || strings.ContainsRune(s, 0) }

func parseCommand(body []byte) (incoming, error) {
	form, err := readForm(body)
	if err != nil {
		return incoming{}, err
	}
	return slash{
		Command: form.Get("command"), Text: form.Get("text"), User: form.Get("user_id"),
		Team: form.Get("team_id"), Channel: form.Get("channel_id"),
		Trigger: form.Get("trigger_id"), AnswerURL: form.Get("response_url"),
	}.incoming(body)
}

func parseSocketCommand(payload []byte) (incoming, error) {
	var s slash
	if err := readJSON(payload, &s); err != nil {
		return incoming{}, err
	}
	return s.incoming(payload)
}

func (s slash) incoming(body []byte) (incoming, error) {
	if !strings.HasPrefix(s.Command, "/") || s.User == "" {
		return incoming{}, errors.New("no command or no user in it")
	}
	return sound(commands.Request{
		ID: deedID(s.Trigger, body), Kind: commands.Typed, User: captain.UserID(s.User),
		Team: s.Team, Channel: s.Channel, Name: s.Command, Text: plainer.Replace(s.Text),
		Trigger: s.Trigger, Answer: s.AnswerURL,
	})
}

// deedID names what somebody did by its trigger, which no other deed has.
func deedID(trigger string, body []byte) string {
	if trigger != "" {
		return "t:" + trigger
	}
	sum := sha256.Sum256(body)
	return "h:" + hex.EncodeToString(sum[:16])
}

// readJSON decodes sound text only: encoding/json would replace what is not UTF-8.
func readJSON(data []byte, into any) error {
	if !utf8.Valid(data) {
		return errEncoding
	}
	if json.Unmarshal(data, into) != nil {
		return errJSON
	}
	return nil
}

// sound lets a request in unless a NUL hides in it, which JSON can write as an escape.
func sound(r commands.Request) (incoming, error) {
	texts := []string{r.ID, string(r.User), r.Team, r.Channel, r.Name, r.Text, r.Value,
		r.Trigger, r.Answer, r.Message.Channel, r.Message.TS, r.Thread}
	for name, values := range r.Fields {
		texts = append(append(texts, name), values...)
	}
	if slices.ContainsFunc(texts, unsound) {
		return incoming{}, errEncoding
	}
	return incoming{request: r}, nil
}
