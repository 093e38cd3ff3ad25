package config

import (
	"regexp"
	"strconv"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// dayNames are how days begin, in French and in English, folded.
var dayNames = []struct {
	fr, en string
	day    time.Weekday
}{
	{"lundi", "monday", time.Monday}, {"mardi", "tuesday", time.Tuesday}, {"mercredi", "wednesday", time.Wednesday},
	{"jeudi", "thursday", time.Thursday}, {"vendredi", "friday", time.Friday}, {"samedi", "saturday", time.Saturday},
	{"dimanche", "sunday", time.Sunday},
}

// weekday is a day by its name in either language, or by three letters or more of it.
func weekday(s string) (time.Weekday, bool) {
	if len(s) < 3 {
		return 0, false
	}
	for _, d := range dayNames {
		if len(s) <= len(d.fr) && d.fr[:len(s)] == s || len(s) <= len(d.en) && d.en[:len(s)] == s {
			return d.day, true
		}
	}
	return 0, false
}

var handoverForm = regexp.MustCompile(`^(?:([a-z]+)\.? +(?:a +)?)?([01]?\d|2[0-3])(?:[:h]([0-5]\d)|h)$`)

// handover reads when watches change: "mon 09:00", "lundi 9h", or the hour alone.
func (n node) handover(to *Handover) {
	s, ok := n.word()
	if !ok {
		return
	}
	m := handoverForm.FindStringSubmatch(fold(s))
	if m == nil {
		n.fault("%s is not a day and an hour; write mon 09:00 or lundi 09:00", show(s))
		return
	}
	h := Handover{Weekly: m[1] != ""}
	if h.Weekly {
		if h.Day, ok = weekday(m[1]); !ok {
			n.fault("%s is not a day; write one of mon tue wed thu fri sat sun, as mon 09:00", show(m[1]))
			return
		}
	}
	h.Hour, _ = strconv.Atoi(m[2])
	h.Minute, _ = strconv.Atoi(m[3])
	*to = h
}

// days reads a number of whole days between two bounds.
func days(to *int, least, most int) read {
	return func(n node) {
		if i, ok := n.at.(*ast.IntegerNode); ok {
			n.fault("needs a unit; write %sd for days or %sw for weeks", i.Token.Value, i.Token.Value)
			return
		}
		s, ok := n.word()
		if !ok {
			return
		}
		d, err := parseDays(s)
		switch {
		case err != nil:
			n.fault("%v", err)
		case d < least || d > most:
			n.fault("%d days are out of bounds; write from %dd to %dd", d, least, most)
		default:
			*to = d
		}
	}
}

// date reads a day such as 2026-01-05, at midnight in a zone.
func (n node) date(to *time.Time, zone *time.Location) {
	s, ok := n.word()
	if !ok {
		return
	}
	day, err := time.ParseInLocation(time.DateOnly, s, zone)
	if err != nil || day.Year() < 2000 || day.Year() > 2200 {
		n.fault("%s is not a date; write year-month-day, as 2026-01-05", show(s))
		return
	}
	*to = day
}
