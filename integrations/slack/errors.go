package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"vigie/commands"
	"vigie/work"
)

// Refused is Slack's no to a call that is the same the next time, until somebody changes
// something: its text says what.
type Refused struct {
	// Method is the API method, Code Slack's word for the cause.
	Method, Code string
	// Needed are the missing scopes for missing_scope, separated by commas.
	Needed string
	// Details are Slack's remarks on what was sent, for invalid_blocks and its like.
	Details []string
}

// unsigned are refusals of the token: whatever was refused is done once there is another.
var unsigned = []string{"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}

// Permanent tells that the same call will be refused again, for what it asks and not for
// who asks it.
func (r Refused) Permanent() bool { return !slices.Contains(unsigned, r.Code) }

// Error says what was refused, why and what to do.
func (r Refused) Error() string {
	var text strings.Builder
	text.WriteString(fmt.Sprintf("slack %s refused: %s", r.Method, r.Code))
	if r.Needed != "" {
		text.WriteString(" (" + r.Needed + ")")
	}
	for _, d := range r.Details {
		text.WriteString("; " + d)
	}
	return text.String() + ": " + r.remedy()
}

func (r Refused) remedy() string {
	if slices.Contains(unsigned, r.Code) {
		return "install the app again and set SLACK_BOT_TOKEN (for Socket Mode SLACK_APP_TOKEN)"
	}
	switch r.Code {
	case "missing_scope", "not_allowed_token_type", "no_permission":
		return "add the scopes (vigie manifest prints them) and install the app again"
	case "channel_not_found":
		return "check the channel's id in vigie.yaml; a private channel needs /invite @Vigie"
	case "not_in_channel", "user_not_in_channel":
		return "type /invite @Vigie in the channel"
	case "is_archived":
		return "unarchive the channel or name another one in vigie.yaml"
	case "restricted_action", "restricted_action_read_only_channel", "ekm_access_denied":
		return "an administrator of the workspace must allow Vigie to do this"
	case "user_not_found", "users_not_found", "user_disabled", "cannot_dm_bot", "no_such_subteam":
		return "check the ids in vigie.yaml"
	}
	if slices.Contains(misshapen, r.Code) {
		return "this is a fault in Vigie: report it with this line"
	}
	return "see docs.slack.dev/reference/methods/" + r.Method
}

// misshapen are refusals of what was sent: no repetition mends them.
var misshapen = []string{
	"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text", "invalid_arguments",
	"invalid_arg_name", "invalid_form_data", "invalid_json", "view_too_large", "invalid_metadata_format",
	"metadata_too_large", "metadata_must_be_sent_from_app", "too_many_attachments", "invalid_name_specials",
	"invalid_name_maxlength", "invalid_name_punctuation", "invalid_name_required", "invalid_name", "too_long",
}

// passing are errors of Slack's own that pass by themselves.
var passing = []string{
	"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "rollup_error",
}

// errGarbled says that an answer could not be read.
var errGarbled = errors.New("an answer that is not Slack's")

// understand makes Slack's answer to a call an error that says what to do about it; a 429
// shuts the bucket of key.
func (t *throttle) understand(name, key string, err error) error {
	if err == nil {
		return nil
	}
	if pause, ok := retryAfter(err); ok {
		pause = t.shut(name, key, pause)
		return work.After(pause, fmt.Errorf("slack %s: Slack asks to wait %s", name, pause))
	}
	return understandOnce(name, err)
}

// understandOnce is understand for what has no bucket.
func understandOnce(name string, err error) error {
	if bad, ok := errors.AsType[slackgo.SlackErrorResponse](err); ok {
		return byCode(name, bad)
	}
	if bad, ok := errors.AsType[slackgo.StatusCodeError](err); ok {
		return fmt.Errorf("slack %s: HTTP %d: Slack is disturbed, or SLACK_API_URL is wrong", name, bad.Code)
	}
	if notJSON(err) {
		return fmt.Errorf("slack %s: %w: check SLACK_API_URL and proxies", name, errGarbled)
	}
	return fmt.Errorf("slack %s: %w", name, withoutURL(err))
}

// retryAfter gives the pause a 429 asks for.
func retryAfter(err error) (time.Duration, bool) {
	if slow, ok := errors.AsType[*slackgo.RateLimitedError](err); ok {
		return slow.RetryAfter, true
	}
	if bad, ok := errors.AsType[slackgo.StatusCodeError](err); ok && bad.Code == http.StatusTooManyRequests {
		return defaultPause, true
	}
	if bad, ok := errors.AsType[slackgo.SlackErrorResponse](err); ok && slices.Contains([]string{"ratelimited", "rate_limited"}, bad.Err) {
		return defaultPause, true
	}
	return 0, false
}

func byCode(name string, bad slackgo.SlackErrorResponse) error {
	switch bad.Err {
	case "message_not_found", "cant_update_message", "edit_window_closed":
		return fmt.Errorf("slack %s: %w (%s)", name, commands.ErrGone, bad.Err)
	case "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged",
		"expired_url", "used_url":
		return fmt.Errorf("slack %s: %w (%s)", name, commands.ErrExpired, bad.Err)
	}
	if slices.Contains(passing, bad.Err) {
		return fmt.Errorf("slack %s: %s: it passes, try again", name, bad.Err)
	}
	refused := Refused{Method: name, Code: bad.Err, Needed: bad.Needed, Details: bad.ResponseMetadata.Messages}
	if slices.Contains(misshapen, bad.Err) {
		return work.Final(refused)
	}
	return refused
}

func notJSON(err error) bool {
	_, syntax := errors.AsType[*json.SyntaxError](err)
	_, shape := errors.AsType[*json.UnmarshalTypeError](err)
	return syntax || shape
}

// withoutURL leaves out the address of a failed call: that of an answer is a secret.
func withoutURL(err error) error {
	if bad, ok := errors.AsType[*url.Error](err); ok {
		return bad.Err
	}
	return err
}

// isRefusal tells whether Slack refused with one of the codes; with none whether it refused at all.
func isRefusal(err error, codes ...string) bool {
	r, ok := errors.AsType[Refused](err)
	return ok && (len(codes) == 0 || slices.Contains(codes, r.Code))
}
