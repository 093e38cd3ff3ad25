package shoutrrr_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vigie/captain"
	"vigie/config"
	"vigie/integrations/shoutrrr"
)

// unwell are addresses of every service that cannot work; s3cret is in each.
var unwell = []string{
	"bark://s3cret@127.0.0.1:1", "generic://127.0.0.1:1/s3cret?disabletls=yes", "generic+http://127.0.0.1:1/s3cret",
	"gotify://127.0.0.1:1/As3cretaaaaaaaa?disabletls=yes", "googlechat://127.0.0.1:1/v1/spaces/F/messages?key=s3cret&token=s3cret",
	"lark://bad/s3cret?secret=s3cret", "matrix://u:s3cret@127.0.0.1:1/?rooms=r&disableTLS=yes", "mattermost://u@127.0.0.1:1/s3cret?disabletls=yes",
	"ntfy://u:s3cret@127.0.0.1:1/t?scheme=http", "opsgenie://127.0.0.1:1/s3cret", "pagerduty://127.0.0.1:1/s3cret",
	"pushbullet://s3cret", "pushover://shoutrrr:s3cret@bad user/", "rocketchat://127.0.0.1:1/s3cret/s3cret/c",
	"signal://127.0.0.1:1/+33600000000/+33600000001?disabletls=yes&token=s3cret", "slack://s3cret", "smtp://u:s3cret@127.0.0.1:1/?from=a@b.c&to=d@e.f",
	"teams://s3cret@x/y/z?host=w", "telegram://s3cret:tok@telegram", "telegram://s3cret", "wecom://?k=s3cret",
	"zulip://b%40c.d:s3cret@no-such-host.invalid/?stream=s", "discord://s3cret", "ifttt://s3cret/", "join://shoutrrr:s3cret@join/",
	"logger://s3cret", "nothing://s3cret", "sms:+33600000000", "s3cret", "ntfy://%zz:s3cret@", "",
}

func TestNoErrorShowsASecret(t *testing.T) {
	for _, address := range unwell {
		_, err := shoutrrr.NewFallback(config.Secret(address)).Page(t.Context(), captain.Person{}, page)
		checked := shoutrrr.Check(t.Context(), config.Secret(address))
		service := shoutrrr.Scheme(config.Secret(address))
		if err == nil || strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%s is told as %v", service, err)
		}
		if checked != nil && strings.Contains(checked.Error(), "s3cret") {
			t.Errorf("%s is checked as %v", service, checked)
		}
	}
}

func TestAContactIsCheckedWithoutBeingCalled(t *testing.T) {
	for address, good := range map[string]bool{
		"ntfy://ntfy.example/topic": true, "telegram://1:t@telegram?chats=1": true, "smtp://u:p@mail.example:587/?from=a@b.c&to=d@e.f": true,
		"pushover://shoutrrr:tok@user/": true, "telegram://1:t@telegram": false, "logger://": false, "nothing://x": false, "x": false, "ntfy://ntfy.example": false,
	} {
		if err := shoutrrr.Check(t.Context(), config.Secret(address)); (err == nil) != good {
			t.Errorf("%s is checked as %v", address, err)
		}
	}
}

// A service that knows no title refuses it before it calls anybody; here each gets as far
// as the certificate of the test's server.
func TestNoServiceIsSentATitleItDoesNotKnow(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = nowhere()
	server.StartTLS()
	defer server.Close()
	host := strings.TrimPrefix(server.URL, "https://")
	for _, address := range []string{
		"pagerduty://%s/eb243592faa24ba2a5511afdf565c889", "opsgenie://%s/eb243592-faa2-4ba2-a551q-1afdf565c889", "bark://key@%s",
		"rocketchat://%s/tokA/tokB/ch", "mattermost://u@%s/tok", "gotify://%s/Aaaaaaaaaaaaaaa", "ntfy://%s/t",
	} {
		_, err := shoutrrr.NewFallback(config.Secret(fmt.Sprintf(address, host))).Page(t.Context(), captain.Person{}, page)
		if err == nil || !strings.HasSuffix(err.Error(), "its certificate is not trusted") {
			t.Errorf("%s is told as %v", address, err)
		}
	}
}

func TestAServiceThatBreaksDoesNotBreakVigie(t *testing.T) {
	_, err := shoutrrr.NewFallback("zulip://b%40c.d:k@no-such-host.invalid/?stream=s").Page(t.Context(), captain.Person{}, page)
	if err == nil {
		t.Error("a server that does not exist took the page")
	}
}

func nowhere() *log.Logger { return log.New(io.Discard, "", 0) }
