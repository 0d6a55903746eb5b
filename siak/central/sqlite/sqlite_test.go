package sqlite_test

import (
	"testing"

	"ikd/station/siak/central"
	"ikd/station/siak/central/sqlite"
	"ikd/station/siak/central/storagetest"
)

func open(t *testing.T, o sqlite.Options) central.Storage {
	t.Helper()
	s, err := sqlite.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestContract(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) func() central.Storage {
		o := sqlite.Options{Dir: t.TempDir(), Fill: func(tx *sqlite.Tx) error { return storagetest.Setup(tx) }}
		return func() central.Storage { return open(t, o) }
	})
}
