package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"

	slackgo "github.com/slack-go/slack"

	"vigie/captain"
	"vigie/commands"
)

const (
	// listPage is how many channels conversations.list gives at once, its most.
	listPage = 1000
	// inviteChunk is how many people are invited by one call.
	inviteChunk = 30
)

// Create makes a public channel. The list of channels, which Slack makes slow to read, is
// looked through only when the name is taken.
func (r *Room) Create(ctx context.Context, name string) (string, error) {
	r.mu.Lock()
	id := r.made[name]
	r.mu.Unlock()
	if id != "" {
		return id, nil
	}
	err := r.call(ctx, "conversations.create", "", false, func(ctx context.Context) error {
		made, err := r.api.CreateConversationContext(ctx, slackgo.CreateConversationParams{ChannelName: name})
		if err == nil && made != nil {
			id = made.ID
		}
		return err
	})
	if isRefusal(err, "name_taken") {
		id, err = r.own(ctx, name)
	}
	if err != nil {
		return "", err
	}
	if id == "" {
		return "", errors.New("slack conversations.create: Slack made a channel and gave no id: try again")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.made[name] = id
	return id, nil
}

// own finds a channel that Vigie made before, or gives ErrNameTaken. An archived one
// takes no messages: its name counts as taken.
func (r *Room) own(ctx context.Context, name string) (string, error) {
	me, err := r.self(ctx)
	if err != nil {
		return "", err
	}
	cursor := ""
	for {
		var page []slackgo.Channel
		err := r.call(ctx, "conversations.list", "", false, func(ctx context.Context) (err error) {
			page, cursor, err = r.api.GetConversationsContext(ctx, &slackgo.GetConversationsParameters{
				Cursor: cursor, Limit: listPage, Types: []string{"public_channel"}, ExcludeArchived: true})
			return err
		})
		if err != nil {
			return "", err
		}
		for _, c := range page {
			if c.Name == name && c.Creator == string(me.User) && !c.IsArchived {
				return c.ID, nil
			}
		}
		if cursor == "" {
			return "", fmt.Errorf("slack: #%s: %w", name, commands.ErrNameTaken)
		}
	}
}

// SetTopic sets a channel's topic unless it is that already: each change is a line in the
// channel.
func (r *Room) SetTopic(ctx context.Context, id, topic string) error {
	topic = cutMarkup(topic, maxTopic, runes)
	var now string
	err := r.call(ctx, "conversations.info", "", false, func(ctx context.Context) error {
		info, err := r.api.GetConversationInfoContext(ctx, &slackgo.GetConversationInfoInput{ChannelID: id})
		if err == nil && info != nil {
			now = info.Topic.Value
		}
		return err
	})
	if err == nil && (now == topic || plainer.Replace(now) == plainer.Replace(topic)) {
		return nil
	} else if err != nil && !isRefusal(err) {
		return err
	}
	return r.call(ctx, "conversations.setTopic", "", false, func(ctx context.Context) error {
		_, err := r.api.SetTopicOfConversationContext(ctx, id, topic)
		return err
	})
}

// Invite brings people in. One who cannot be invited does not keep the others out; the
// error names them all.
func (r *Room) Invite(ctx context.Context, id string, who ...captain.UserID) error {
	users := make([]string, 0, len(who))
	for _, u := range who {
		if u != "" && !slices.Contains(users, string(u)) {
			users = append(users, string(u))
		}
	}
	var errs []error
	for some := range slices.Chunk(users, inviteChunk) {
		errs = append(errs, r.inviteAll(ctx, id, some))
	}
	return errors.Join(errs...)
}

// inviteAll invites until nobody is left whom Slack has something against: it takes none
// of a call that names one such person.
func (r *Room) inviteAll(ctx context.Context, id string, users []string) error {
	var errs []error
	for len(users) > 0 {
		bad, err := r.invite(ctx, id, users)
		if err == nil {
			break
		}
		refused, _ := errors.AsType[Refused](err)
		if !slices.Contains(personal, refused.Code) {
			return errors.Join(append(errs, err)...)
		}
		if len(bad) == 0 && len(users) > 1 { // Slack did not say whom it means
			for _, u := range users {
				errs = append(errs, r.inviteAll(ctx, id, []string{u}))
			}
			break
		} else if len(bad) == 0 {
			bad = map[string]string{users[0]: refused.Code}
		}
		for u, code := range bad {
			if !slices.Contains(harmless, code) {
				errs = append(errs, fmt.Errorf("<@%s> cannot be invited: %w", u, Refused{Method: "conversations.invite", Code: code}))
			}
		}
		users = slices.DeleteFunc(slices.Clone(users), func(u string) bool { _, out := bad[u]; return out })
	}
	return errors.Join(errs...)
}

// harmless are the causes why somebody need not be invited.
var harmless = []string{"already_in_channel", "cant_invite_self"}

// personal are refusals because of one of the people.
var personal = []string{
	"already_in_channel", "cant_invite_self", "cant_invite", "user_not_found", "users_not_found", "user_disabled",
	"user_is_restricted", "user_is_ultra_restricted", "ura_max_channels", "user_team_not_in_channel",
	"not_in_team", "invalid_users", "failed_for_some_users",
}

// invite invites people at once; bad says against whom Slack has what.
func (r *Room) invite(ctx context.Context, id string, users []string) (bad map[string]string, err error) {
	err = r.call(ctx, "conversations.invite", "", false, func(ctx context.Context) error {
		_, err := r.api.InviteUsersToConversationContext(ctx, id, users...)
		if reply, ok := errors.AsType[slackgo.SlackErrorResponse](err); ok {
			bad = blamed(reply.Errors, users)
		}
		return err
	})
	return bad, err
}

// blamed lists the invited people that errors name, with the cause.
func blamed(all []slackgo.SlackResponseErrors, users []string) map[string]string {
	bad := map[string]string{}
	for _, e := range all {
		if u := e.ConversationsInviteResponseError; u != nil && !u.Ok && slices.Contains(users, u.User) {
			bad[u.User] = u.Error
		}
	}
	return bad
}
