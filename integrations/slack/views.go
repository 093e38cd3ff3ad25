package slack

import (
	"fmt"
	"slices"

	slackgo "github.com/slack-go/slack"

	"vigie/commands"
	"vigie/work"
)

// modal draws a form. A Value that is too long is a final error: half of it would come
// back with the submission.
func modal(f commands.Form) (slackgo.ModalViewRequest, error) {
	if n := runes(f.Value); n > maxMetadata || runes(f.Name) > maxCallbackID {
		return slackgo.ModalViewRequest{}, work.Final(fmt.Errorf(
			"form %.40s: its value has %d characters, Slack keeps %d: put less into it", f.Name, n, maxMetadata))
	}
	p := painter{names: names{}, inputs: true}
	view := slackgo.ModalViewRequest{
		Type: slackgo.VTModal, CallbackID: f.Name, PrivateMetadata: f.Value,
		Title:  plain(first(f.Title, f.Name, ellipsis), maxViewTitle),
		Submit: plain(f.Submit, maxViewTitle), Close: plain(f.Close, maxViewTitle),
		Blocks: slackgo.Blocks{BlockSet: nonNil(p.parts(f.Parts, maxViewBlocks))},
	}
	if view.Submit == nil && slices.ContainsFunc(view.Blocks.BlockSet, isInput) {
		view.Submit = plain("OK", maxViewTitle) // Slack refuses inputs that cannot be submitted
	}
	return view, nil
}

func isInput(b slackgo.Block) bool { return b.BlockType() == slackgo.MBTInput }

// homeTab draws a home tab.
func homeTab(h commands.Home) slackgo.HomeTabViewRequest {
	p := painter{names: names{}}
	return slackgo.HomeTabViewRequest{
		Type: slackgo.VTHomeTab, Blocks: slackgo.Blocks{BlockSet: nonNil(p.parts(h.Parts, maxViewBlocks))},
	}
}

// nonNil makes no blocks [] instead of null.
func nonNil(blocks []slackgo.Block) []slackgo.Block {
	if blocks == nil {
		return []slackgo.Block{}
	}
	return blocks
}
