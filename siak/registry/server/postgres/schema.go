package postgres

const schema1 = `
CREATE TABLE meta (key text PRIMARY KEY, value bytea, number bigint);

CREATE TABLE issuers (
	kid text PRIMARY KEY, issuer text NOT NULL, key bytea NOT NULL, -- PKCS #8
	valid_from timestamptz NOT NULL, valid_to timestamptz NOT NULL
);

CREATE TABLE partitions (
	region text PRIMARY KEY CHECK (region ~ '^[0-9]{6}$'), name text NOT NULL,
	area boolean NOT NULL, -- stations may keep a copy
	seq bigint NOT NULL, total bigint NOT NULL
) WITH (fillfactor = 50);

CREATE SEQUENCE people_id;
-- Where the person of a NIK lives. Who changes a person locks this row.
CREATE TABLE niks (
	nik text PRIMARY KEY CHECK (nik ~ '^[0-9]{16}$'),
	id bigint NOT NULL UNIQUE, regency text NOT NULL
);
CREATE TABLE people (
	regency text NOT NULL, -- the first 4 digits of the district
	id bigint NOT NULL, nik text NOT NULL, name text NOT NULL, sex smallint NOT NULL, birth date NOT NULL,
	marital smallint NOT NULL, life smallint NOT NULL, recorded boolean NOT NULL,
	district text NOT NULL, village text NOT NULL, active_phone bytea,
	version bigint NOT NULL, -- 0: newly recorded, not in the register's copies yet
	PRIMARY KEY (regency, id), CHECK (regency = left(district, 4))
) PARTITION BY LIST (regency);
CREATE INDEX people_changes ON people (district, version);
CREATE INDEX people_newcomers ON people (id) WHERE version = 0;

CREATE TABLE tombstones (
	district text NOT NULL, nik text NOT NULL, version bigint NOT NULL, PRIMARY KEY (district, nik)
);
CREATE INDEX tombstones_changes ON tombstones (district, version);

CREATE TABLE registrations (
	id text PRIMARY KEY, person bigint NOT NULL REFERENCES niks (id),
	thumbprint bytea NOT NULL, revoked boolean NOT NULL
);
CREATE INDEX registrations_person ON registrations (person);
CREATE INDEX registrations_revoked ON registrations (id) WHERE revoked;

CREATE TABLE stations (
	id text PRIMARY KEY, name text NOT NULL, public_key bytea NOT NULL UNIQUE, -- SubjectPublicKeyInfo
	enrolled timestamptz NOT NULL, revoked boolean NOT NULL,
	verdicts bigint NOT NULL DEFAULT 0 -- the sequence of the last one
) WITH (fillfactor = 50);

CREATE TABLE presentations (
	cti bytea PRIMARY KEY, activation bytea, station text NOT NULL, used timestamptz NOT NULL
);
CREATE INDEX presentations_used ON presentations (used);

CREATE TABLE activations (
	id bytea PRIMARY KEY, station text NOT NULL, registration text NOT NULL, person bigint,
	state text NOT NULL, reason text NOT NULL, code text NOT NULL, code_until timestamptz,
	received timestamptz NOT NULL, submissions integer NOT NULL
);
CREATE INDEX activations_registration ON activations (registration, received);
CREATE UNIQUE INDEX activations_pending ON activations (person) WHERE state = 'accepted';
CREATE INDEX activations_due ON activations (code_until) WHERE state = 'accepted';

CREATE TABLE verdicts (
	station text NOT NULL REFERENCES stations (id), seq bigint NOT NULL,
	activation bytea NOT NULL, state text NOT NULL, reason text NOT NULL, given timestamptz NOT NULL,
	PRIMARY KEY (station, seq)
);

CREATE TABLE mails (
	seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, activation bytea NOT NULL, registration text NOT NULL,
	recipient text NOT NULL, code text NOT NULL, sent timestamptz NOT NULL, used boolean NOT NULL
);
CREATE INDEX mails_activation ON mails (activation);

CREATE TABLE lookups (
	seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, station text NOT NULL, person bigint,
	registration text NOT NULL, at timestamptz NOT NULL
);

CREATE TABLE anchors (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, station text NOT NULL, seq bigint NOT NULL,
	hash bytea NOT NULL, signature bytea NOT NULL, kept boolean NOT NULL, at timestamptz NOT NULL,
	UNIQUE (station, seq, hash, kept)
);
CREATE INDEX anchors_station ON anchors (station, id);

CREATE TABLE wipes (
	station text PRIMARY KEY, id bytea NOT NULL, ordered timestamptz NOT NULL,
	done timestamptz, exported integer NOT NULL DEFAULT 0
);
`

// schema2 added enrolment codes, and requests for citizens.
const schema2 = `
CREATE TABLE invitations (
	number text PRIMARY KEY, salt bytea NOT NULL, hash bytea NOT NULL, name text NOT NULL, region text NOT NULL,
	made timestamptz NOT NULL, until timestamptz NOT NULL, wrong integer NOT NULL DEFAULT 0, used_by bytea
);
ALTER TABLE stations ADD COLUMN region text NOT NULL DEFAULT '';
CREATE TABLE requests (
	id bytea PRIMARY KEY, kind text NOT NULL, station text NOT NULL REFERENCES stations (id), officer text NOT NULL,
	person bigint, registration text NOT NULL, why text NOT NULL,
	done boolean NOT NULL, reason text NOT NULL, code_sent boolean NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX requests_station ON requests (station, at);
CREATE TABLE emails (registration text PRIMARY KEY, address text NOT NULL);
`
