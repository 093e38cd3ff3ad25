package slack

import (
	"context"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"vigie/captain"
)

const (
	// localeTime is how long a person's language is believed.
	localeTime = time.Hour
	// maxLocales bounds the people whose language is remembered.
	maxLocales = 10_000
)

type locale struct {
	lang  string
	until time.Time
}

// Locale is "fr", "en" or, for another language, empty.
func (r *Room) Locale(ctx context.Context, who captain.UserID) (string, error) {
	r.mu.Lock()
	known, ok := r.locales[who]
	r.mu.Unlock()
	if ok && time.Now().Before(known.until) {
		return known.lang, nil
	}
	var lang string
	err := r.call(ctx, "users.info", "", false, func(ctx context.Context) error {
		user, err := r.api.GetUserInfoContext(ctx, string(who), slackgo.GetUserInfoOptionIncludeLocale(true))
		if err == nil {
			lang = language(user.Locale)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.locales) >= maxLocales {
		clear(r.locales)
	}
	r.locales[who] = locale{lang, time.Now().Add(localeTime)}
	return lang, nil
}

// language is what Vigie speaks of a locale such as fr-FR.
func language(locale string) string {
	lang, _, _ := strings.Cut(strings.ToLower(locale), "-")
	if lang == "fr" || lang == "en" {
		return lang
	}
	return ""
}

// Members lists the people of a user group by its id (S…).
func (r *Room) Members(ctx context.Context, group string) ([]captain.UserID, error) {
	var people []captain.UserID
	err := r.call(ctx, "usergroups.users.list", "", false, func(ctx context.Context) error {
		users, err := r.api.GetUserGroupMembersContext(ctx, group)
		for _, u := range users {
			people = append(people, captain.UserID(u))
		}
		return err
	})
	return people, err
}
