// Package commands is what people type, press and fill in, and what Vigie answers: one
// file a subject, each with its commands, buttons, forms and cards.
package commands

import (
	"vigie/captain"
)

// Message is what Vigie says, in neutral parts; integrations/slack draws it.
type Message struct {
	// Text is the message in one line: the notification, and all that a screen reader
	// needs. Always set. It is Slack's mrkdwn, already escaped (see Markup).
	Text string
	// Parts are drawn below each other; none means that Text is drawn.
	Parts []Part
	// Public shows the answer to the whole channel instead of to the asker alone.
	Public bool
	// Replace puts the answer in place of the message whose button was pressed.
	Replace bool
}

// Part is one piece of a message, a form or a home tab.
type Part interface{ part() }

// Header is a big line of plain text; cut to 150 characters.
type Header string

// Section is a paragraph of mrkdwn, cut to 3,000 characters, with an optional button at
// its side.
type Section struct {
	Text string
	Side *Button
}

// Fields are short facts drawn in two columns, at most 10 of 2,000 characters.
type Fields []Field

// Field is a fact with its name.
type Field struct{ Name, Value string }

// Context is a line in small print, mrkdwn.
type Context string

// Divider is a thin line.
type Divider struct{}

// Actions is a row of buttons and menus, at most 25.
type Actions []Action

// Action is a button or a menu.
type Action interface{ action() }

// Image is a picture by its address, with words that say the same.
type Image struct{ URL, Alt, Title string }

func (Header) part()  {}
func (Section) part() {}
func (Fields) part()  {}
func (Context) part() {}
func (Divider) part() {}
func (Actions) part() {}
func (Image) part()   {}

// Style is the look of a button.
type Style string

// The styles of a button; the zero value is plain.
const (
	Primary Style = "primary"
	Danger  Style = "danger"
)

// Button runs the handler registered under its Name with Value, when pressed; with URL it
// opens a page instead.
type Button struct {
	// Name is "subject.deed", such as "page.ack".
	Name, Text, Value string
	Style             Style
	Confirm           *Confirm
	URL               string
}

// Menu runs the handler registered under its Name with the chosen option's value.
type Menu struct {
	Name, Placeholder string
	Options           []Option
}

func (Button) action() {}
func (Menu) action()   {}

// Confirm asks before a button acts. Plain text: 100, 300, 30 and 30 characters at most.
type Confirm struct{ Title, Text, Yes, No string }

// Option is a choice of a menu or an input.
type Option struct{ Text, Value string }

// Form is a modal.
type Form struct {
	// Name is the handler of its submission, "incident.declare".
	Name string
	// Title and Submit are plain text, cut to 24 characters. A form without Submit can
	// only be closed.
	Title, Submit, Close string
	// Value comes back with the submission, at most 3,000 characters.
	Value string
	// Parts may hold Inputs among other parts.
	Parts []Part
}

// InputKind is how an input is filled in.
type InputKind string

// The kinds of inputs.
const (
	Line   InputKind = "line"
	Lines  InputKind = "lines"
	Select InputKind = "select"
	Many   InputKind = "many"
	User   InputKind = "user"
)

// Input is a field of a form.
type Input struct {
	// Name is the field's name in Request.Fields.
	Name, Label, Hint, Placeholder string
	Kind                           InputKind
	Options                        []Option
	// Initial is the text, or the values of the options chosen at first.
	Initial  []string
	Optional bool
	// MaxLength bounds a text in characters; zero is Slack's 3,000.
	MaxLength int
}

func (Input) part() {}

// Home is a person's home tab.
type Home struct{ Parts []Part }

// Place is where a message stands.
type Place struct{ Channel, TS string }

// Reply is the outcome of a request: any of its parts may be empty.
type Reply struct {
	// Message is said to the asker; nil says nothing.
	Message *Message
	// Form is opened over the asker's screen.
	Form *Form
	// Home is drawn on the asker's home tab.
	Home *Home
	// Faults are shown under the form's inputs, by name, and keep it open.
	Faults map[string]string
}

// Request is what somebody typed, pressed, filled in or said.
type Request struct {
	// ID is the same for each delivery of the same deed: what is done once is keyed by it.
	ID   string
	Kind RequestKind
	User captain.UserID
	// Team is the workspace's id.
	Team    string
	Channel string
	// Name is "/incident" for a command, the button's or form's name otherwise.
	Name string
	// Text is what was typed after the command, or said to Vigie.
	Text string
	// Value is the button's or form's.
	Value string
	// Fields are a submitted form's, by input name.
	Fields map[string][]string
	// Trigger lets a form be opened, once, within 3 s.
	Trigger string
	// Answer is the address for answers: five uses in 30 minutes (Slack).
	Answer string
	// Message is where the pressed button, or the mentioned text, stands.
	Message Place
	// Thread is the thread the mention was in; empty for none.
	Thread string
}

// RequestKind is the door a request came in by.
type RequestKind string

// The kinds of requests.
const (
	Typed     RequestKind = "typed"
	Pressed   RequestKind = "pressed"
	Submitted RequestKind = "submitted"
	Shortcut  RequestKind = "shortcut"
	Mentioned RequestKind = "mentioned"
	HomeSeen  RequestKind = "home"
)
