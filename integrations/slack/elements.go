package slack

import (
	"slices"
	"strings"

	slackgo "github.com/slack-go/slack"

	"vigie/commands"
)

// button draws a button; nil for one without words, or whose value or address is too
// long: half of it would act on something else.
func (p painter) button(b commands.Button) *slackgo.ButtonBlockElement {
	text := plain(first(b.Text, b.Name), maxButtonText)
	if text == nil || runes(b.Value) > maxButtonValue || b.URL != "" && !isURL(b.URL) {
		return nil
	}
	id := b.Name
	if b.URL != "" {
		id = linkPrefix + id
	}
	return &slackgo.ButtonBlockElement{
		Type: slackgo.METButton, Text: text, ActionID: p.names.id(id), URL: b.URL,
		Value: strings.ToValidUTF8(b.Value, "\uFFFD"), Style: style(b.Style), Confirm: confirm(b.Confirm, text.Text),
	}
}

func style(s commands.Style) slackgo.Style {
	switch s {
	case commands.Primary:
		return slackgo.StylePrimary
	case commands.Danger:
		return slackgo.StyleDanger
	}
	return slackgo.StyleDefault
}

// confirm draws the question before a button acts. Slack wants all four texts: the
// button's stand in for those that are missing.
func confirm(c *commands.Confirm, button string) *slackgo.ConfirmationBlockObject {
	if c == nil {
		return nil
	}
	title := first(c.Title, button)
	return &slackgo.ConfirmationBlockObject{
		Title:   plain(title, maxConfirmTitle),
		Text:    plain(first(c.Text, title), maxConfirmText),
		Confirm: plain(first(c.Yes, button), maxConfirmButton),
		Deny:    plain(first(c.No, "×"), maxConfirmButton),
	}
}

// menu draws a menu; nil for one without options.
func (p painter) menu(m commands.Menu) *slackgo.SelectBlockElement {
	options := choices(m.Options)
	if len(options) == 0 {
		return nil
	}
	return &slackgo.SelectBlockElement{
		Type: slackgo.OptTypeStatic, ActionID: p.names.id(m.Name),
		Placeholder: plain(m.Placeholder, maxPlaceholder), Options: options,
	}
}

// choices draws the options Slack takes, the first hundred. One whose value is too long is
// left out, for the reason of button; an empty value is the option's text.
func choices(all []commands.Option) []*slackgo.OptionBlockObject {
	var options []*slackgo.OptionBlockObject
	seen := map[string]bool{}
	for _, o := range all {
		value := strings.ToValidUTF8(first(o.Value, o.Text), "\uFFFD")
		text := plain(first(o.Text, o.Value), maxOptionText)
		if text == nil || runes(value) > maxOptionValue || seen[value] || len(options) == maxOptions {
			continue
		}
		seen[value] = true
		options = append(options, &slackgo.OptionBlockObject{Text: text, Value: value})
	}
	return options
}

// input draws a field of a form; nothing outside of forms or for a menu without options.
// The block has the input's name, so that a fault finds its place.
func (p painter) input(i commands.Input) []slackgo.Block {
	if !p.inputs {
		return nil
	}
	element := p.element(i)
	label := plain(first(i.Label, i.Name, ellipsis), maxLabel)
	if element == nil {
		return nil
	}
	return []slackgo.Block{&slackgo.InputBlock{
		Type: slackgo.MBTInput, BlockID: p.names.id(i.Name), Label: label, Element: element,
		Hint: plain(i.Hint, maxLabel), Optional: i.Optional,
	}}
}

func (p painter) element(i commands.Input) slackgo.BlockElement {
	placeholder := plain(i.Placeholder, maxPlaceholder)
	switch i.Kind {
	case commands.Select, commands.Many:
		return choice(i, placeholder)
	case commands.User:
		user := &slackgo.SelectBlockElement{Type: slackgo.OptTypeUser, ActionID: inputAction, Placeholder: placeholder}
		if len(i.Initial) > 0 {
			user.InitialUser = i.Initial[0]
		}
		return user
	}
	longest := maxInput
	if i.MaxLength > 0 {
		longest = min(i.MaxLength, maxInput)
	}
	return &slackgo.PlainTextInputBlockElement{
		Type: slackgo.METPlainTextInput, ActionID: inputAction, Placeholder: placeholder,
		Multiline: i.Kind == commands.Lines, MaxLength: longest, InitialValue: initialText(i, longest),
	}
}

// inputAction is the action id of every input: the block's id tells them apart.
const inputAction = "value"

func initialText(i commands.Input, longest int) string {
	text := strings.Join(i.Initial, "\n")
	if blank(text) {
		return ""
	}
	return cutPlain(text, longest)
}

// choice draws a menu as an input; what is chosen at first must be among its options.
func choice(i commands.Input, placeholder *slackgo.TextBlockObject) slackgo.BlockElement {
	options := choices(i.Options)
	if len(options) == 0 {
		return nil
	}
	var chosen []*slackgo.OptionBlockObject
	for _, o := range options {
		if slices.Contains(i.Initial, o.Value) {
			chosen = append(chosen, o)
		}
	}
	if i.Kind == commands.Many {
		return &slackgo.MultiSelectBlockElement{Type: slackgo.MultiOptTypeStatic, ActionID: inputAction,
			Placeholder: placeholder, Options: options, InitialOptions: chosen}
	}
	one := &slackgo.SelectBlockElement{Type: slackgo.OptTypeStatic, ActionID: inputAction,
		Placeholder: placeholder, Options: options}
	if len(chosen) > 0 {
		one.InitialOption = chosen[0]
	}
	return one
}
