package github

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/google/go-github/v57/github"

	"vigie/production"
)

// marker is an invisible line by which the issue of an incident is found again.
func marker(ref string) string { return "<!-- vigie:" + ref + " -->" }

// OpenFollowUp opens the issue of an incident, or gives the one that is there: the issues
// with the label are looked through first, for the outcome of an earlier attempt.
func (g *GitHub) OpenFollowUp(ctx context.Context, d production.FollowUpDraft) (number int, url string, err error) {
	owner, name, _ := strings.Cut(g.options.FollowUpRepo, "/")
	there, err := g.followUp(ctx, owner, name, marker(d.Ref))
	if err != nil || there != nil {
		return there.GetNumber(), there.GetHTMLURL(), err
	}
	request := &github.IssueRequest{
		Title: &d.Title, Body: github.String(d.Body + "\n\n" + marker(d.Ref)), Labels: &[]string{g.options.Label},
	}
	if d.Assignee != "" {
		request.Assignees = &[]string{d.Assignee}
	}
	issue, _, err := g.client.Issues.Create(ctx, owner, name, request)
	if refusesAssignee(err) { // somebody who has left: the issue matters more
		request.Assignees = nil
		issue, _, err = g.client.Issues.Create(ctx, owner, name, request)
	}
	if err != nil {
		return 0, "", worded("open the follow-up of "+d.Ref+" in "+g.options.FollowUpRepo, err)
	}
	return issue.GetNumber(), issue.GetHTMLURL(), nil
}

// followUp finds the issue that has a marker; nil if there is none.
func (g *GitHub) followUp(ctx context.Context, owner, name, mark string) (*github.Issue, error) {
	options := &github.IssueListByRepoOptions{
		State: "all", Labels: []string{g.options.Label}, ListOptions: github.ListOptions{Page: 1, PerPage: perPage},
	}
	for options.Page != 0 {
		issues, response, err := g.client.Issues.ListByRepo(ctx, owner, name, options)
		if err != nil {
			return nil, worded("read the issues of "+g.options.FollowUpRepo, err)
		}
		for _, i := range issues {
			if strings.Contains(i.GetBody(), mark) {
				return i, nil
			}
		}
		options.Page = response.NextPage
	}
	return nil, nil //nolint:nilnil // none is an answer
}

// refusesAssignee tells whether GitHub refused only the assignee (422).
func refusesAssignee(err error) bool {
	answer, ok := errors.AsType[*github.ErrorResponse](err)
	if !ok || answer.Response.StatusCode != http.StatusUnprocessableEntity {
		return false
	}
	for _, e := range answer.Errors {
		if e.Field == "assignees" || e.Field == "assignee" {
			return true
		}
	}
	return false
}
