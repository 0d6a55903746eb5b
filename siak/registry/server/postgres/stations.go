package postgres

import (
	"time"

	"ikd/station/siak/registry/server"
)

const stationColumns = `id, name, region, public_key, enrolled, revoked`

// stationRow is what is read of one, of "stations s".
const stationRow = stationColumns + `,
	coalesce((SELECT kind FROM protections WHERE station = s.id), ''),
	EXISTS (SELECT 1 FROM protections WHERE station = s.id AND tls_key IS NOT NULL)`

func scanStation(scan func(...any) error) (s server.Station, err error) { return scanStationAnd(scan) }

func scanStationAnd(scan func(...any) error, more ...any) (s server.Station, err error) {
	var enrolled time.Time
	err = scan(append([]any{&s.ID, &s.Name, &s.Region, &s.PublicKey, &enrolled, &s.Revoked, &s.Protection, &s.OwnTLSKey}, more...)...)
	s.Enrolled = enrolled.UTC()
	return s, err
}

// AddStation adds a station.
func (t stationsTx) AddStation(s server.Station) (id string, err error) {
	t.later(`INSERT INTO stations (`+stationColumns+`) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (public_key) DO NOTHING`,
		s.ID, s.Name, string(s.Region), s.PublicKey, s.Enrolled, s.Revoked)
	_, err = t.one([]any{&id}, `SELECT id FROM stations WHERE public_key = $1`, s.PublicKey)
	return id, err
}

// StationByKey finds a station.
func (t stationsTx) StationByKey(public []byte) (server.Station, bool, error) {
	return first(t.conn, scanStation, `SELECT `+stationRow+` FROM stations s WHERE public_key = $1`, public)
}

// StationByID finds a station.
func (t stationsTx) StationByID(id string) (server.Station, bool, error) {
	return first(t.conn, scanStation, `SELECT `+stationRow+` FROM stations s WHERE id = $1`, id)
}

// LockStation locks its row.
func (t stationsTx) LockStation(id string) error {
	t.later(`SELECT 1 FROM stations WHERE id = $1 FOR NO KEY UPDATE`, id)
	return nil
}

// ListStations are all, oldest first.
func (t stationsTx) ListStations() ([]server.Station, error) {
	return list(t.conn, func(scan func(...any) error) (server.Station, error) {
		var anchored uint64
		var refused int
		s, err := scanStationAnd(scan, &anchored, &refused)
		s.Anchored, s.Refused = anchored, refused
		return s, err
	}, `SELECT `+stationRow+`,
		coalesce((SELECT seq FROM anchors WHERE station = s.id AND kept ORDER BY anchors.id DESC LIMIT 1), 0),
		(SELECT count(*) FROM anchors WHERE station = s.id AND NOT kept) FROM stations s ORDER BY enrolled, id`)
}

// RevokeStation takes a station's right to call back.
func (t stationsTx) RevokeStation(id string) (bool, error) {
	return t.touched(`UPDATE stations SET revoked = true WHERE id = $1`, id)
}
