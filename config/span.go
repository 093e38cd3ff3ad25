package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// unitWords are what people write for the units of a duration, by the letter that is taken.
var unitWords = map[string]string{
	"s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "seconde": "s", "secondes": "s",
	"m": "m", "mn": "m", "min": "m", "mins": "m", "minute": "m", "minutes": "m",
	"h": "h", "hr": "h", "hour": "h", "hours": "h", "heure": "h", "heures": "h",
	"d": "d", "j": "d", "day": "d", "days": "d", "jour": "d", "jours": "d",
	"w": "w", "week": "w", "weeks": "w", "semaine": "w", "semaines": "w",
}

var oneSpan = regexp.MustCompile(`^(\d{1,6})\s*([a-z]+)$`)

// parseSpan is a duration such as 90s, 2m, 1h30m; a day is 24 hours here.
func parseSpan(text string) (time.Duration, error) {
	if days, err := parseDays(text); err == nil {
		return time.Duration(days) * 24 * time.Hour, nil
	}
	d, err := time.ParseDuration(text)
	if err == nil {
		return d, nil
	}
	return 0, fmt.Errorf("%s is not a duration; %s", show(text), likelySpan(text, "90s, 2m or 1h30m"))
}

var wholeDays = regexp.MustCompile(`^(\d{1,4})([dw])$`)

// parseDays is a number of whole days such as 14d or 2w.
func parseDays(text string) (int, error) {
	m := wholeDays.FindStringSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("%s is not a number of days; %s", show(text), likelySpan(text, "14d or 2w"))
	}
	n, err := strconv.Atoi(m[1])
	if m[2] == "w" {
		n *= 7
	}
	return n, err
}

// likelySpan is what somebody meant by "2 minutes", or else the examples.
func likelySpan(text, examples string) string {
	if m := oneSpan.FindStringSubmatch(fold(text)); m != nil {
		if unit, known := unitWords[m[2]]; known {
			return "write " + m[1] + unit
		}
	}
	return "write it as " + examples
}

// spell is a duration as one writes it: 30s, 2m, 1h30m, 7d.
func spell(d time.Duration) string {
	if d >= 24*time.Hour && d%(24*time.Hour) == 0 {
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
