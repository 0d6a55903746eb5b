package postgres

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/scope"
)

// AddInvitation adds one.
func (t invitationsTx) AddInvitation(i server.Invitation, gone time.Time) (bool, error) {
	t.later(`DELETE FROM invitations WHERE until <= $1`, gone)
	return t.touched(`INSERT INTO invitations (number, salt, hash, name, region, grants, made, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT DO NOTHING`, i.Number, i.Salt, i.Hash, i.Name, string(i.Region), i.Grants.String(), i.Made, i.Until)
}

// Invitation finds one.
func (t invitationsTx) Invitation(number string) (server.Invitation, bool, error) {
	return t.invitation(number, "")
}

// LockInvitation finds one and locks its row.
func (t invitationsTx) LockInvitation(number string) (server.Invitation, bool, error) {
	return t.invitation(number, " FOR NO KEY UPDATE")
}

func (t invitationsTx) invitation(number, lock string) (server.Invitation, bool, error) {
	return first(t.conn, func(scan func(...any) error) (i server.Invitation, err error) {
		var region, grants string
		err = scan(&i.Number, &i.Salt, &i.Hash, &i.Name, &region, &grants, &i.Made, &i.Until, &i.Wrong, &i.UsedBy)
		if err != nil {
			return i, err
		}
		i.Region, i.Made, i.Until = siak.Region(region), i.Made.UTC(), i.Until.UTC()
		i.Grants, err = scope.ParseGrants(grants)
		return i, err
	}, `SELECT number, salt, hash, name, region, grants, made, until, wrong, used_by FROM invitations WHERE number = $1`+lock, number)
}

// CountWrongTry counts.
func (t invitationsTx) CountWrongTry(number string) error {
	t.later(`UPDATE invitations SET wrong = wrong + 1 WHERE number = $1`, number)
	return nil
}

// UseInvitation spends one.
func (t invitationsTx) UseInvitation(number string, public []byte) error {
	t.later(`UPDATE invitations SET used_by = $1 WHERE number = $2`, public, number)
	return nil
}

// PlaceStation gives a station its name and office.
func (t stationsTx) PlaceStation(id, name string, region siak.Region) error {
	t.later(`UPDATE stations SET name = $1, region = $2 WHERE id = $3`, name, string(region), id)
	return nil
}
