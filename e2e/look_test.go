package e2e

import (
	"context"
	"fmt"
	"strings"
	"time"

	"vigie/demo/workspace"
)

// key is the mark of a message of Vigie's.
func key(m workspace.Message) string {
	payload, _ := m.Metadata["event_payload"].(map[string]any)
	k, _ := payload["key"].(string)
	return k
}

// keyed are the messages of a channel whose mark begins with a word.
func (w *world) keyed(channel, prefix string) (list []workspace.Message) {
	for _, m := range w.slack.Messages(channel) {
		if !m.Deleted && strings.HasPrefix(key(m), prefix) {
			list = append(list, m)
		}
	}
	return list
}

// direct is the conversation of Vigie with somebody.
func (w *world) direct(who string) string {
	id, err := w.slack.Direct("U0VIGIE", who)
	if err != nil {
		w.t.Errorf("direct conversation with %s: %v", who, err)
	}
	return id
}

func (w *world) pages(who string) []workspace.Message { return w.keyed(w.direct(who), "page ") }

func (w *world) cards() []workspace.Message { return w.keyed("C0INCIDENTS", "card ") }

func (w *world) rooms() (n int) {
	for _, c := range w.slack.ChannelList() {
		if strings.HasPrefix(c.Name, "inc-") {
			n++
		}
	}
	return n
}

// declare types /incident until it is taken.
func (w *world) declare(title string) error {
	ctx, cancel := context.WithTimeout(w.t.Context(), 5*time.Second)
	defer cancel()
	_, err := w.slack.Command(ctx, asker, "C0INCIDENTS", "/incident "+title)
	return err
}

// paged waits until somebody has a page.
func (w *world) paged(who string, within time.Duration) error {
	return eventually(within, who+" is paged", func() bool { return len(w.pages(who)) > 0 })
}

// acknowledge presses the button of somebody's page.
func (w *world) acknowledge(who string) error {
	ctx, cancel := context.WithTimeout(w.t.Context(), 5*time.Second)
	defer cancel()
	pages := w.pages(who)
	if len(pages) == 0 {
		return fmt.Errorf("%s has no page to acknowledge", who)
	}
	return w.slack.Press(ctx, who, workspace.Place{Channel: w.direct(who), TS: pages[len(pages)-1].TS}, "page.ack")
}

// taken tells whether a page shows that somebody has it: its buttons are gone.
func taken(m workspace.Message) bool { return !strings.Contains(fmt.Sprint(m.Blocks), "page.ack") }

// one checks what the crew sees at the end: one card, one channel, one page each.
func (w *world) one() error {
	if err := eventually(20*time.Second, "a card and a channel are there", func() bool {
		return len(w.cards()) > 0 && w.rooms() > 0
	}); err != nil {
		return err
	}
	if cards, rooms := len(w.cards()), w.rooms(); cards != 1 || rooms != 1 {
		return fmt.Errorf("got %d cards and %d channels, want one of each", cards, rooms)
	}
	return nil
}
