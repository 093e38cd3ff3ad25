package config

import (
	"fmt"
	"time"
	_ "time/tzdata" // the zones, where the machine has none
)

// zones are those of people who are likely to mistype them, offered when a zone is unknown.
var zones = []string{
	"Europe/Paris", "Europe/London", "Europe/Brussels", "Europe/Berlin", "Europe/Madrid", "Europe/Rome", "Europe/Lisbon",
	"Europe/Zurich", "Europe/Luxembourg", "UTC", "America/Martinique", "America/Guadeloupe", "America/Cayenne",
	"America/New_York", "America/Montreal", "Indian/Reunion", "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti",
	"Africa/Dakar", "Africa/Tunis", "Africa/Casablanca",
}

// loadZone is a zone by its IANA name; the machine's own ("Local", "") is refused, for it differs by machine.
func loadZone(name string) (*time.Location, error) {
	if name != "" && name != "Local" {
		if zone, err := time.LoadLocation(name); err == nil {
			return zone, nil
		}
	}
	if near := nearest(name, zones); near != "" {
		return nil, fmt.Errorf("%s is not a time zone; did you mean %s?", show(name), near)
	}
	return nil, fmt.Errorf("%s is not a time zone; write one such as Europe/Paris", show(name))
}
