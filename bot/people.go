package bot

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"vigie/captain"
	"vigie/commands"
	"vigie/work"
)

// localeWork asks Slack for a person's language; its key is the person's id.
const localeWork = "person.locale"

// people knows what somebody may do and which language they read.
type people struct {
	settings *current
	slack    commands.People
	facts    commands.Facts
	queue    commands.Adder

	mu      sync.Mutex
	locales map[captain.UserID]known[string]
	groups  map[string]known[[]captain.UserID]
}

// known is a value and when it was learnt.
type known[T any] struct {
	value T
	at    time.Time
}

// How long what Slack said is believed.
const (
	localeFor = 24 * time.Hour
	groupFor  = time.Minute
)

// language is the language to answer somebody in: the crew's own word, what Slack said
// before, else that of the channels. It never waits for Slack; an unknown person is asked
// about for the next time.
func (p *people) language(ctx context.Context, who captain.UserID) string {
	s := p.settings.get()
	if member, ok := s.crew.Person(who); ok && member.Locale != "" {
		return member.Locale
	}
	p.mu.Lock()
	k, ok := p.locales[who]
	p.mu.Unlock()
	if !ok || k.value == "" { // another replica may have learnt it meanwhile
		value, found, err := p.facts.Fact(ctx, "locale "+string(who))
		if err == nil && found {
			k.value = value
		}
	}
	if time.Since(k.at) > localeFor && who != "" {
		p.remember(who, k.value) // so that one person is asked about once
		_ = p.queue.Add(ctx, work.Item{Kind: localeWork, Key: string(who)})
	}
	if k.value == "" {
		return s.config.Locale
	}
	return k.value
}

func (p *people) remember(who captain.UserID, locale string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.locales[who] = known[string]{value: locale, at: time.Now()}
}

// learn is the handler of localeWork.
func (p *people) learn(ctx context.Context, t work.Taken) (time.Time, error) {
	who := captain.UserID(t.Key)
	locale, err := p.slack.Locale(ctx, who)
	if permanent(err) {
		return time.Time{}, nil // a stranger to the workspace is answered in the channels' language
	} else if err != nil {
		return time.Time{}, err
	}
	p.remember(who, locale)
	return time.Time{}, p.facts.SetFact(ctx, "locale "+t.Key, locale)
}

// access tells whether somebody may do what needs a degree of access. It fails closed: a
// group that cannot be read lets nobody in who is not known already.
func (p *people) access(ctx context.Context, who captain.UserID, need commands.Access) (bool, error) {
	if who == "" {
		return false, nil
	}
	s := p.settings.get()
	roles := s.config.Roles
	_, crew := s.crew.Person(who)
	var lists [][]string
	switch need {
	case commands.Everyone:
		if len(roles.Viewers) == 0 || crew {
			return true, nil
		}
		lists = [][]string{roles.Viewers, roles.Crew, roles.Admins}
	case commands.Crew:
		if crew {
			return true, nil
		}
		lists = [][]string{roles.Crew, roles.Admins}
	case commands.Admins:
		lists = [][]string{roles.Admins}
	default:
		return false, nil
	}
	return p.among(ctx, who, slices.Concat(lists...))
}

// among tells whether somebody is one of people and user groups.
func (p *people) among(ctx context.Context, who captain.UserID, ids []string) (bool, error) {
	if slices.Contains(ids, string(who)) {
		return true, nil
	}
	var errs []error
	for _, id := range ids {
		if id[0] != 'S' {
			continue
		}
		members, err := p.members(ctx, id)
		if slices.Contains(members, who) {
			return true, nil
		}
		errs = append(errs, err)
	}
	return false, errors.Join(errs...)
}

// members lists a user group's people, as known for at most groupFor; when Slack does not
// answer, as last known.
func (p *people) members(ctx context.Context, group string) ([]captain.UserID, error) {
	p.mu.Lock()
	k, ok := p.groups[group]
	p.mu.Unlock()
	if ok && time.Since(k.at) < groupFor {
		return k.value, nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	members, err := p.slack.Members(ctx, group)
	switch {
	case permanent(err): // no such group, or no right to read it: it has nobody
		members, err = nil, nil
	case err != nil && ok:
		return k.value, nil
	case err != nil:
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.groups[group] = known[[]captain.UserID]{value: members, at: time.Now()}
	return members, nil
}

// permanent tells whether an error stays until somebody changes something.
func permanent(err error) bool {
	var p interface{ Permanent() bool }
	return errors.As(err, &p) && p.Permanent()
}
