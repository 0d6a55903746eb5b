package sqlite_test

import (
	"testing"

	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/sqlite"
	"ikd/station/siak/registry/server/storagetest"
)

func open(t *testing.T, o sqlite.Options) server.Storage {
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
	storagetest.Run(t, func(t *testing.T) func() server.Storage {
		o := sqlite.Options{Dir: t.TempDir(), Fill: func(tx *sqlite.Tx) error { return storagetest.Setup(tx) }}
		return func() server.Storage { return open(t, o) }
	})
}
