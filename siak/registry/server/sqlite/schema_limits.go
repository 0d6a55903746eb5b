package sqlite

// schemaLimits bounds what can be tried and what is told: how often activation
// codes were typed wrongly, and the revocations in the order of the trust list's
// versions. Of those from before the order is that of their ids.
const schemaLimits = `
CREATE TABLE code_tries (
	activation BLOB PRIMARY KEY, wrong INTEGER NOT NULL, renewed INTEGER NOT NULL
) WITHOUT ROWID;
ALTER TABLE registrations ADD COLUMN until INTEGER NOT NULL DEFAULT 0; -- day of its end, 0: not known
CREATE TABLE revocations (
	version INTEGER PRIMARY KEY, registration TEXT NOT NULL, until INTEGER NOT NULL
);
CREATE INDEX revocations_until ON revocations (until) WHERE until > 0;
`

// numberRevocations gives the revocations of an older file their versions.
const numberRevocations = `
INSERT INTO revocations (version, registration, until)
	SELECT (SELECT value FROM meta WHERE key = 'trust_version') + row_number() OVER (ORDER BY id), id, 0
	FROM registrations WHERE revoked = 1;
UPDATE meta SET value = max(value, coalesce((SELECT max(version) FROM revocations), 0)) WHERE key = 'trust_version';
`
