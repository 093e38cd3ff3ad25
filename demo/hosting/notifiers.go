package hosting

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"vigie/demo/pretend"
)

type notifier struct {
	ID        string   `json:"id"`
	AppID     string   `json:"app_id"`
	App       string   `json:"app"`
	Name      string   `json:"name"`
	Active    bool     `json:"active"`
	Type      string   `json:"type"`
	Platform  string   `json:"platform_id"`
	AllAlerts bool     `json:"send_all_alerts"`
	AllEvents bool     `json:"send_all_events"`
	Events    []string `json:"selected_event_ids"` // here the names of the event types stand for their identifiers
	Data      struct {
		Webhook string `json:"webhook_url"`
	} `json:"type_data"`
	Created any `json:"created_at"`
	Updated any `json:"updated_at"`
	seen    int // events of the app before it
}

func (s *Service) listNotifiers(w http.ResponseWriter, _ *http.Request, a *app) {
	pretend.JSON(w, http.StatusOK, object{"notifiers": append([]*notifier{}, a.notifiers...)})
}

func (s *Service) addNotifier(w http.ResponseWriter, r *http.Request, a *app) {
	payload := struct {
		Notifier *notifier `json:"notifier"`
	}{&notifier{Active: true}}
	if !decode(w, r, &payload) {
		return
	}
	n := payload.Notifier
	if n == nil || n.Name == "" {
		invalid(w, "name", "can't be blank")
		return
	}
	if address, err := url.Parse(n.Data.Webhook); err != nil || address.Host == "" {
		invalid(w, "webhook_url", "should be a URL")
		return
	}
	n.ID, n.AppID, n.App, n.Type = "no-"+s.uuid(), a.id, a.Name, "webhook"
	n.Created, n.Updated, n.seen = stamp(time.Now()), stamp(time.Now()), len(a.events)
	a.notifiers = append(a.notifiers, n)
	pretend.JSON(w, http.StatusCreated, object{"notifier": n})
}

func (s *Service) editNotifier(w http.ResponseWriter, r *http.Request, a *app) {
	i := slices.IndexFunc(a.notifiers, func(n *notifier) bool { return n.ID == r.PathValue("id") })
	if i < 0 {
		missing(w, "notifier")
		return
	}
	changed := *a.notifiers[i]
	changed.Events = slices.Clone(changed.Events)
	payload := struct {
		Notifier *notifier `json:"notifier"`
	}{&changed}
	if !decode(w, r, &payload) {
		return
	}
	old := a.notifiers[i]
	changed.ID, changed.AppID, changed.App, changed.Type, changed.Created = old.ID, old.AppID, old.App, old.Type, old.Created
	changed.Updated = stamp(time.Now())
	a.notifiers[i] = &changed
	pretend.JSON(w, http.StatusOK, object{"notifier": &changed})
}

func (s *Service) deleteNotifier(w http.ResponseWriter, r *http.Request, a *app) {
	before := len(a.notifiers)
	a.notifiers = slices.DeleteFunc(a.notifiers, func(n *notifier) bool { return n.ID == r.PathValue("id") })
	if len(a.notifiers) == before {
		missing(w, "notifier")
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type delivery struct {
	key, address string
	body         []byte
}

// Deliver posts to the active webhook notifiers the events they have not received yet, in order, and returns how many
// arrived. What fails is tried again by the next call. It runs only when called: the platform has no background.
func (s *Service) Deliver(ctx context.Context, client *http.Client) (int, error) {
	var failures []error
	arrived := 0
	for _, d := range s.pending() {
		if err := post(ctx, client, d); err != nil {
			failures = append(failures, err)
			continue
		}
		arrived++
		s.mu.Lock()
		s.delivered[d.key] = true
		s.mu.Unlock()
	}
	return arrived, errors.Join(failures...)
}

func (s *Service) pending() []delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []delivery
	for _, a := range s.apps {
		s.settle(a, time.Now())
		for _, n := range a.notifiers {
			for _, e := range a.events[n.seen:] {
				key := n.ID + " " + e.ID
				if n.Active && !s.delivered[key] && (n.AllEvents || slices.Contains(n.Events, e.Type)) {
					body, _ := json.Marshal(e)
					list = append(list, delivery{key, n.Data.Webhook, body})
				}
			}
		}
	}
	return list
}

func post(ctx context.Context, client *http.Client, d delivery) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.address, bytes.NewReader(d.body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("a notifier's address answered %s", resp.Status)
	}
	return nil
}
