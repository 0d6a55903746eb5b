package storagetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/keys"
)

var errOwn = errors.New("the caller changed its mind")

func number(t *testing.T, s server.Storage, key string) (n int64) {
	t.Helper()
	read(t, s, func(tx server.Tx) (err error) {
		n, err = tx.Number(key)
		return err
	})
	return n
}

// What a transaction did stands altogether or not at all, and what Try undid is
// all that is missing.
func testTransactions(t *testing.T, replicas Replicas) {
	open := replicas(t)
	s, other := open(), open()
	err := s.Write(t.Context(), func(tx server.Tx) error { return errors.Join(tx.SetNumber("a", 1), errOwn) })
	if !errors.Is(err, errOwn) || number(t, s, "a") != 0 {
		t.Errorf("a failed write: error %v, number %d", err, number(t, s, "a"))
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = s.Write(ctx, func(tx server.Tx) error {
		defer cancel()
		return tx.SetNumber("a", 2)
	})
	if err == nil || number(t, s, "a") != 0 {
		t.Errorf("a cancelled write: error %v, number %d", err, number(t, s, "a"))
	}
	write(t, s, func(tx server.Tx) error { return tx.SetNumber("a", 3) })
	if got := number(t, other, "a"); got != 3 {
		t.Errorf("the other replica reads %d", got)
	}
	read(t, s, func(tx server.Tx) error {
		before, err := tx.Number("a")
		if err != nil {
			return err
		}
		write(t, other, func(tx server.Tx) error { return tx.SetNumber("a", 4) })
		after, err := tx.Number("a")
		if before != after {
			t.Errorf("a read sees %d and then %d", before, after)
		}
		return err
	})
	t.Run("try", func(t *testing.T) { testTry(t, s) })
	if err := s.Ping(t.Context()); err != nil {
		t.Error("ping:", err)
	}
}

func testTry(t *testing.T, s server.Storage) {
	write(t, s, func(tx server.Tx) error {
		return tx.AddPartition(server.Partition{Region: home, Name: "Pancoran Mas", Area: true})
	})
	p := person(t, 0, home, 1)
	write(t, s, func(tx server.Tx) error { return tx.AddPeople(slices.Values([]server.Person{p})) })
	var undone, refused error
	write(t, s, func(tx server.Tx) error {
		if err := tx.SetNumber("kept", 1); err != nil {
			return err
		}
		undone = tx.Try(func() error { return errors.Join(tx.SetNumber("undone", 1), errOwn) })
		refused = tx.Try(func() error {
			if err := tx.SetNumber("refused", 1); err != nil {
				return err
			}
			return tx.AddPeople(slices.Values([]server.Person{p}))
		})
		return tx.Try(func() error { return tx.SetNumber("tried", 1) })
	})
	if !errors.Is(undone, errOwn) || !errors.Is(refused, server.ErrRefused) {
		t.Errorf("undone: %v; a NIK twice: %v", undone, refused)
	}
	for key, want := range map[string]int64{"kept": 1, "undone": 0, "refused": 0, "tried": 1} {
		if got := number(t, s, key); got != want {
			t.Errorf("%s is %d, want %d", key, got, want)
		}
	}
	err := s.Write(t.Context(), func(tx server.Tx) error { return tx.AddPeople(slices.Values([]server.Person{p})) })
	if !errors.Is(err, server.ErrRefused) || containsNIK(err, p.NIK) {
		t.Errorf("a NIK twice: %v", err)
	}
}

func containsNIK(err error, nik siak.NIK) bool {
	return strings.Contains(err.Error(), nik.Digits()[6:])
}

func testSettings(t *testing.T, replicas Replicas) {
	s := replicas(t)()
	write(t, s, func(tx server.Tx) error {
		return errors.Join(tx.SetSetting("key", []byte{1, 0, 2}), tx.SetSetting("key", []byte{3, 0}),
			tx.SetNumber("n", 1<<40), tx.Raise("n"), tx.Raise("new"))
	})
	read(t, s, func(tx server.Tx) error {
		value, err := tx.Setting("key")
		none, err2 := tx.Setting("none")
		if string(value) != "\x03\x00" || none != nil {
			t.Errorf("settings %x and %x", value, none)
		}
		issuers, err3 := tx.Issuers()
		if len(issuers) != 2 || issuers[0].ID != "uji-ES256" || issuers[0].From.IsZero() || len(issuers[0].Key) == 0 {
			t.Errorf("%d issuers", len(issuers))
		}
		made, err4 := keys.Created(tx)
		if !made {
			t.Error("no registry was made")
		}
		return errors.Join(err, err2, err3, err4)
	})
	if n, raised, none := number(t, s, "n"), number(t, s, "new"), number(t, s, "none"); n != 1<<40+1 || raised != 1 || none != 0 {
		t.Errorf("numbers %d, %d, %d", n, raised, none)
	}
}
