package workspace

// Messages are the messages of a channel, oldest first, replies included.
func (w *Workspace) Messages(channelID string) []Message {
	w.lock()
	defer w.unlock()
	var out []Message
	if c := w.channel(channelID); c != nil {
		for _, m := range c.messages {
			out = append(out, *m.copy())
		}
	}
	return out
}

// Ephemerals are the messages only one person sees, oldest first.
func (w *Workspace) Ephemerals(user string) []Message {
	w.lock()
	defer w.unlock()
	var out []Message
	for _, m := range w.hidden {
		if m.To == user {
			out = append(out, *m.copy())
		}
	}
	return out
}

// Views are the open modals of a person, the top one last.
func (w *Workspace) Views(user string) []View {
	w.lock()
	defer w.unlock()
	var out []View
	for _, v := range w.views.open[user] {
		out = append(out, *v.copy())
	}
	return out
}

// Home is a person's home tab; nil before the app published one.
func (w *Workspace) Home(user string) *View {
	w.lock()
	defer w.unlock()
	if v := w.views.homes[user]; v != nil {
		return v.copy()
	}
	return nil
}

// ChannelNamed finds a public or private channel by name, without #.
func (w *Workspace) ChannelNamed(name string) (Channel, bool) {
	w.lock()
	defer w.unlock()
	if c := w.named(name); c != nil {
		return c.as(""), true
	}
	return Channel{}, false
}

// ChannelList is every channel, direct conversations included.
func (w *Workspace) ChannelList() []Channel {
	w.lock()
	defer w.unlock()
	var out []Channel
	for _, c := range w.channels {
		out = append(out, c.as(""))
	}
	return out
}

// GroupUsers are the members of a user group; nil for an unknown one.
func (w *Workspace) GroupUsers(id string) []string {
	w.lock()
	defer w.unlock()
	if g := w.group(id); g != nil {
		return append([]string{}, g.Users...)
	}
	return nil
}
