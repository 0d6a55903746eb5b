// Package migrate brings a database to the form that this program knows: the
// station's ledger and cache, and the registry in SQLite and in PostgreSQL. A
// database carries a version, a number that counts the steps that were done to it;
// the steps are part of the program, go forward only and are never changed once
// they were released. All steps that a database lacks are done in one transaction
// together with the new version, and the version is read in that transaction too:
// a database is of one version or of the other, and of two programs that migrate at
// once the second finds nothing left to do.
//
// It knows no database: T is the transaction of the storage that uses it.
// docs/dependencies.md says why it is not a library of others.
package migrate

import (
	"fmt"

	"ikd/station/siak"
)

// History is how a sort of database came to its form of today.
type History[T any] struct {
	// Steps[i] brings a database from version i to version i+1, so their number is
	// the version of today.
	Steps []func(tx T) error
	// Create makes an empty database of today's version at once. Where it is nil all
	// steps make it; where it is set the first step is not used and may be nil.
	Create func(tx T) error
	// Version reads a database's version, 0 where it is empty. SetVersion writes it.
	Version    func(tx T) (int, error)
	SetVersion func(tx T, version int) error
}

// Latest is the version of today.
func (h History[T]) Latest() int { return len(h.Steps) }

// Check fails with wrong-version for a database of a newer program, and with
// damaged for a version that no program writes.
func (h History[T]) Check(version int) error {
	const op = "check the version"
	switch {
	case version > h.Latest():
		return siak.E(op, siak.KindWrongVersion, fmt.Errorf("the database has version %d, this program knows %d", version, h.Latest()))
	case version < 0:
		return siak.E(op, siak.KindDamaged, fmt.Errorf("impossible version %d", version))
	}
	return nil
}

// Up brings a database to today's version within tx, which the caller commits. It
// tells the version that the database had. It fails as [History.Check], or with the
// error of the step.
func (h History[T]) Up(tx T) (from int, err error) {
	from, err = h.Version(tx)
	if err != nil {
		return from, err
	}
	if err := h.Check(from); err != nil || from == h.Latest() {
		return from, err
	}
	steps := h.Steps[from:]
	if from == 0 && h.Create != nil {
		steps = []func(T) error{h.Create}
	}
	for _, step := range steps {
		if err := step(tx); err != nil {
			return from, err
		}
	}
	return from, h.SetVersion(tx, h.Latest())
}
