package config

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule is when something recurs: cron's five fields, or six with seconds first, in a zone.
// The zero value never comes.
type Schedule struct {
	spec string
	cron cron.Schedule
}

// Next is the first time after t; the zero time is never.
func (s Schedule) Next(t time.Time) time.Time {
	if s.cron == nil {
		return time.Time{}
	}
	return s.cron.Next(t)
}

// String is the schedule as CRON_TZ=Europe/Paris 0 9 * * 1-5.
func (s Schedule) String() string { return s.spec }

// Equal says whether two schedules are written alike.
func (s Schedule) Equal(t Schedule) bool { return s.spec == t.spec }

// fields of a schedule: seconds may be left out. The @ words are not taken: they hide the hour.
var fieldsOf = cron.NewParser(cron.SecondOptional | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// NewSchedule reads a schedule; its zone is the one given unless it begins with CRON_TZ=. The error says what
// to write.
func NewSchedule(text string, zone *time.Location) (Schedule, error) {
	body := strings.TrimSpace(text)
	if strings.HasPrefix(body, "@") {
		return Schedule{}, errors.New(`write the fields, as "0 9 * * 1-5" for 09:00 from Monday to Friday`)
	}
	name := zone.String()
	for _, prefix := range []string{"CRON_TZ=", "TZ="} {
		rest, found := strings.CutPrefix(body, prefix)
		if !found {
			continue
		}
		given, after, _ := strings.Cut(rest, " ")
		if _, err := loadZone(given); err != nil {
			return Schedule{}, err
		}
		name, body = given, strings.TrimSpace(after)
		break
	}
	if n := len(strings.Fields(body)); n != 5 && n != 6 {
		return Schedule{}, fmt.Errorf(`it has %d fields; write 5 (minute hour day month weekday), as "0 9 * * 1-5", or 6 with seconds first`, n)
	}
	s := Schedule{spec: "CRON_TZ=" + name + " " + strings.Join(strings.Fields(body), " ")}
	var err error
	if s.cron, err = fieldsOf.Parse(s.spec); err != nil {
		return Schedule{}, fmt.Errorf(`%s; the fields are minute hour day month weekday, as "0 9 * * 1-5"`, cronSays(err))
	}
	return s, s.sane()
}

// cronSays is the parser's complaint without quoting at length what it read.
func cronSays(err error) string {
	said := err.Error()
	if cut := strings.LastIndex(said, ":"); cut > 0 {
		said = said[:cut]
	}
	return said
}

// sane refuses what never comes, and what comes again within a minute: "* 0 9 * * *" means sixty times.
func (s Schedule) sane() error {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	first := s.Next(from)
	if first.IsZero() {
		return errors.New("that day never comes; check the day and the month")
	}
	if second := s.Next(first); second.Sub(first) < time.Minute {
		return errors.New("it comes again within a minute; with 6 fields the first is the second: write 0 there")
	}
	return nil
}
