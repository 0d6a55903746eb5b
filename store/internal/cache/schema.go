package cache

import "ikd/station/store/internal/sqlitedb"

// Schema is the cache's history. A resident's key holds the partition in
// its lowest bits, see residentKey.
var Schema = sqlitedb.Schema{Application: 0x494b4443, Steps: []string{cache1, cache2, cache3}} // "IKDC"

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
