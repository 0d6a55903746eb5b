package server

import (
	"context"

	"ikd/station/siak"
)

// Registration is a phone that registered for somebody.
type Registration struct {
	ID      string
	Person  int64
	Phone   siak.Thumbprint
	Revoked bool
}

// Registrations of phones.
type Registrations interface {
	AddRegistration(Registration) error
	Registration(id string) (Registration, bool, error)
	Registrations(ids ...string) (map[string]Registration, error)
	// PersonOf is whose registration it is.
	PersonOf(registrationID string) (Person, bool, error)
	// RevokeRegistration takes one back; false where there is none.
	RevokeRegistration(id string) (bool, error)
	RevokedRegistrations() ([]string, error)
}

// RevokeRegistration takes a phone's registration back. It fails with not-found.
func (r *PopulationService) RevokeRegistration(ctx context.Context, registrationID string) error {
	return r.change(ctx, "revoke registration", func(tx Tx) (bool, error) {
		found, err := tx.RevokeRegistration(registrationID)
		if err != nil || !found {
			return found, err
		}
		return true, tx.Raise(numberTrust)
	})
}
