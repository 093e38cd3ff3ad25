package helpdesk

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// compare makes the condition "field:sign value". The signs > and < mean "or equal", as documented.
func compare(field, sign, value string, quoted bool) (condition, string) {
	switch field {
	case "status", "priority":
		return compareNumber(field, sign, value, quoted)
	case "tag", "type":
		return compareText(field, sign, value, quoted)
	case "created_at", "updated_at":
		return compareDay(field, sign, value, quoted)
	}
	return nil, "there is no field " + field
}

func compareNumber(field, sign, value string, quoted bool) (condition, string) {
	n, err := strconv.Atoi(value)
	if err != nil || quoted {
		return nil, field + " wants a number without quotes"
	}
	of := func(t *Ticket) int { return t.Status }
	if field == "priority" {
		of = func(t *Ticket) int { return t.Priority }
	}
	return func(t *Ticket) bool { return holds(sign, cmp.Compare(of(t), n)) }, ""
}

func compareText(field, sign, value string, quoted bool) (condition, string) {
	none := !quoted && value == "null"
	switch {
	case sign != "":
		return nil, field + " has no order"
	case !quoted && !none:
		return nil, field + " wants text in single quotes"
	case field == "type":
		return func(t *Ticket) bool { return (none && t.Type == "") || (!none && t.Type == value) }, ""
	case none:
		return func(t *Ticket) bool { return len(t.Tags) == 0 }, ""
	}
	return func(t *Ticket) bool { return slices.Contains(t.Tags, value) }, ""
}

// compareDay has the precision of a day, in UTC.
func compareDay(field, sign, value string, quoted bool) (condition, string) {
	day, err := time.Parse(time.DateOnly, value)
	if err != nil || !quoted {
		return nil, field + " wants a day like '2026-11-24'"
	}
	return func(t *Ticket) bool {
		at := t.Created
		if field == "updated_at" {
			at = t.Updated
		}
		return holds(sign, at.UTC().Truncate(24*time.Hour).Compare(day))
	}, ""
}

func holds(sign string, order int) bool {
	switch sign {
	case ">":
		return order >= 0
	case "<":
		return order <= 0
	}
	return order == 0
}
