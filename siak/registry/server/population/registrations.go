package population

import (
	"context"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/row"
)

// Registration is a phone that registered for somebody.
type Registration struct {
	ID     string
	Person int64
	Phone  siak.Thumbprint
	// Until is the day with which it ends by itself; 0: not known.
	Until   siak.Day
	Revoked bool // no matter to AddRegistration, see [Revoke]
}

// Revocation is a registration that was taken back.
type Revocation struct {
	Version      uint64 // of the trust list, with which it came
	Registration string
	Until        siak.Day // as of the registration
}

// Registrations of phones.
type Registrations interface {
	AddRegistration(Registration) error
	Registration(id string) (Registration, bool, error)
	Registrations(ids ...string) (map[string]Registration, error)
	// PersonOf is whose registration it is.
	PersonOf(registrationID string) (row.Person, bool, error)
	// RevokeRegistration takes one back with a version of the trust list that no
	// other has; false where there is none that stands.
	RevokeRegistration(id string, version uint64) (bool, error)
	// Revocations are those after a version whose day has not come by `from`, in
	// order; LatestRevocations are the newest, newest first.
	Revocations(after uint64, from siak.Day, limit int) ([]Revocation, error)
	LatestRevocations(from siak.Day, limit int) ([]Revocation, error)
	// PruneRevocations forgets some of those whose day was before; false where there
	// were none. The registrations stay revoked.
	PruneRevocations(before siak.Day, limit int) (bool, error)
}

// RevokeRegistration takes a phone's registration back. It fails with not-found.
func (s *Service) RevokeRegistration(ctx context.Context, registrationID string) error {
	return s.change(ctx, "revoke registration", func(tx Tx) (bool, error) { return Revoke(tx, registrationID) })
}

// Revoke takes a phone's registration back, with the next version of the trust
// list; false where there is none. One that was taken back stays so.
func Revoke(tx Tx, registrationID string) (found bool, err error) {
	if err := tx.Raise(numberTrust); err != nil {
		return false, err
	}
	version, err := tx.Number(numberTrust)
	if err != nil {
		return false, err
	}
	if found, err = tx.RevokeRegistration(registrationID, uint64(version)); err != nil || found {
		return found, err
	}
	_, found, err = tx.Registration(registrationID)
	return found, err
}
