package postgres

// schemaScope is what a station may see and do, and the record of what it did.
// Look-ups and requests of before are taken into the record; stations of before
// are granted what they could copy: the partitions of the stations' area, those of
// their own office's city where they were told of an office.
const schemaScope = `
CREATE TABLE grants (
	station text NOT NULL, what text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (station, what)
);
INSERT INTO grants SELECT s.id, p.region, s.enrolled FROM stations s, partitions p
	WHERE p.area AND NOT s.revoked AND (s.region = '' OR left(p.region, 4) = left(s.region, 4));
ALTER TABLE invitations ADD COLUMN grants text NOT NULL DEFAULT '';

CREATE TABLE accesses (
	seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, station text NOT NULL, officer text NOT NULL, kind text NOT NULL,
	result text NOT NULL, person bigint, subject bytea, -- HMAC of the NIK
	registration text NOT NULL, purpose text NOT NULL, at timestamptz NOT NULL
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
	station text NOT NULL, day text NOT NULL, region text NOT NULL, by_file boolean NOT NULL,
	from_seq bigint NOT NULL, to_seq bigint NOT NULL, rows bigint NOT NULL, first timestamptz NOT NULL, last timestamptz NOT NULL,
	PRIMARY KEY (station, day, region, by_file)
) WITH (fillfactor = 50);
CREATE INDEX copied_region ON copied (region, day);

CREATE TABLE alarms (
	kind text NOT NULL, station text NOT NULL, officer text NOT NULL, day text NOT NULL,
	count bigint NOT NULL, first timestamptz NOT NULL, last timestamptz NOT NULL, PRIMARY KEY (day, station, officer, kind)
);
CREATE INDEX alarms_last ON alarms (last);

CREATE TABLE notices (
	seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, registration text NOT NULL, recipient text NOT NULL,
	what text NOT NULL, sent timestamptz NOT NULL
);

CREATE INDEX activations_person ON activations (person);
CREATE INDEX registrations_phone ON registrations (thumbprint);
CREATE INDEX emails_address ON emails (address);
`
