package postgres

import (
	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/population"
)

// CodeTries is how often an activation's code was typed wrongly.
func (t activationsTx) CodeTries(id siak.ActivationID) (tries server.CodeTries, err error) {
	_, err = t.one([]any{&tries.Wrong, &tries.Renewed}, `SELECT wrong, renewed FROM code_tries WHERE activation = $1`, id[:])
	return tries, err
}

// SetCodeTries keeps it.
func (t activationsTx) SetCodeTries(id siak.ActivationID, tries server.CodeTries) error {
	t.later(`INSERT INTO code_tries (activation, wrong, renewed) VALUES ($1, $2, $3)
		ON CONFLICT (activation) DO UPDATE SET wrong = $2, renewed = $3`, id[:], tries.Wrong, tries.Renewed)
	return nil
}

// RevokeRegistration takes one back.
func (t registrationsTx) RevokeRegistration(id string, version uint64) (bool, error) {
	return t.touched(`WITH taken AS (UPDATE registrations SET revoked = true WHERE id = $1 AND NOT revoked RETURNING id, until)
		INSERT INTO revocations (version, registration, until) SELECT $2, id, until FROM taken`, id, atMost(version))
}

const revocationColumns = `version, registration, until`

func scanRevocation(scan func(...any) error) (r population.Revocation, err error) {
	return r, scan(&r.Version, &r.Registration, &r.Until)
}

// Revocations are those after a version, in order. Versions are given under the
// lock of the number that they come from, so none appears before a smaller one.
func (t registrationsTx) Revocations(after uint64, from siak.Day, limit int) ([]population.Revocation, error) {
	return list(t.conn, scanRevocation, `SELECT `+revocationColumns+` FROM revocations
		WHERE version > $1 AND (until = 0 OR until >= $2) ORDER BY version LIMIT $3`, atMost(after), int(from), limit)
}

// LatestRevocations are the newest, newest first.
func (t registrationsTx) LatestRevocations(from siak.Day, limit int) ([]population.Revocation, error) {
	return list(t.conn, scanRevocation, `SELECT `+revocationColumns+` FROM revocations
		WHERE until = 0 OR until >= $1 ORDER BY version DESC LIMIT $2`, int(from), limit)
}

// PruneRevocations forgets those that ended before a day.
func (t registrationsTx) PruneRevocations(before siak.Day, limit int) (bool, error) {
	gone, err := list(t.conn, scanNothing, `DELETE FROM revocations WHERE version IN
		(SELECT version FROM revocations WHERE until > 0 AND until < $1 LIMIT $2) RETURNING 1`, int(before), limit)
	return len(gone) > 0, err
}
