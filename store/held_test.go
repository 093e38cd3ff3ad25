package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"vigie/store"
	"vigie/work"
)

func TestAnItemWhoseMarkFailedIsGivenBack(t *testing.T) {
	each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		if err := s.Add(t.Context(), work.Item{Kind: "k", Key: "lost"}, work.Item{Kind: "k", Key: "busy"}); err != nil {
			t.Fatal(err)
		}
		taken, err := s.Take(t.Context(), time.Now(), 2, "k")
		if err != nil || len(taken) != 2 {
			t.Fatal(taken, err)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Mark(gone, taken[0], time.Time{}, ""); !errors.Is(err, context.Canceled) {
			t.Fatalf("marked by a caller that gave up: %v", err)
		}
		again, err := s.Take(t.Context(), time.Now(), 2, "k")
		if err != nil || len(again) != 1 || again[0].Key != taken[0].Key {
			t.Errorf("got %v, %v, want %s alone: nobody works on it", again, err, taken[0].Key)
		}
	})
}

func TestAnItemAddedWhileItFailsKeepsItsAttempts(t *testing.T) {
	each(t, func(t *testing.T, open func() *store.Store) {
		s, item := open(), work.Item{Kind: "k", Key: "card"}
		for want := 1; want <= 3; want++ {
			if err := s.Add(t.Context(), item); err != nil {
				t.Fatal(err)
			}
			taken, err := s.Take(t.Context(), time.Now(), 1, "k")
			if err != nil || len(taken) != 1 || taken[0].Attempt != want {
				t.Fatalf("got %v, %v, want attempt %d", taken, err, want)
			}
			if err := errors.Join(s.Add(t.Context(), item), s.Mark(t.Context(), taken[0], time.Now(), "the answer was lost")); err != nil {
				t.Fatal(err)
			}
		}
	})
}
