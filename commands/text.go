package commands

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"vigie/captain"
)

//go:embed texts/*.yaml
var texts embed.FS

// Texts are all words that Vigie says, in every language it speaks.
type Texts struct {
	bundle *i18n.Bundle
	zone   func() *time.Location
}

// Languages are those that Vigie speaks; the first is what an unknown locale gets.
var Languages = []string{"en", "fr"}

// NewTexts reads the catalogue; zone is the crew's, in which times are said.
func NewTexts(zone func() *time.Location) (*Texts, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	err := fs.WalkDir(texts, "texts", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		_, err = bundle.LoadMessageFileFS(texts, path)
		return err
	})
	return &Texts{bundle: bundle, zone: zone}, err
}

// In is the catalogue in one language; an unknown one is English.
func (t *Texts) In(code string) Lang {
	if code != "fr" {
		code = "en"
	}
	return Lang{Code: code, words: i18n.NewLocalizer(t.bundle, code), zone: t.zone()}
}

// Lang is one language, with the crew's time zone.
type Lang struct {
	// Code is "en" or "fr".
	Code  string
	words *i18n.Localizer
	zone  *time.Location
}

// Markup is text that is mrkdwn already: Say leaves it as it is, and escapes the rest.
type Markup string

// Say gives the text of an id. vars are pairs of a name and a value; strings are escaped,
// people become mentions, times are said in the crew's zone, a Count chooses the plural.
// A missing text gives its id, which a test forbids.
func (l Lang) Say(id string, vars ...any) string {
	data := make(map[string]any, len(vars)/2)
	config := &i18n.LocalizeConfig{MessageID: id, TemplateData: data}
	for n := 0; n+1 < len(vars); n += 2 {
		name := vars[n].(string)
		if count, ok := vars[n+1].(int); ok && name == "Count" {
			config.PluralCount = count
			data[name] = count
			continue
		}
		data[name] = l.word(vars[n+1])
	}
	text, err := l.words.Localize(config)
	if err != nil && text == "" {
		return id
	}
	return text
}

// word is a value as it is said.
func (l Lang) word(v any) string {
	switch v := v.(type) {
	case Markup:
		return string(v)
	case string:
		return Escape(v)
	case captain.UserID:
		return mention(v)
	case time.Time:
		return l.Moment(v)
	case time.Duration:
		return Stopwatch(v)
	default:
		return Escape(fmt.Sprint(v))
	}
}

// Escape makes plain text safe to stand in mrkdwn: no mention, link or entity can be forged.
func Escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// mention names somebody so that Slack shows the name.
func mention(u captain.UserID) string {
	if u == "" {
		return "—"
	}
	return "<@" + string(u) + ">"
}

// mentions names several people.
func mentions(who []captain.UserID) Markup {
	names := make([]string, len(who))
	for i, u := range who {
		names[i] = mention(u)
	}
	return Markup(strings.Join(names, ", "))
}

// ChannelName names a channel so that Slack links it.
func ChannelName(id string) Markup {
	if id == "" {
		return "—"
	}
	return Markup("<#" + id + ">")
}

// Link is a link with its words.
func Link(url, text string) Markup {
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") { // "<!channel|…>" would be a mention
		return Markup(Escape(text))
	}
	safe := strings.NewReplacer("&", "&amp;", "<", "%3C", ">", "%3E", "|", "%7C", " ", "%20", "\n", "%0A").Replace(url)
	return Markup("<" + safe + "|" + strings.ReplaceAll(Escape(text), "|", "¦") + ">")
}

// Stopwatch is a duration as a stopwatch shows it: "8:12", or "1:02:03".
func Stopwatch(d time.Duration) string {
	s := max(int(d.Round(time.Second).Seconds()), 0) // replicas' clocks may differ a little
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

var days = map[string][]string{
	"en": {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	"fr": {"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."},
}

var longDays = map[string][]string{
	"en": {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	"fr": {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
}

var months = map[string][]string{
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
}

// Moment is a day and a time in the crew's zone: "Mon 30 November 09:00".
func (l Lang) Moment(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	t = t.In(l.zone)
	return fmt.Sprintf("%s %s %s", days[l.Code][t.Weekday()], l.day(t), t.Format("15:04"))
}

// Clock is a time of day in the crew's zone.
func (l Lang) Clock(t time.Time) string { return t.In(l.zone).Format("15:04") }

// Day is a whole day: "Monday 30 November".
func (l Lang) Day(t time.Time) string {
	t = t.In(l.zone)
	return longDays[l.Code][t.Weekday()] + " " + l.day(t)
}

func (l Lang) day(t time.Time) string {
	n := fmt.Sprint(t.Day())
	if l.Code == "fr" && t.Day() == 1 {
		n = "1er"
	}
	return n + " " + months[l.Code][t.Month()-1]
}
