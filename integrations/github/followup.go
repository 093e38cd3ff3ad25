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
// with the label are looked through first, for the outcome of an earlier attempt. The label
// is made if need be, since an issue without it would not be found again.
func (g *GitHub) OpenFollowUp(ctx context.Context, d production.FollowUpDraft) (number int, url string, err error) {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	owner, name, _ := strings.Cut(g.options.FollowUpRepo, "/")
	there, err := g.followUp(ctx, owner, name, marker(d.Ref))
	if err != nil || there != nil {
		return there.GetNumber(), there.GetHTMLURL(), err
	}
	if err := g.label(ctx, owner, name); err != nil {
		return 0, "", err
	}
	request := &github.IssueRequest{
		Title: &d.Title, Body: new(unmarked(d.Body) + "\n\n" + marker(d.Ref)), Labels: &[]string{g.options.Label},
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

// unmarked is a text whose own comments are none: what people write of one incident must
// not be taken for the mark of another.
func unmarked(text string) string { return strings.ReplaceAll(text, "<!--", "<\u200b!--") }

// labelColour is a red that reads on both of GitHub's backgrounds.
const labelColour = "b60205"

// label makes the label of follow-ups unless it is there.
func (g *GitHub) label(ctx context.Context, owner, name string) error {
	_, response, err := g.client.Issues.GetLabel(ctx, owner, name, g.options.Label)
	if err == nil || response == nil || response.StatusCode != http.StatusNotFound {
		return wordedIf("read the labels of "+g.options.FollowUpRepo, err)
	}
	_, response, err = g.client.Issues.CreateLabel(ctx, owner, name, &github.Label{
		Name: &g.options.Label, Color: new(labelColour),
	})
	if response != nil && response.StatusCode == http.StatusUnprocessableEntity {
		return nil // somebody was faster
	}
	return wordedIf("make the label "+g.options.Label+" in "+g.options.FollowUpRepo, err)
}

// followUp finds the issue that has a marker; nil if there is none.
func (g *GitHub) followUp(ctx context.Context, owner, name, mark string) (*github.Issue, error) {
	options := &github.IssueListByRepoOptions{
		State: "all", Labels: []string{g.options.Label}, ListOptions: github.ListOptions{Page: 1, PerPage: perPage},
	}
	for options.Page != 0 {
		issues, response, err := patient(ctx, func() ([]*github.Issue, *github.Response, error) {
			return g.client.Issues.ListByRepo(ctx, owner, name, options)
		})
		if err != nil {
			return nil, worded("read the issues of "+g.options.FollowUpRepo, err)
		}
		for _, i := range issues {
			if !i.IsPullRequest() && strings.Contains(i.GetBody(), mark) {
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
