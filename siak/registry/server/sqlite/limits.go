package sqlite

import (
	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/population"
)

// CodeTries is how often an activation's code was typed wrongly.
func (t activationsTx) CodeTries(id siak.ActivationID) (tries server.CodeTries, err error) {
	_, err = t.one([]any{&tries.Wrong, &tries.Renewed}, `SELECT wrong, renewed FROM code_tries WHERE activation = ?`, id[:])
	return tries, err
}

// SetCodeTries keeps it.
func (t activationsTx) SetCodeTries(id siak.ActivationID, tries server.CodeTries) error {
	return t.exec(`INSERT OR REPLACE INTO code_tries (activation, wrong, renewed) VALUES (?, ?, ?)`, id[:], tries.Wrong, tries.Renewed)
}

// RevokeRegistration takes one back.
func (t registrationsTx) RevokeRegistration(id string, version uint64) (bool, error) {
	found, err := t.touched(`INSERT INTO revocations (version, registration, until)
		SELECT ?, id, until FROM registrations WHERE id = ? AND revoked = 0`, version, id)
	if err != nil || !found {
		return false, err
	}
	return true, t.exec(`UPDATE registrations SET revoked = 1 WHERE id = ?`, id)
}

const revocationColumns = `version, registration, until`

func scanRevocation(scan func(...any) error) (r population.Revocation, err error) {
	return r, scan(&r.Version, &r.Registration, &r.Until)
}

// Revocations are those after a version, in order.
func (t registrationsTx) Revocations(after uint64, from siak.Day, limit int) ([]population.Revocation, error) {
	return list(t.conn, scanRevocation, `SELECT `+revocationColumns+` FROM revocations
		WHERE version > ? AND (until = 0 OR until >= ?) ORDER BY version LIMIT ?`, atMost(after), from, limit)
}

// LatestRevocations are the newest, newest first.
func (t registrationsTx) LatestRevocations(from siak.Day, limit int) ([]population.Revocation, error) {
	return list(t.conn, scanRevocation, `SELECT `+revocationColumns+` FROM revocations
		WHERE until = 0 OR until >= ? ORDER BY version DESC LIMIT ?`, from, limit)
}

// PruneRevocations forgets those that ended before a day.
func (t registrationsTx) PruneRevocations(before siak.Day, limit int) (bool, error) {
	return t.touched(`DELETE FROM revocations WHERE version IN
		(SELECT version FROM revocations WHERE until > 0 AND until < ? LIMIT ?)`, before, limit)
}
