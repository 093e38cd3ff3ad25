package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// A body is a thing as JSON. A replica of an older version reads and writes bodies beside
// a newer one during an upgrade, so what it does not know it keeps.

// encode gives the body of v. Members of the previous body that v's type does not have
// are kept.
func encode(v any, previous string) (string, error) {
	fresh, err := json.Marshal(v)
	if err != nil || previous == "" {
		return string(fresh), err
	}
	var old, now map[string]json.RawMessage
	if err := json.Unmarshal([]byte(previous), &old); err != nil {
		return "", err
	}
	kept := false
	for name, value := range old {
		if _, known := reflect.TypeOf(v).FieldByName(name); known {
			continue
		}
		if now == nil {
			if err := json.Unmarshal(fresh, &now); err != nil {
				return "", err
			}
		}
		now[name], kept = value, true
	}
	if !kept {
		return string(fresh), nil
	}
	merged, err := json.Marshal(now)
	return string(merged), err
}

// load reads the body of a row. missing is the error for no row.
func load[T any](row *sql.Row, missing error) (v T, body string, err error) {
	switch err = row.Scan(&body); {
	case errors.Is(err, sql.ErrNoRows):
		return v, "", missing
	case err != nil:
		return v, "", err
	}
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		return v, "", fmt.Errorf("read a stored %T: %w", v, err)
	}
	return v, body, nil
}

// all reads the bodies of a query's rows.
func all[T any](ctx context.Context, db *sql.DB, query string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		var body string
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		var v T
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			return nil, fmt.Errorf("read a stored %T: %w", v, err)
		}
		list = append(list, v)
	}
	return list, rows.Err()
}
