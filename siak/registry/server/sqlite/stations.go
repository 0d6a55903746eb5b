package sqlite

import "ikd/station/siak/registry/server"

const stationColumns = `id, name, region, public_key, enrolled, revoked`

// stationRow is what is read of one, of "stations s".
const stationRow = stationColumns + `,
	coalesce((SELECT kind FROM protections WHERE station = s.id), ''),
	EXISTS (SELECT 1 FROM protections WHERE station = s.id AND tls_key IS NOT NULL)`

func scanStation(scan func(...any) error, more ...any) (s server.Station, err error) {
	var enrolled int64
	err = scan(append([]any{&s.ID, &s.Name, &s.Region, &s.PublicKey, &enrolled, &s.Revoked, &s.Protection, &s.OwnTLSKey}, more...)...)
	s.Enrolled = fromNanos(enrolled)
	return s, err
}

// AddStation adds a station.
func (t stationsTx) AddStation(s server.Station) (id string, err error) {
	err = t.exec(`INSERT INTO stations (`+stationColumns+`) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (public_key) DO NOTHING`,
		s.ID, s.Name, string(s.Region), s.PublicKey, nanos(s.Enrolled), s.Revoked)
	if err != nil {
		return "", err
	}
	_, err = t.one([]any{&id}, `SELECT id FROM stations WHERE public_key = ?`, s.PublicKey)
	return id, err
}

// StationByKey finds a station.
func (t stationsTx) StationByKey(public []byte) (server.Station, bool, error) {
	return t.station(`public_key = ?`, public)
}

// StationByID finds a station.
func (t stationsTx) StationByID(id string) (server.Station, bool, error) {
	return t.station(`id = ?`, id)
}

func (t stationsTx) station(where string, arg any) (server.Station, bool, error) {
	found, err := list(t.conn, func(scan func(...any) error) (server.Station, error) { return scanStation(scan) },
		`SELECT `+stationRow+` FROM stations s WHERE `+where, arg)
	if err != nil || len(found) == 0 {
		return server.Station{}, false, err
	}
	return found[0], true, nil
}

// LockStation does nothing: there is one writer.
func (t stationsTx) LockStation(string) error { return nil }

// ListStations are all, oldest first.
func (t stationsTx) ListStations() ([]server.Station, error) {
	return list(t.conn, func(scan func(...any) error) (server.Station, error) {
		var anchored uint64
		var refused int
		s, err := scanStation(scan, &anchored, &refused)
		s.Anchored, s.Refused = anchored, refused
		return s, err
	}, `SELECT `+stationRow+`,
		coalesce((SELECT seq FROM anchors WHERE station = s.id AND kept ORDER BY anchors.id DESC LIMIT 1), 0),
		(SELECT count(*) FROM anchors WHERE station = s.id AND NOT kept) FROM stations s ORDER BY enrolled, id`)
}

// RevokeStation takes a station's right to call back.
func (t stationsTx) RevokeStation(id string) (bool, error) {
	return t.touched(`UPDATE stations SET revoked = 1 WHERE id = ?`, id)
}
