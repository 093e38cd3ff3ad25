package workspace

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// User is a person of the workspace, or the bot.
type User struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"` // handle without @
	RealName    string            `json:"real_name"`
	Email       string            `json:"email,omitempty"`
	Title       map[string]string `json:"title,omitempty"` // by language, "fr" and "en"
	Avatar      string            `json:"avatar,omitempty"`
	Locale      string            `json:"locale"` // "fr-FR"
	TZ          string            `json:"tz,omitempty"`
	IsBot       bool              `json:"is_bot"`
	Admin       bool              `json:"is_admin,omitempty"`
	Deleted     bool              `json:"deleted,omitempty"`
	CaptainNote map[string]string `json:"captain_note,omitempty"` // by language
}

// Group is a Slack user group, such as @captains.
type Group struct {
	ID     string   `json:"id"`
	Handle string   `json:"handle"`
	Name   string   `json:"name"`
	Users  []string `json:"users"`
}

// Bookmark is a link at the top of a channel.
type Bookmark struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Link  string `json:"link"`
	Emoji string `json:"emoji,omitempty"`
}

// Channel is a public or private channel, or a direct conversation.
type Channel struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Topic     string     `json:"topic"`
	Purpose   string     `json:"purpose,omitempty"`
	Private   bool       `json:"is_private"`
	IM        bool       `json:"is_im"`
	User      string     `json:"user,omitempty"` // the peer, seen by whom it is told to
	Members   []string   `json:"members"`
	Archived  bool       `json:"archived"`
	Bookmarks []Bookmark `json:"bookmarks"`
	Creator   string     `json:"creator,omitempty"`
	Created   int64      `json:"created,omitempty"` // Unix seconds
}

type channel struct {
	Channel
	messages []*Message
	pins     []string // ts, oldest first
	previous []string // names it had
}

func (c *channel) has(user string) bool { return slices.Contains(c.Members, user) }

// sees says whether a person can read the channel.
func (c *channel) sees(user string) bool {
	return c.has(user) || !c.Private && !c.IM
}

func (c *channel) message(ts string) *Message {
	for _, m := range c.messages {
		if m.TS == ts && !m.Deleted {
			return m
		}
	}
	return nil
}

// as is the channel as one person sees it.
func (c *channel) as(user string) Channel {
	out := c.Channel
	out.Members = slices.Clone(c.Members)
	out.Bookmarks = append([]Bookmark{}, c.Bookmarks...)
	if c.IM {
		out.User = c.peer(user)
	}
	return out
}

func (c *channel) peer(user string) string {
	for _, m := range c.Members {
		if m != user {
			return m
		}
	}
	return user
}

func (w *Workspace) user(id string) *User {
	for _, u := range w.users {
		if u.ID == id {
			return u
		}
	}
	return nil
}

func (w *Workspace) userByName(name string) *User {
	for _, u := range w.users {
		if strings.EqualFold(u.Name, name) || strings.EqualFold(u.RealName, name) {
			return u
		}
	}
	return nil
}

func (w *Workspace) channel(id string) *channel {
	for _, c := range w.channels {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// named finds a channel by name; archived ones keep theirs, as in Slack.
func (w *Workspace) named(name string) *channel {
	for _, c := range w.channels {
		if !c.IM && c.Name == name {
			return c
		}
	}
	return nil
}

func (w *Workspace) group(id string) *Group {
	for _, g := range w.groups {
		if g.ID == id {
			return g
		}
	}
	return nil
}

// im is the direct conversation of two people, opened when it is missing.
func (w *Workspace) im(a, b string) *channel {
	for _, c := range w.channels {
		if c.IM && c.has(a) && c.has(b) && (a != b || len(c.Members) == 1) {
			return c
		}
	}
	members := []string{a, b}
	if a == b {
		members = members[:1]
	}
	c := &channel{Channel: Channel{ID: w.next("D0IM"), IM: true, Members: members, Created: time.Now().Unix()}}
	w.channels = append(w.channels, c)
	w.tellChannel(c)
	return c
}

func lower(s string) string { return strings.ToLower(s) }

func base36(n int64) string { return strings.ToUpper(strconv.FormatInt(n, 36)) }
