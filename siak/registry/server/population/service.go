// Package population is the register of people and partitions, and the registrations
// of their phones: what changes it, and what stations may copy and believe of it.
package population

import (
	"context"
	crand "crypto/rand"
	"encoding/binary"
	"log/slog"
	"sync/atomic"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/row"
	"ikd/station/siak/registry/server/scope"
)

// Tx is a transaction of the registry's storage, as far as this package needs it.
type Tx interface {
	People
	Partitions
	Registrations
	Statistics
	Numbers
	// ListGrants are a station's.
	ListGrants(station string) (scope.Grants, error)
	// UsedPresentations are those of other stations since then, newest first.
	UsedPresentations(station string, since time.Time, limit int) ([]siak.PresentationID, error)
	// SkipVerdicts leaves out so many sequences of every station.
	SkipVerdicts(n int) error
}

// Numbers are single values of a storage.
type Numbers interface {
	// Number is a value; 0 for none.
	Number(key string) (int64, error)
	SetNumber(key string, n int64) error
	// Raise makes a number one more.
	Raise(key string) error
}

// Numbers that the registry keeps.
const (
	numberEpoch = "epoch"         // of all partitions; never 0
	numberTrust = "trust_version" // rises with what stations are to believe
)

// Options of a [Service].
type Options struct {
	// Read and Write run a function in a transaction of the registry's storage.
	Read, Write func(context.Context, func(Tx) error) error
	// Rows judges which rows are given out.
	Rows *row.Judge
	// Trusted are the issuers of registrations that stations are to believe.
	Trusted func() []siak.IssuerKey
	Now     func() time.Time
	Log     *slog.Logger
}

// Service changes the register, and answers what stations may know of it. Its methods
// may be used by many goroutines.
type Service struct {
	o      Options
	pruned atomic.Int64 // when revocations were pruned last, in nanoseconds; 0: never
}

// NewService makes one.
func NewService(o Options) *Service { return &Service{o: o} }

// Create begins an empty register in a new storage.
func Create(tx Numbers) error {
	if err := tx.SetNumber(numberEpoch, newEpoch()); err != nil {
		return err
	}
	return tx.SetNumber(numberTrust, 1)
}

// newEpoch is never 0.
func newEpoch() int64 {
	var b [4]byte
	_, _ = crand.Read(b[:])
	return int64(binary.LittleEndian.Uint32(b[:])) + 1
}

// change runs f in a transaction; it fails with not-found where f found nothing.
func (s *Service) change(ctx context.Context, op string, f func(Tx) (bool, error)) error {
	err := s.o.Write(ctx, func(tx Tx) error {
		found, err := f(tx)
		if err == nil && !found {
			return siak.E(op, siak.KindNotFound, nil)
		}
		return err
	})
	return at(op, err)
}

// at gives an error without a kind one, with what was tried.
func at(op string, err error) error {
	if err == nil || siak.KindOf(err) != siak.KindUnknown {
		return err
	}
	return siak.E(op, siak.KindUnknown, err)
}
