package store

// Times are nanoseconds since 1970 in UTC, 0 for none.

// ledgerSchema is the ledger's history.
var ledgerSchema = schema{application: 0x494b444c, steps: []string{ledger1, ledger2}} // "IKDL"

const ledger1 = `
CREATE TABLE meta (
	name  TEXT PRIMARY KEY,
	value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE officers (
	name    TEXT PRIMARY KEY,  -- the account's name
	salt    BLOB NOT NULL,     -- argon2id, with its cost
	memory  INTEGER NOT NULL,  -- KiB
	time    INTEGER NOT NULL,  -- passes
	threads INTEGER NOT NULL,
	wrapped BLOB NOT NULL,     -- the data key
	created INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE settings (
	name   TEXT PRIMARY KEY,
	sealed BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE prefs (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE activations (
	seq          INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order of confirmation
	id           BLOB NOT NULL UNIQUE,
	registration BLOB NOT NULL,                      -- keyed hash
	state        TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'held', 'accepted', 'rejected', 'active')),
	reason       TEXT NOT NULL DEFAULT '',
	attempts     INTEGER NOT NULL DEFAULT 0,
	next_try     INTEGER NOT NULL,
	updated_at   INTEGER NOT NULL,
	confirmed_at INTEGER NOT NULL,
	sealed       BLOB NOT NULL
);
-- One registration, one activation that was not rejected.
CREATE UNIQUE INDEX activations_open ON activations (registration) WHERE state <> 'rejected';
CREATE INDEX activations_waiting ON activations (next_try) WHERE state IN ('queued', 'sending');
CREATE INDEX activations_confirmed ON activations (confirmed_at);

CREATE TABLE used (
	presentation BLOB PRIMARY KEY,  -- keyed hash
	activation   BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE audit (
	seq  INTEGER PRIMARY KEY,
	body BLOB NOT NULL,
	hash BLOB NOT NULL
);
CREATE TABLE audit_head (
	one       INTEGER PRIMARY KEY CHECK (one = 1),
	seq       INTEGER NOT NULL,
	hash      BLOB NOT NULL,
	signature BLOB
);
INSERT INTO audit_head (one, seq, hash) VALUES (1, 0, zeroblob(32))`

// ledger2 knows several officers, data keys in epochs, and the registry's
// sealing key. An account of ledger1 has no public key: its wrap holds the data
// key itself until its next sign-in.
const ledger2 = `
ALTER TABLE officers ADD COLUMN role TEXT NOT NULL DEFAULT 'supervisor' CHECK (role IN ('officer', 'supervisor'));
ALTER TABLE officers ADD COLUMN method TEXT NOT NULL DEFAULT 'passphrase' CHECK (method IN ('passphrase', 'pin'));
ALTER TABLE officers ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;  -- since when
ALTER TABLE officers ADD COLUMN renew INTEGER NOT NULL DEFAULT 0;     -- 1: another chose the secret
ALTER TABLE officers ADD COLUMN public BLOB;                          -- to which data keys are sealed
ALTER TABLE officers ADD COLUMN card BLOB;                            -- what stands in clear here, sealed
ALTER TABLE officers ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;     -- that failed in a row
ALTER TABLE officers ADD COLUMN tried_at INTEGER NOT NULL DEFAULT 0;

CREATE TABLE data_keys (
	officer TEXT NOT NULL,
	epoch   INTEGER NOT NULL,
	sealed  BLOB NOT NULL,  -- to the officer's public key
	PRIMARY KEY (officer, epoch)
) WITHOUT ROWID;

CREATE TABLE rotation (
	one     INTEGER PRIMARY KEY CHECK (one = 1),
	epoch   INTEGER NOT NULL,            -- that new rows are sealed in
	before  INTEGER NOT NULL DEFAULT 0,  -- that rows are still sealed in, 0: none
	settled INTEGER NOT NULL DEFAULT 0   -- activations up to this seq are of the new epoch
);
INSERT INTO rotation (one, epoch) VALUES (1, 1);

ALTER TABLE activations ADD COLUMN escrow BLOB;  -- sealed to the registry, while it may not have it

-- What happened while nobody was signed in: the next sign-in takes it into the audit.
CREATE TABLE porch (
	seq  INTEGER PRIMARY KEY,
	body BLOB NOT NULL,
	hash BLOB NOT NULL  -- over the hash before
)`

// cacheSchema is the cache's history. A resident's key holds the partition in
// its lowest bits, see residentKey.
var cacheSchema = schema{application: 0x494b4443, steps: []string{cache1, cache2, cache3}} // "IKDC"

const cache1 = `
CREATE TABLE meta (
	name  TEXT PRIMARY KEY,
	value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE partitions (
	id        INTEGER PRIMARY KEY,
	region    TEXT NOT NULL UNIQUE,
	epoch     INTEGER NOT NULL DEFAULT 0,
	seq       INTEGER NOT NULL DEFAULT 0,
	residents INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE residents (
	key     INTEGER PRIMARY KEY,
	version INTEGER NOT NULL,
	sealed  BLOB NOT NULL
)`

// cache2 finds people by name and birth date, and has a proof of each cursor. What
// there is has neither; it is pulled again.
const cache2 = `
DROP TABLE residents;
DROP TABLE partitions;
DELETE FROM meta WHERE name = 'synced';

CREATE TABLE partitions (
	id        INTEGER PRIMARY KEY,
	region    TEXT NOT NULL UNIQUE,
	epoch     INTEGER NOT NULL DEFAULT 0,
	seq       INTEGER NOT NULL DEFAULT 0,
	residents INTEGER NOT NULL DEFAULT 0,
	proof     BLOB NOT NULL DEFAULT x''  -- keyed hash of the row
);

CREATE TABLE residents (
	key     INTEGER PRIMARY KEY,
	version INTEGER NOT NULL,
	sealed  BLOB NOT NULL
);

CREATE TABLE names (
	token INTEGER NOT NULL,  -- keyed hash of a word of the name and the birth date
	key   INTEGER NOT NULL,  -- of the resident
	PRIMARY KEY (token, key)
) WITHOUT ROWID`

// cache3 takes changes in beside what there is, see recent.go.
const cache3 = `
CREATE TABLE recent (
	seq     INTEGER PRIMARY KEY,      -- in the order of their coming
	key     INTEGER NOT NULL UNIQUE,  -- as in residents
	version INTEGER NOT NULL,
	sealed  BLOB NOT NULL             -- empty: removed
);

CREATE TABLE recent_names (
	token INTEGER NOT NULL,
	key   INTEGER NOT NULL,
	gone  INTEGER NOT NULL,  -- 1: removed
	PRIMARY KEY (token, key)
) WITHOUT ROWID;

CREATE VIEW people (key, version, sealed) AS
	SELECT key, version, sealed FROM recent WHERE sealed <> x'' UNION ALL
	SELECT key, version, sealed FROM residents WHERE NOT EXISTS (SELECT 1 FROM recent WHERE recent.key = residents.key);

-- A word may lead to somebody who no longer has it.
CREATE VIEW words (token, key) AS
	SELECT token, key FROM names UNION ALL
	SELECT token, key FROM recent_names WHERE gone = 0`
