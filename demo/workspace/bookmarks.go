package workspace

import (
	"net/url"
	"slices"
)

// shelf finds the channel whose bookmarks are meant.
func (c *call) shelf() (*channel, error) {
	ch, err := c.room(c.str("channel_id"))
	if err != nil {
		return nil, err
	}
	if !ch.has(c.opt.Bot.ID) {
		return nil, fail("not_in_channel")
	}
	return ch, nil
}

func linkOf(s string) error {
	if u, err := url.Parse(s); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fail("invalid_link")
	}
	return nil
}

func addBookmark(c *call) (reply, error) {
	ch, err := c.shelf()
	if err != nil {
		return nil, err
	}
	title, err := c.must("title")
	if err != nil {
		return nil, err
	}
	if c.str("type") != "link" {
		return nil, fail("invalid_bookmark_type")
	}
	if err := linkOf(c.str("link")); err != nil {
		return nil, err
	}
	if len(ch.Bookmarks) >= 100 {
		return nil, fail("too_many_bookmarks")
	}
	b := Bookmark{ID: c.next("Bk"), Title: title, Link: c.str("link"), Emoji: c.str("emoji")}
	ch.Bookmarks = append(ch.Bookmarks, b)
	c.tellChannel(ch)
	return reply{"bookmark": c.wireBookmark(ch, b)}, nil
}

func editBookmark(c *call) (reply, error) {
	ch, err := c.shelf()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(ch.Bookmarks, func(b Bookmark) bool { return b.ID == c.str("bookmark_id") })
	if i < 0 {
		return nil, fail("not_found")
	}
	b := &ch.Bookmarks[i]
	if link := c.str("link"); link != "" {
		if err := linkOf(link); err != nil {
			return nil, err
		}
		b.Link = link
	}
	if c.has("title") {
		b.Title = c.str("title")
	}
	if c.has("emoji") {
		b.Emoji = c.str("emoji")
	}
	c.tellChannel(ch)
	return reply{"bookmark": c.wireBookmark(ch, *b)}, nil
}

func listBookmarks(c *call) (reply, error) {
	ch, err := c.shelf()
	if err != nil {
		return nil, err
	}
	out := []any{}
	for _, b := range ch.Bookmarks {
		out = append(out, c.wireBookmark(ch, b))
	}
	return reply{"bookmarks": out}, nil
}

func (w *Workspace) wireBookmark(ch *channel, b Bookmark) map[string]any {
	return map[string]any{"id": b.ID, "channel_id": ch.ID, "title": b.Title, "link": b.Link, "emoji": b.Emoji,
		"type": "link", "date_created": ch.Created, "date_updated": ch.Created, "app_id": w.opt.Bot.AppID}
}
