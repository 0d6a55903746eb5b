package sqlite

// schemaScope is what a station may see and do, and the record of what it did.
// Look-ups and requests of before are taken into the record; stations of before
// are granted what they could copy: the partitions of the stations' area, those of
// their own office's city where they were told of an office.
const schemaScope = `
CREATE TABLE grants (
	station TEXT NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (station, what)
) WITHOUT ROWID;
INSERT INTO grants SELECT s.id, p.region, s.enrolled FROM stations s, partitions p
	WHERE p.area = 1 AND NOT s.revoked AND (s.region = '' OR substr(p.region, 1, 4) = substr(s.region, 1, 4));
ALTER TABLE invitations ADD COLUMN grants TEXT NOT NULL DEFAULT '';

CREATE TABLE accesses (
	seq INTEGER PRIMARY KEY AUTOINCREMENT, station TEXT NOT NULL, officer TEXT NOT NULL, kind TEXT NOT NULL,
	result TEXT NOT NULL, person INTEGER, subject BLOB, -- HMAC of the NIK
	registration TEXT NOT NULL, purpose TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX accesses_station ON accesses (station, at);
CREATE INDEX accesses_person ON accesses (person) WHERE person IS NOT NULL;
CREATE INDEX accesses_subject ON accesses (subject) WHERE subject IS NOT NULL;
CREATE INDEX accesses_at ON accesses (at);
INSERT INTO accesses (station, officer, kind, result, person, registration, purpose, at)
	SELECT station, '', 'look-up', CASE WHEN person IS NULL THEN 'not-found' ELSE 'given' END, person, registration, '', at
	FROM lookups ORDER BY seq;
DROP TABLE lookups;
INSERT INTO accesses (station, officer, kind, result, person, registration, purpose, at)
	SELECT station, officer, kind, CASE WHEN done THEN 'done' ELSE reason END, person, registration, why, at
	FROM requests ORDER BY at;

CREATE TABLE copied (
	station TEXT NOT NULL, day TEXT NOT NULL, region TEXT NOT NULL, by_file INTEGER NOT NULL,
	from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, rows INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
	PRIMARY KEY (station, day, region, by_file)
) WITHOUT ROWID;
CREATE INDEX copied_region ON copied (region, day);

CREATE TABLE alarms (
	kind TEXT NOT NULL, station TEXT NOT NULL, officer TEXT NOT NULL, day TEXT NOT NULL,
	count INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (day, station, officer, kind)
) WITHOUT ROWID;
CREATE INDEX alarms_last ON alarms (last);

CREATE TABLE notices (
	seq INTEGER PRIMARY KEY AUTOINCREMENT, registration TEXT NOT NULL, recipient TEXT NOT NULL,
	what TEXT NOT NULL, sent INTEGER NOT NULL
);

CREATE INDEX activations_person ON activations (person);
CREATE INDEX registrations_phone ON registrations (thumbprint);
CREATE INDEX emails_address ON emails (address);
`
