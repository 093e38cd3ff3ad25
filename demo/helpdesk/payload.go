package helpdesk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"vigie/demo/pretend"
)

// ticketRequest is what opens or changes a ticket; other known fields are accepted and not kept.
type ticketRequest struct {
	Subject     *string   `json:"subject"`
	Description *string   `json:"description"`
	Email       *string   `json:"email"`
	Requester   *int64    `json:"requester_id"`
	Phone       *string   `json:"phone"`
	Name        *string   `json:"name"`
	Status      *int      `json:"status"`
	Priority    *int      `json:"priority"`
	Source      *int      `json:"source"`
	Type        *string   `json:"type"`
	Tags        *[]string `json:"tags"`
	Group       *int64    `json:"group_id"`
	Responder   *int64    `json:"responder_id"`
	Custom      object    `json:"custom_fields"`
}

// decode reads the payload, or answers what is wrong with its form.
func decode(w http.ResponseWriter, r *http.Request) (q ticketRequest, ok bool) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		pretend.JSON(w, http.StatusUnsupportedMediaType, object{"code": "invalid_content_type", "message": "Content-Type header is set to " + kind + ". It should be set to application/json"})
		return q, false
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&q)
	var mismatch *json.UnmarshalTypeError
	switch unknown, foreign := strings.CutPrefix(fmt.Sprint(err), "json: unknown field "); {
	case err == nil:
		return q, true
	case errors.As(err, &mismatch):
		invalid(w, fault{mismatch.Field, "Value set is of type " + mismatch.Value + ". It should be a/an " + mismatch.Type.String(), "datatype_mismatch"})
	case foreign:
		invalid(w, fault{strings.Trim(unknown, `"`), "Unexpected/invalid field in request", "invalid_field"})
	case err == io.EOF:
		invalid(w, fault{"request", "It should not be empty", "missing_field"})
	default:
		pretend.JSON(w, http.StatusBadRequest, object{"code": "invalid_json", "message": "Request body has invalid json format"})
	}
	return q, false
}

// absent lists the mandatory fields of a new ticket that are not there.
func (q ticketRequest) absent() (faults []fault) {
	if q.Email == nil && q.Requester == nil && q.Phone == nil {
		faults = append(faults, fault{"requester_id", "One of these fields should be given: requester_id, phone, email", "missing_field"})
	}
	for _, f := range []struct {
		name, kind string
		there      bool
	}{
		{"subject", "String", q.Subject != nil}, {"description", "String", q.Description != nil},
		{"status", "Integer", q.Status != nil}, {"priority", "Integer", q.Priority != nil},
	} {
		if !f.there {
			faults = append(faults, fault{f.name, "It should be a/an " + f.kind, "missing_field"})
		}
	}
	return faults
}

// impossible lists the fields whose value cannot be.
func (q ticketRequest) impossible() (faults []fault) {
	if q.Status != nil && (*q.Status < Open || *q.Status > 7) {
		faults = append(faults, fault{"status", "It should be one of these values: '2,3,4,5,6,7'", "invalid_value"})
	}
	if q.Priority != nil && (*q.Priority < 1 || *q.Priority > 4) {
		faults = append(faults, fault{"priority", "It should be one of these values: '1,2,3,4'", "invalid_value"})
	}
	if q.Email != nil && !strings.Contains(*q.Email, "@") {
		faults = append(faults, fault{"email", "It should be a valid email address", "invalid_value"})
	}
	if q.Tags != nil && slices.ContainsFunc(*q.Tags, func(tag string) bool { return tag == "" || len(tag) > 32 || strings.Contains(tag, ",") }) {
		faults = append(faults, fault{"tags", "A tag has 1 to 32 characters and no comma", "invalid_value"})
	}
	return faults
}

func (q ticketRequest) apply(t *Ticket) {
	set(&t.Subject, q.Subject)
	set(&t.Description, q.Description)
	set(&t.Email, q.Email)
	set(&t.Status, q.Status)
	set(&t.Priority, q.Priority)
	set(&t.Type, q.Type)
	if q.Tags != nil {
		t.Tags = slices.Clone(*q.Tags)
	}
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
