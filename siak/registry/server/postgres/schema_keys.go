package postgres

// schemaKeys keeps the registry's keys, wrapped: of earlier versions they stood in
// clear among the settings, from where the registry takes them at its next start.
const schemaKeys = `
CREATE TABLE key_records (
	id text PRIMARY KEY, kind text NOT NULL, name text NOT NULL,
	certificate bytea, succession bytea, -- X.509 (DER)
	public bytea, secret bytea, -- wrapped
	made timestamptz NOT NULL, valid_from timestamptz NOT NULL, valid_to timestamptz NOT NULL
);
`
