package postgres

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/officers"
)

// schemaOfficers is what knows who signed, and when a station called: officers'
// keys with their periods, contacts, and since when a station is revoked. Stations
// that were revoked before that was dated are so since now: what they signed before
// stands.
const schemaOfficers = `
CREATE TABLE officer_keys (
	seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, station text NOT NULL REFERENCES stations (id), public_key bytea NOT NULL,
	officer text NOT NULL, supervisor boolean NOT NULL, valid_from timestamptz NOT NULL, certified_by bytea NOT NULL,
	signature bytea NOT NULL, registered timestamptz NOT NULL, ended timestamptz, -- NULL: in force
	UNIQUE (station, public_key)
);
CREATE TABLE contacts (station text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (station, at));
CREATE TABLE revoked_stations (station text PRIMARY KEY, at timestamptz NOT NULL);
INSERT INTO revoked_stations (station, at) SELECT id, now() FROM stations WHERE revoked;
`

// AddOfficerKey keeps a key.
func (t officersTx) AddOfficerKey(k officers.Key) error {
	t.later(`INSERT INTO officer_keys (station, public_key, officer, supervisor, valid_from, certified_by, signature, registered)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (station, public_key) DO NOTHING`,
		k.Station, k.Public[:], k.Officer, k.Supervisor, k.From, k.By[:], k.Signature, k.Registered)
	return nil
}

// OfficerKeys are a station's.
func (t officersTx) OfficerKeys(station string) ([]officers.Key, error) {
	return list(t.conn, func(scan func(...any) error) (k officers.Key, err error) {
		var public, by []byte
		var ended *time.Time
		err = scan(&k.Station, &public, &k.Officer, &k.Supervisor, &k.From, &by, &k.Signature, &k.Registered, &ended)
		copy(k.Public[:], public)
		copy(k.By[:], by)
		k.From, k.Registered, k.Ended = k.From.UTC(), k.Registered.UTC(), fromMoment(ended)
		return k, err
	}, `SELECT station, public_key, officer, supervisor, valid_from, certified_by, signature, registered, ended
		FROM officer_keys WHERE station = $1 ORDER BY seq`, station)
}

// EndOfficerKey ends a key.
func (t officersTx) EndOfficerKey(station string, public siak.OfficerPublicKey, at time.Time) error {
	t.later(`UPDATE officer_keys SET ended = $3 WHERE station = $1 AND public_key = $2 AND ended IS NULL`, station, public[:], at)
	return nil
}

// AddContact notes that a station called.
func (t officersTx) AddContact(station string, at time.Time) error {
	t.later(`INSERT INTO contacts (station, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, station, at)
	t.later(`DELETE FROM contacts WHERE station = $1 AND at < (SELECT max(at) FROM contacts WHERE station = $1 AND at <= $2)`,
		station, at.Add(-officers.Settle))
	return nil
}

// Contact is the last one that is not after a time.
func (t officersTx) Contact(station string, notAfter time.Time) (time.Time, error) {
	var at *time.Time
	_, err := t.one([]any{&at}, `SELECT max(at) FROM contacts WHERE station = $1 AND at <= $2`, station, notAfter)
	return fromMoment(at), err
}

// NoteRevocation keeps when a station was first revoked.
func (t officersTx) NoteRevocation(station string, at time.Time) error {
	t.later(`INSERT INTO revoked_stations (station, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, station, at)
	return nil
}

// Revoked is when a station was revoked.
func (t officersTx) Revoked(station string) (time.Time, error) {
	var at *time.Time
	_, err := t.one([]any{&at}, `SELECT at FROM revoked_stations WHERE station = $1`, station)
	return fromMoment(at), err
}
