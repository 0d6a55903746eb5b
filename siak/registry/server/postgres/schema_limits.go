package postgres

// schemaLimits bounds what can be tried and what is told: how often activation
// codes were typed wrongly, and the revocations in the order of the trust list's
// versions. Of those from before the order is that of their ids.
const schemaLimits = `
CREATE TABLE code_tries (
	activation bytea PRIMARY KEY, wrong integer NOT NULL, renewed integer NOT NULL
);
ALTER TABLE registrations ADD COLUMN until integer NOT NULL DEFAULT 0; -- day of its end, 0: not known
CREATE TABLE revocations (
	version bigint PRIMARY KEY, registration text NOT NULL, until integer NOT NULL
);
CREATE INDEX revocations_until ON revocations (until) WHERE until > 0;
DROP INDEX registrations_revoked;
INSERT INTO revocations (version, registration, until)
	SELECT (SELECT number FROM meta WHERE key = 'trust_version') + row_number() OVER (ORDER BY id), id, 0
	FROM registrations WHERE revoked;
UPDATE meta SET number = greatest(number, (SELECT max(version) FROM revocations)) WHERE key = 'trust_version';
`
