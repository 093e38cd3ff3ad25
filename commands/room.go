package commands

import (
	"context"
	"errors"

	"vigie/captain"
)

// Room is where Vigie speaks on its own account.
type Room interface {
	// Post says something in a channel or, given a user's id, to that person. Visible
	// once: with again set, a message with the same key that is already there is found
	// instead. An error may be a work.After.
	Post(ctx context.Context, channel string, m Message, o PostOptions) (Place, error)
	// Update edits a message; ErrGone if it no longer exists.
	Update(ctx context.Context, at Place, m Message) error
}

// PostOptions say how a message is posted.
type PostOptions struct {
	// Key names what is said, for ever: "card INC-42".
	Key string
	// Again is set when an earlier attempt may have succeeded.
	Again bool
	// Thread is the message to answer below; empty for none.
	Thread string
}

// Asker is who can be answered after a request.
type Asker interface {
	// Answer speaks through a request's answer address; ErrExpired after its time.
	Answer(ctx context.Context, address string, m Message) error
	// Open shows a form to whoever pressed or typed; ErrExpired when 3 s have passed.
	Open(ctx context.Context, trigger string, f Form) error
	// Whisper shows a message in a channel to one person alone.
	Whisper(ctx context.Context, channel string, to captain.UserID, m Message) error
	// Publish draws a person's home tab.
	Publish(ctx context.Context, to captain.UserID, h Home) error
}

// Channels is the workspace's channels.
type Channels interface {
	// Create makes a public channel, or gives the one of that name that Vigie made
	// before; ErrNameTaken if it is somebody else's.
	Create(ctx context.Context, name string) (id string, err error)
	// SetTopic sets a channel's topic, cut to 250 characters.
	SetTopic(ctx context.Context, id, topic string) error
	// Invite brings people in; those already there are no error.
	Invite(ctx context.Context, id string, who ...captain.UserID) error
}

// People is what the workspace knows of its people.
type People interface {
	// Locale is a person's language, "fr" or "en"; empty when unknown.
	Locale(ctx context.Context, who captain.UserID) (string, error)
	// Members lists the people of a user group.
	Members(ctx context.Context, group string) ([]captain.UserID, error)
}

// The errors of a Room, an Asker and Channels.
var (
	ErrGone      = errors.New("the message is gone")
	ErrExpired   = errors.New("too late to answer there")
	ErrNameTaken = errors.New("the channel's name is taken")
)
