package sqlite

import "ikd/station/siak/registry/server"

// Protection is a station's; the zero one where nothing is known.
func (t stationsTx) Protection(station string) (p server.Protection, err error) {
	_, err = t.one([]any{&p.Kind, &p.TLSKey, &p.NextTLSKey}, `SELECT kind, tls_key, next_tls_key FROM protections WHERE station = ?`, station)
	return p, err
}

// SetProtection keeps a station's.
func (t stationsTx) SetProtection(station string, p server.Protection) error {
	return t.exec(`INSERT INTO protections (station, kind, tls_key, next_tls_key) VALUES (?, ?, ?, ?)
		ON CONFLICT (station) DO UPDATE SET kind = excluded.kind, tls_key = excluded.tls_key, next_tls_key = excluded.next_tls_key`,
		station, string(p.Kind), p.TLSKey, p.NextTLSKey)
}

// StationByTLSKey finds a station.
func (t stationsTx) StationByTLSKey(public []byte) (server.Station, bool, error) {
	return t.station(`id = (SELECT station FROM protections WHERE tls_key = ?1 OR next_tls_key = ?1)`, public)
}
