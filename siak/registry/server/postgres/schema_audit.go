package postgres

// schemaAudit has the rows of the stations' audits. A chain is what began anew after
// the registry's staff looked into a fork.
const schemaAudit = `
CREATE TABLE audit_rows (
	station text NOT NULL, chain bigint NOT NULL, seq bigint NOT NULL, body bytea NOT NULL, hash bytea NOT NULL,
	PRIMARY KEY (station, chain, seq)
);
`
