package incident

import (
	"net/http"
	"time"
)

// Alert is what a monitoring system says of one thing it watches.
type Alert struct {
	// Source is the sender, "alertmanager".
	Source string
	// Key is what the sender calls the thing: firing twice with one key is one alert.
	Key   string
	Title string
	// App is the app of production it is about, if the sender says; an unknown name is kept.
	App      string
	Link     string
	Severity Severity
	// Minor alerts join a live incident and declare none.
	Minor bool
	// Firing is false when the thing is well again.
	Firing bool
	// Started is when it began, by the sender's clock; zero if not said.
	Started time.Time
}

// Source reads the alerts of one sender. It has seen the sender's secret checked.
type Source interface {
	// Name is the last part of the sender's address: /alerts/NAME.
	Name() string
	// Alerts reads a request whose body is bounded. An error is told to the sender as a
	// 400 and says which part of the body is at fault.
	Alerts(r *http.Request) ([]Alert, error)
}

// Group is what alerts share to be one incident: the app if known, else the alert itself.
func (a Alert) Group() string {
	if a.App != "" {
		return "app:" + a.App
	}
	return a.Source + ":" + a.Key
}
