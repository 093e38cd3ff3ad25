package slack

import (
	"context"
	"errors"
	"strings"

	slackgo "github.com/slack-go/slack"

	"vigie/commands"
)

const (
	// markType marks Vigie's messages in their metadata, with the key of what they say.
	markType = "vigie"
	// lookBack is how many messages of a channel are looked through for a key, the newest first.
	lookBack = 50
	// threadPage and threadPages bound the look through a thread, the oldest first.
	threadPage  = 200
	threadPages = 5
)

func mark(key string) slackgo.SlackMetadata {
	return slackgo.SlackMetadata{EventType: markType, EventPayload: map[string]any{"key": key}}
}

// where gives the channel to post in: a person's is their direct channel.
func (r *Room) where(ctx context.Context, channel string, urgent bool) (string, error) {
	if !strings.HasPrefix(channel, "U") && !strings.HasPrefix(channel, "W") {
		return channel, nil
	}
	r.mu.Lock()
	direct := r.direct[channel]
	r.mu.Unlock()
	if direct != "" {
		return direct, nil
	}
	err := r.call(ctx, "conversations.open", channel, urgent, func(ctx context.Context) error {
		open, _, _, err := r.api.OpenConversationContext(ctx, &slackgo.OpenConversationParameters{Users: []string{channel}})
		if err == nil && open != nil {
			direct = open.ID
		}
		return err
	})
	if urgent || isRefusal(err, "missing_scope") {
		err = nil // chat.postMessage takes a user's id as well
	}
	if err != nil || direct == "" {
		return channel, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.direct[channel] = direct
	return direct, nil
}

// find looks for a message that an earlier attempt may have posted; an empty Place when
// there is none, or when Vigie may not look or cannot read: then it is said again. Errors
// pass.
func (r *Room) find(ctx context.Context, channel string, o commands.PostOptions, urgent bool) (commands.Place, error) {
	look := r.inChannel
	if o.Thread != "" {
		look = r.inThread
	}
	me, _ := r.self(ctx) // unknown only while Slack is away: the key alone decides then
	var at commands.Place
	err := look(ctx, channel, o.Thread, urgent, func(messages []slackgo.Message) bool {
		for _, m := range messages {
			if says(m, o.Key, me) {
				at = commands.Place{Channel: channel, TS: m.Timestamp}
				return true
			}
		}
		return false
	})
	if isRefusal(err) || errors.Is(err, errGarbled) {
		return commands.Place{}, nil
	}
	return at, err
}

// says tells whether a message is ours and has the key.
func says(m slackgo.Message, key string, me Identity) bool {
	ours := me.User == "" || m.User == string(me.User) || m.BotID != "" && m.BotID == me.BotID
	return ours && m.Metadata.EventType == markType && m.Metadata.EventPayload["key"] == key
}

func (r *Room) inChannel(ctx context.Context, channel, _ string, urgent bool, found func([]slackgo.Message) bool) error {
	return r.call(ctx, "conversations.history", channel, urgent, func(ctx context.Context) error {
		history, err := r.api.GetConversationHistoryContext(ctx, &slackgo.GetConversationHistoryParameters{
			ChannelID: channel, Limit: lookBack, IncludeAllMetadata: true})
		if err == nil {
			found(history.Messages)
		}
		return err
	})
}

func (r *Room) inThread(ctx context.Context, channel, thread string, urgent bool, found func([]slackgo.Message) bool) error {
	cursor := ""
	for range threadPages {
		var messages []slackgo.Message
		err := r.call(ctx, "conversations.replies", channel, urgent, func(ctx context.Context) (err error) {
			messages, _, cursor, err = r.api.GetConversationRepliesContext(ctx, &slackgo.GetConversationRepliesParameters{
				ChannelID: channel, Timestamp: thread, Cursor: cursor, Limit: threadPage, IncludeAllMetadata: true})
			return err
		})
		if err != nil || found(messages) || cursor == "" {
			return err
		}
	}
	return nil
}
