package sqlite

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/officers"
)

// schemaOfficers is what knows who signed, and when a station called: officers'
// keys with their periods, contacts, and since when a station is revoked.
const schemaOfficers = `
CREATE TABLE officer_keys (
	seq INTEGER PRIMARY KEY AUTOINCREMENT, station TEXT NOT NULL, public_key BLOB NOT NULL, officer TEXT NOT NULL,
	supervisor INTEGER NOT NULL, valid_from INTEGER NOT NULL, certified_by BLOB NOT NULL, signature BLOB NOT NULL,
	registered INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0, -- 0: in force
	UNIQUE (station, public_key)
);
CREATE TABLE contacts (station TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (station, at)) WITHOUT ROWID;
CREATE TABLE revoked_stations (station TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
`

// datedRevocations gives stations that were revoked before that was dated the time
// at which it is: what they signed before then stands.
const datedRevocations = `INSERT INTO revoked_stations (station, at)
	SELECT id, CAST(unixepoch() AS INTEGER) * 1000000000 FROM stations WHERE revoked`

// AddOfficerKey keeps a key.
func (t officersTx) AddOfficerKey(k officers.Key) error {
	return t.exec(`INSERT INTO officer_keys (station, public_key, officer, supervisor, valid_from, certified_by, signature, registered)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (station, public_key) DO NOTHING`,
		k.Station, k.Public[:], k.Officer, k.Supervisor, nanos(k.From), k.By[:], k.Signature, nanos(k.Registered))
}

// OfficerKeys are a station's.
func (t officersTx) OfficerKeys(station string) ([]officers.Key, error) {
	return list(t.conn, func(scan func(...any) error) (k officers.Key, err error) {
		var public, by []byte
		var from, registered, ended int64
		err = scan(&k.Station, &public, &k.Officer, &k.Supervisor, &from, &by, &k.Signature, &registered, &ended)
		copy(k.Public[:], public)
		copy(k.By[:], by)
		k.From, k.Registered, k.Ended = fromNanos(from), fromNanos(registered), fromNanos(ended)
		return k, err
	}, `SELECT station, public_key, officer, supervisor, valid_from, certified_by, signature, registered, ended
		FROM officer_keys WHERE station = ? ORDER BY seq`, station)
}

// EndOfficerKey ends a key.
func (t officersTx) EndOfficerKey(station string, public siak.OfficerPublicKey, at time.Time) error {
	return t.exec(`UPDATE officer_keys SET ended = ? WHERE station = ? AND public_key = ? AND ended = 0`, nanos(at), station, public[:])
}

// AddContact notes that a station called.
func (t officersTx) AddContact(station string, at time.Time) error {
	if err := t.exec(`INSERT INTO contacts (station, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, station, nanos(at)); err != nil {
		return err
	}
	return t.exec(`DELETE FROM contacts WHERE station = ?1 AND at <
		(SELECT max(at) FROM contacts WHERE station = ?1 AND at <= ?2)`, station, nanos(at.Add(-officers.Settle)))
}

// Contact is the last one that is not after a time.
func (t officersTx) Contact(station string, notAfter time.Time) (time.Time, error) {
	var at int64
	_, err := t.one([]any{&at}, `SELECT coalesce(max(at), 0) FROM contacts WHERE station = ? AND at <= ?`, station, nanos(notAfter))
	return fromNanos(at), err
}

// NoteRevocation keeps when a station was first revoked.
func (t officersTx) NoteRevocation(station string, at time.Time) error {
	return t.exec(`INSERT INTO revoked_stations (station, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, station, nanos(at))
}

// Revoked is when a station was revoked.
func (t officersTx) Revoked(station string) (time.Time, error) {
	var at int64
	_, err := t.one([]any{&at}, `SELECT at FROM revoked_stations WHERE station = ?`, station)
	return fromNanos(at), err
}
