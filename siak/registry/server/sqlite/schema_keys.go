package sqlite

// schemaKeys keeps the registry's keys, wrapped: of earlier versions they stood in
// clear among the settings, from where the registry takes them at its next start.
const schemaKeys = `
CREATE TABLE key_records (
	id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL,
	certificate BLOB, succession BLOB, -- X.509 (DER)
	public BLOB, secret BLOB, -- wrapped
	made INTEGER NOT NULL, valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL
) WITHOUT ROWID;
`
