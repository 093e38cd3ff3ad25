package commands

import (
	"context"
	"strings"
	"time"

	"vigie/production"
	"vigie/work"
)

// DigestCommand is /digest: the digest now, before its time, or the list of digests.
func DigestCommand(d *Digester) Command {
	list := Verb{Name: "list", Aliases: []string{"liste", "ls"}, Help: "digest.list.help", Access: Everyone, Now: true, Run: d.list}
	return Command{
		Slash: "/digest", Summary: "digest.summary", Bare: &list,
		Verbs: []Verb{
			{Name: "now", Aliases: []string{"maintenant", "post", "publier"}, Usage: "[name]", Help: "digest.now.help", Access: Crew, Run: d.now},
			{Name: "preview", Aliases: []string{"apercu", "voir"}, Usage: "[name]", Help: "digest.preview.help", Access: Everyone, Run: d.preview},
			list,
		},
	}
}

// chosen is the digest that was named, or the first.
func (d *Digester) chosen(c Call) (Digest, error) {
	all := d.Digests()
	if len(all) == 0 {
		return Digest{}, sorry("digest.none")
	}
	if c.Rest == "" {
		return all[0], nil
	}
	if digest, ok := d.named(c.Rest); ok {
		return digest, nil
	}
	names := make([]string, len(all))
	for i, digest := range all {
		names[i] = digest.Name
	}
	return Digest{}, sorry("digest.which", "Name", c.Rest, "Names", code(names))
}

// now posts the digest in its channel, once a request.
func (d *Digester) now(ctx context.Context, c Call) (Reply, error) {
	digest, err := d.chosen(c)
	if err != nil {
		return Reply{}, err
	}
	at := c.At.UTC().Truncate(time.Second).Format(time.RFC3339)
	err = d.Queue.Add(ctx, work.Item{Kind: DigestNowWork, Key: digest.Name + "@" + at + "#" + c.ID, Once: true})
	return whisper(c.Lang.Say("digest.coming", "Name", digest.Name, "Channel", ChannelName(digest.Channel))), err
}

// DigestNowWork posts a digest that somebody asked for; its key is the digest's name, the
// moment and the request.
const DigestNowWork = "digest.now"

// PostNow is the handler of DigestNowWork.
func (d *Digester) PostNow(ctx context.Context, t work.Taken) (time.Time, error) {
	digest, at, ok := d.slot(t.Key)
	if !ok {
		return time.Time{}, nil
	}
	span, _, err := d.span(ctx, digest, at)
	if err != nil {
		return time.Time{}, err
	}
	m, _ := d.Make(ctx, d.Lang(), digest, span)
	_, err = d.Room.Post(ctx, digest.Channel, m, PostOptions{Key: "digest " + t.Key, Again: t.Attempt > 1})
	return time.Time{}, err
}

// preview shows the digest to the asker alone.
func (d *Digester) preview(ctx context.Context, c Call) (Reply, error) {
	digest, err := d.chosen(c)
	if err != nil {
		return Reply{}, err
	}
	span, _, err := d.span(ctx, digest, c.At)
	if err != nil {
		return Reply{}, err
	}
	m, _ := d.Make(ctx, c.Lang, digest, span)
	return Reply{Message: &m}, nil
}

// list says which digests there are, and when each comes next.
func (d *Digester) list(_ context.Context, c Call) (Reply, error) {
	var lines []string
	for _, digest := range d.Digests() {
		next := production.NextSlot(digest.Name, digest.Schedule, c.At, c.At)
		lines = append(lines, c.Lang.Say("digest.line", "Name", digest.Name, "Channel", ChannelName(digest.Channel),
			"Next", next.At, "Spec", digest.Spec))
	}
	if len(lines) == 0 {
		return Reply{}, sorry("digest.none")
	}
	text := strings.Join(lines, "\n")
	return whisper(text), nil
}
