package postgres

// schemaProtection keeps how the stations' keys are protected, and the keys that prove
// them in TLS beside the ones that sign.
const schemaProtection = `
CREATE TABLE protections (
	station text PRIMARY KEY REFERENCES stations (id), kind text NOT NULL,
	tls_key bytea UNIQUE, next_tls_key bytea UNIQUE -- SubjectPublicKeyInfo
);
`
