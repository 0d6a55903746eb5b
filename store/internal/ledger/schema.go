package ledger

import "ikd/station/store/internal/sqlitedb"

// Times are nanoseconds since 1970 in UTC, 0 for none.

// Schema is the ledger's history.
var Schema = sqlitedb.Schema{Application: 0x494b444c, Steps: []string{ledger1, ledger2, ledgerOfficers, ledgerBinding}} // "IKDL"

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
