package sqlite

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/scope"
)

// AddInvitation adds one.
func (t invitationsTx) AddInvitation(i server.Invitation, gone time.Time) (bool, error) {
	if err := t.exec(`DELETE FROM invitations WHERE until <= ?`, nanos(gone)); err != nil {
		return false, err
	}
	return t.touched(`INSERT INTO invitations (number, salt, hash, name, region, grants, made, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, i.Number, i.Salt, i.Hash, i.Name, string(i.Region), i.Grants.String(), nanos(i.Made), nanos(i.Until))
}

// Invitation finds one.
func (t invitationsTx) Invitation(number string) (i server.Invitation, found bool, err error) {
	var region, grants string
	var made, until int64
	found, err = t.one([]any{&i.Number, &i.Salt, &i.Hash, &i.Name, &region, &grants, &made, &until, &i.Wrong, &i.UsedBy},
		`SELECT number, salt, hash, name, region, grants, made, until, wrong, used_by FROM invitations WHERE number = ?`, number)
	if err != nil {
		return i, false, err
	}
	i.Region, i.Made, i.Until = siak.Region(region), fromNanos(made), fromNanos(until)
	i.Grants, err = scope.ParseGrants(grants)
	return i, found, err
}

// LockInvitation finds one: there is one writer.
func (t invitationsTx) LockInvitation(number string) (server.Invitation, bool, error) {
	return t.Invitation(number)
}

// CountWrongTry counts.
func (t invitationsTx) CountWrongTry(number string) error {
	return t.exec(`UPDATE invitations SET wrong = wrong + 1 WHERE number = ?`, number)
}

// UseInvitation spends one.
func (t invitationsTx) UseInvitation(number string, public []byte) error {
	return t.exec(`UPDATE invitations SET used_by = ? WHERE number = ?`, public, number)
}

// PlaceStation gives a station its name and office.
func (t stationsTx) PlaceStation(id, name string, region siak.Region) error {
	return t.exec(`UPDATE stations SET name = ?, region = ? WHERE id = ?`, name, string(region), id)
}
