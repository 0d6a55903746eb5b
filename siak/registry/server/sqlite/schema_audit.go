package sqlite

// schemaAudit has the rows of the stations' audits. A chain is what began anew after
// the registry's staff looked into a fork.
const schemaAudit = `
CREATE TABLE audit_rows (
	station TEXT NOT NULL, chain INTEGER NOT NULL, seq INTEGER NOT NULL, body BLOB NOT NULL, hash BLOB NOT NULL,
	PRIMARY KEY (station, chain, seq)
) WITHOUT ROWID;
`
