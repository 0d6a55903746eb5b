package server

import (
	"context"
	"errors"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/keys"
	"ikd/station/siak/registry/server/officers"
	"ikd/station/siak/registry/server/population"
	"ikd/station/siak/registry/server/row"
	"ikd/station/siak/registry/server/scope"
	"ikd/station/siak/registry/server/trail"
)

// Storage keeps what a registry knows. Its methods may be used by many
// goroutines, and by several processes on the same data where the storage
// can bear it.
type Storage interface {
	// Read runs f on one snapshot; f only reads.
	Read(ctx context.Context, f func(Tx) error) error
	// Write runs f in one transaction: all that f did stands durably when Write
	// returns nil, and nothing of it otherwise. It may run f again after a
	// serialisation failure, so f has no effects outside the Tx.
	Write(ctx context.Context, f func(Tx) error) error
	// Ping reports whether the storage answers and has this program's form.
	Ping(ctx context.Context) error
	// Close gives it back. Nothing may be under way.
	Close() error
}

// Tx is a transaction, bound to the context of its Read or Write and good until
// that returns. It must not be used by two goroutines at once.
//
// After an error of the storage the transaction can only end, but for [Tx.Try]. A
// method without an answer may tell of its error later: at the next one that has
// an answer, or when Try or Write returns. Errors of Read and Write have a kind
// where there is one that fits: disk-full, read-only, damaged, busy, unavailable.
type Tx interface {
	Settings
	keys.Issuers
	keys.Records
	population.Partitions
	population.People
	population.Registrations
	Stations
	Protections
	Presentations
	Activations
	Verdicts
	Mails
	Anchors
	trail.Rows
	Wipes
	Invitations
	Requests
	population.Statistics
	officers.Storage
	officers.History
	scope.GrantStore
	scope.Store
	scope.AlarmStore
	scope.NoticeStore

	// Try runs f so that it can fail alone: what it did is undone and the
	// transaction goes on. It returns f's error.
	Try(f func() error) error
}

// ErrRefused is in the tree of an error by which the storage refused a row for
// what is in it, whatever else it would take.
var ErrRefused = errors.New("the storage refuses the row")

// Settings are single values.
type Settings interface {
	// Setting is a value; nil for none.
	Setting(key string) ([]byte, error)
	SetSetting(key string, value []byte) error
	// DropSetting takes a value out.
	DropSetting(key string) error
	// Number is a value that is a number; 0 for none.
	Number(key string) (int64, error)
	SetNumber(key string, n int64) error
	// Raise makes a number one more.
	Raise(key string) error
}

// numberOfficers is since when the registry knows officers' keys, in seconds since
// 1970.
const numberOfficers = "officers_since"

// Rows of the register.
type (
	// Person is somebody of the register.
	Person = row.Person
	// PersonRow is somebody's record as a storage has it.
	PersonRow = row.PersonRow
	// Partition is a kecamatan of the register.
	Partition = row.Partition
	// PartitionRow is a kecamatan as a storage has it.
	PartitionRow = row.PartitionRow
)

// Scrubber is a storage that can overwrite what was deleted from it: keys that
// stood in clear are gone from its files afterwards.
type Scrubber interface {
	Scrub(ctx context.Context) error
}

// at gives an error without a kind one, with what was tried.
func at(op string, err error) error {
	if err == nil || siak.KindOf(err) != siak.KindUnknown {
		return err
	}
	return siak.E(op, siak.KindUnknown, err)
}
