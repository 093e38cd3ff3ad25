package codeforge

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"vigie/demo/pretend"
)

// Issue is an issue or a pull request as a test or a page wants to see it.
type Issue struct {
	Number    int
	Title     string
	Body      string
	Author    string
	State     string // "open" or "closed"
	Reason    string // why it was closed
	Labels    []string
	Assignees []string
	Comments  []string
	Pull      bool
	Created   time.Time
	Closed    time.Time // zero while open
}

// Issues returns the issues of a repository, pull requests included, by number.
func (s *Service) Issues(full string) (all []Issue) {
	s.with(full, func(in *repo) {
		for _, i := range in.issues {
			seen := Issue{
				Number: i.number, Title: i.title, Body: i.body, Author: i.author, State: i.state, Reason: i.reason, Pull: i.pull != nil,
				Labels: slices.Clone(i.labels), Assignees: slices.Clone(i.assignees), Created: i.created, Closed: i.closed,
			}
			for _, c := range i.comments {
				seen.Comments = append(seen.Comments, c.body)
			}
			all = append(all, seen)
		}
	})
	return all
}

// OpenIssue opens an issue as someone other than the bot would, and returns its number.
func (s *Service) OpenIssue(full, author, title string, labels ...string) (number int) {
	s.with(full, func(in *repo) {
		i := s.newIssue(in, author, title)
		i.label(labels)
		number = i.number
	})
	return number
}

// CloseIssue closes an issue as someone would by hand. An unknown number panics.
func (s *Service) CloseIssue(full string, number int, by string) {
	s.with(full, func(in *repo) { in.issue(number).close(by, "") })
}

// Fail answers the next requests whose path begins with prefix, or all when it is empty, with a status and does nothing
// else. Times is as in pretend.Fault.
func (s *Service) Fail(prefix string, status, times int) {
	s.door.Add(pretend.Fault{Prefix: prefix, Status: status, Times: times,
		Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, Body: fmt.Sprintf(`{"message":"%s"}`, http.StatusText(status))})
}

// Hang leaves the next requests without answer until the caller gives up.
func (s *Service) Hang(prefix string, times int) {
	s.door.Add(pretend.Fault{Prefix: prefix, Hang: true, Times: times})
}

// LoseAnswer does what the next POST asks and breaks the connection before answering.
func (s *Service) LoseAnswer(prefix string) {
	s.door.Add(pretend.Fault{Prefix: prefix, Lose: true, Method: http.MethodPost})
}

// SetLatency changes how long every answer waits.
func (s *Service) SetLatency(d time.Duration) { s.door.SetLatency(d) }

// Calm removes the faults that were not met yet.
func (s *Service) Calm() { s.door.Clear() }

// Calls returns the latest requests received, oldest first.
func (s *Service) Calls() []pretend.Call { return s.door.Calls() }
