package sqlite

// schemaProtection keeps how the stations' keys are protected, and the keys that prove
// them in TLS beside the ones that sign.
const schemaProtection = `
CREATE TABLE protections (
	station TEXT PRIMARY KEY, kind TEXT NOT NULL,
	tls_key BLOB UNIQUE, next_tls_key BLOB UNIQUE -- SubjectPublicKeyInfo
) WITHOUT ROWID;
`
