package bot

import (
	"context"
	"time"

	"vigie/incident"
	"vigie/work"
)

// followUps marks lasting fixes as done when their issue is closed.
type followUps struct{ b *Bot }

// IssueClosed finds the incident of an issue; one that is nobody's is ignored.
func (f followUps) IssueClosed(ctx context.Context, repo string, number int, at time.Time) error {
	if repo != f.b.settings.get().config.GitHub.FollowUpRepo {
		return nil
	}
	// Fixes are due in ten working days; a year back is every one that can still be open.
	list, err := f.b.store.Incidents(ctx, incident.Query{From: time.Now().AddDate(-1, 0, 0), Limit: 1000})
	if err != nil {
		return err
	}
	for _, i := range list {
		if i.FollowUp.Number != number || !i.FollowUp.Done.IsZero() {
			continue
		}
		_, err := f.b.store.ChangeIncident(ctx, i.ID, func(i *incident.Incident) (incident.Change, error) {
			i.FollowUp.Done = at
			return incident.Change{
				Entries: []incident.Entry{{At: at, Kind: incident.EntryFollowUp, Text: "✓ " + i.FollowUp.URL}},
				Work:    []work.Item{{Kind: incident.CardWork, Key: i.ID.String()}},
			}, nil
		})
		return err
	}
	return nil
}
