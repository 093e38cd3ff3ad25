package slack

import (
	"context"
	"slices"
	"strings"

	"vigie/captain"
)

// Identity is who Vigie is in Slack.
type Identity struct {
	// Team is the workspace's name, TeamID its id.
	Team, TeamID string
	// User is the bot's user id, BotID its id as the author of messages.
	User  captain.UserID
	BotID string
	// Scopes are what the token may; empty when Slack does not say.
	Scopes []string
}

// Check asks Slack who Vigie is. Missing scopes are a Refused with the identity beside it.
func (r *Room) Check(ctx context.Context) (Identity, error) {
	var me Identity
	err := r.call(ctx, "auth.test", "", true, func(ctx context.Context) error {
		res, err := r.api.AuthTestContext(ctx)
		if err != nil {
			return err
		}
		me = Identity{Team: res.Team, TeamID: res.TeamID, User: captain.UserID(res.UserID), BotID: res.BotID,
			Scopes: split(res.Header.Get("X-OAuth-Scopes"))}
		return nil
	})
	if err != nil {
		return Identity{}, err
	}
	r.mu.Lock()
	r.me = me
	r.mu.Unlock()
	if missing := me.missing(); len(missing) > 0 {
		return me, Refused{Method: "auth.test", Code: "missing_scope", Needed: strings.Join(missing, ",")}
	}
	return me, nil
}

// missing are the scopes Vigie needs and has not; none when Slack does not say.
func (i Identity) missing() []string {
	if len(i.Scopes) == 0 {
		return nil
	}
	return slices.DeleteFunc(Scopes(), func(s string) bool { return slices.Contains(i.Scopes, s) })
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// self is who Vigie is, asked once.
func (r *Room) self(ctx context.Context) (Identity, error) {
	r.mu.Lock()
	me := r.me
	r.mu.Unlock()
	if me.User != "" {
		return me, nil
	}
	me, err := r.Check(ctx)
	if isRefusal(err, "missing_scope") && me.User != "" {
		err = nil
	}
	return me, err
}
