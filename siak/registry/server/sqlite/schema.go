package sqlite

// schema makes the tables of an empty file.
const schema = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE issuers (
	kid TEXT PRIMARY KEY, issuer TEXT NOT NULL, key BLOB NOT NULL, -- PKCS #8
	valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE partitions (
	region TEXT PRIMARY KEY, name TEXT NOT NULL,
	area INTEGER NOT NULL, -- 1: stations may keep a copy
	seq INTEGER NOT NULL, total INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE people (
	id INTEGER PRIMARY KEY, nik TEXT NOT NULL, name TEXT NOT NULL, sex INTEGER NOT NULL,
	birth TEXT NOT NULL, marital INTEGER NOT NULL, life INTEGER NOT NULL, recorded INTEGER NOT NULL,
	district TEXT NOT NULL, village TEXT NOT NULL, active_phone BLOB,
	version INTEGER NOT NULL -- 0: newly recorded, not in the register's copies yet
);

CREATE TABLE tombstones (
	district TEXT NOT NULL, nik TEXT NOT NULL, version INTEGER NOT NULL,
	PRIMARY KEY (district, nik)
) WITHOUT ROWID;

CREATE TABLE registrations (
	id TEXT PRIMARY KEY, person INTEGER NOT NULL REFERENCES people (id),
	thumbprint BLOB NOT NULL, revoked INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE stations (
	id TEXT PRIMARY KEY, name TEXT NOT NULL, public_key BLOB NOT NULL UNIQUE, -- SubjectPublicKeyInfo
	enrolled INTEGER NOT NULL, revoked INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE presentations (
	cti BLOB PRIMARY KEY, activation BLOB, -- NULL: made up with the people
	station TEXT NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE activations (
	id BLOB PRIMARY KEY, station TEXT NOT NULL, registration TEXT NOT NULL,
	person INTEGER REFERENCES people (id), state TEXT NOT NULL, reason TEXT NOT NULL,
	code TEXT NOT NULL, code_until INTEGER NOT NULL,
	received INTEGER NOT NULL, submissions INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE verdicts (
	seq INTEGER PRIMARY KEY AUTOINCREMENT, station TEXT NOT NULL,
	activation BLOB NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, given INTEGER NOT NULL
);

CREATE TABLE mails (
	seq INTEGER PRIMARY KEY AUTOINCREMENT, activation BLOB NOT NULL, registration TEXT NOT NULL,
	recipient TEXT NOT NULL, code TEXT NOT NULL, sent INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE lookups (
	seq INTEGER PRIMARY KEY AUTOINCREMENT, station TEXT NOT NULL, person INTEGER,
	registration TEXT NOT NULL, at INTEGER NOT NULL
);
` + schema2 + schema4 + schemaOfficers + schemaProtection + schemaLimits + schemaKeys + schemaScope

// schema2 is what version 2 added.
const schema2 = `
CREATE TABLE anchors (
	id INTEGER PRIMARY KEY, station TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
	signature BLOB NOT NULL, kept INTEGER NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX anchors_station ON anchors (station, id);
CREATE UNIQUE INDEX anchors_once ON anchors (station, seq, hash, kept);
CREATE TABLE wipes (
	station TEXT PRIMARY KEY, id BLOB NOT NULL, ordered INTEGER NOT NULL,
	done INTEGER NOT NULL DEFAULT 0, exported INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
`

// schema4 is what version 4 added: enrolment codes, and requests for citizens.
const schema4 = `
CREATE TABLE invitations (
	number TEXT PRIMARY KEY, salt BLOB NOT NULL, hash BLOB NOT NULL, name TEXT NOT NULL, region TEXT NOT NULL,
	made INTEGER NOT NULL, until INTEGER NOT NULL, wrong INTEGER NOT NULL DEFAULT 0, used_by BLOB
) WITHOUT ROWID;
ALTER TABLE stations ADD COLUMN region TEXT NOT NULL DEFAULT '';
CREATE TABLE requests (
	id BLOB PRIMARY KEY, kind TEXT NOT NULL, station TEXT NOT NULL, officer TEXT NOT NULL,
	person INTEGER REFERENCES people (id), registration TEXT NOT NULL, why TEXT NOT NULL,
	done INTEGER NOT NULL, reason TEXT NOT NULL, code_sent INTEGER NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX requests_station ON requests (station, at);
CREATE TABLE emails (registration TEXT PRIMARY KEY, address TEXT NOT NULL) WITHOUT ROWID;
`

// indexes come after the people: it is faster.
const indexes = `
CREATE UNIQUE INDEX people_nik ON people (nik);
CREATE INDEX people_changes ON people (district, version);
CREATE INDEX tombstones_changes ON tombstones (district, version);
CREATE INDEX registrations_person ON registrations (person);
CREATE INDEX presentations_used ON presentations (used);
CREATE INDEX activations_registration ON activations (registration, received);
CREATE UNIQUE INDEX activations_pending ON activations (person) WHERE state = 'accepted';
CREATE INDEX activations_due ON activations (code_until) WHERE state = 'accepted';
CREATE INDEX verdicts_station ON verdicts (station, seq);
`

// schema3 moves what only training knows out of the registry's tables. The
// tables that it makes are the sandbox's, as of this version.
const schema3 = `
CREATE TABLE training_people (
	person INTEGER PRIMARY KEY, role INTEGER NOT NULL, area INTEGER NOT NULL, shown INTEGER NOT NULL DEFAULT 0
);
INSERT INTO training_people SELECT id, role, area, shown FROM people;
CREATE TABLE training_phones (
	registration TEXT PRIMARY KEY, phone_key BLOB NOT NULL, credential BLOB NOT NULL, used_cti BLOB
) WITHOUT ROWID;
INSERT INTO training_phones SELECT id, phone_key, credential, used_cti FROM registrations;
DROP INDEX people_roles;
ALTER TABLE people DROP COLUMN role;
ALTER TABLE people DROP COLUMN area;
ALTER TABLE people DROP COLUMN shown;
ALTER TABLE registrations DROP COLUMN phone_key;
ALTER TABLE registrations DROP COLUMN credential;
ALTER TABLE registrations DROP COLUMN used_cti;
CREATE INDEX training_roles ON training_people (role, area, shown, person);
CREATE TRIGGER training_moved AFTER UPDATE OF district ON people WHEN NEW.district <> OLD.district BEGIN
	UPDATE training_people SET area = (SELECT area FROM partitions WHERE region = NEW.district) WHERE person = NEW.id;
END;
DROP INDEX activations_pending;
CREATE UNIQUE INDEX activations_pending ON activations (person) WHERE state = 'accepted';
`
