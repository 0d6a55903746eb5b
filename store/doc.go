// Package store keeps what a station must not lose and must not show: the
// cache of residents and the ledger of the officer's work, in two SQLite files
// in which no personal data stands in clear.
//
// # Files
//
// A station's folder holds
//
//   - ledger.db, the officer's work: activations and their outbox, marks of used
//     codes, the audit, officers and settings. WAL with synchronous=FULL: what
//     was acknowledged is there after a power cut.
//   - cache.db, a copy of the registry's residents. WAL with synchronous=NORMAL:
//     a power cut may cost the last pages, never the file; all of it can be had
//     from the registry again. A damaged cache is put aside and begun anew. The
//     ledger never is: [Rescue] saves what can be saved, [OpenReadOnly] reads it.
//   - ledger.spare.db, the recovery copy: the ledger's small tables once more,
//     accounts, wrapped keys, settings.
//   - ballast, the reserve: a file of noise that is given up when the disk is full,
//     so that the citizen at the counter can be finished. The next [Open] writes it
//     again.
//
// Who opens a folder has its lock, the file station.lock: see [LockFolder].
//
// Each file has one connection that writes and a pool that can only read; their
// settings are in the DSN, so that no connection of a pool is without them.
//
// # Keys
//
// One random data key seals everything. From it HKDF-SHA-256 (RFC 5869) makes
// one key for each purpose: sealing and indexing, in the cache and in the ledger.
// Each officer has a key pair; the data key is sealed to the public key (HPKE,
// RFC 9180), and the private key is wrapped with AES-256-GCM under a key from
// argon2id(secret) and a half that the laptop's TPM or the system's keyring holds, see
// [Laptop]. So a secret is changed without sealing anything anew
// ([Accounts.Change]), and a new data key is handed to all officers without their
// secrets: disabling one begins a new epoch, see [Store.Rotate].
//
// [Store.Lock] forgets what tells of people, and leaves what the outbox needs.
// docs/security-keys.md says how far keys leave memory, and what remains.
//
// # Sealed rows
//
// A sealed value is AES-256-GCM over a compact encoding, padded to a bucket so
// that its length says little. The additional data are table, key and version:
// a row that is copied to another place does not open. Nonces are random, 96
// bits: NIST SP 800-38D section 8.3 allows 2^32 messages under one key, which a
// cache of 1.4 million rows rewritten in full every day reaches after eight
// years; a new data key begins anew.
//
// Where a value must be found again (a NIK, a registration, a presentation) the
// index holds its HMAC-SHA-256 under an index key, shortened; see [Cache] for
// what happens when two NIKs meet.
//
// In clear stand: states, reasons, attempts and times of activations, their
// random IDs, sequence numbers, partitions, the audit's bodies, the names of
// settings, and the names of the officers' accounts. An account's name is not
// citizens' data, and the sign-in screen must list it before there is a key.
//
// # Audit
//
// [Open] writes the sign-in down; [Ledger.Confirm], [Ledger.Settle] and
// [Settings.Set] write their rows in their own transactions; everything else is
// [Audit.Append]'s. From the enrolment on, [Settings.SetIdentity], each row is
// signed for with the station's key. What fails while nobody is signed in is written
// down apart and taken in by the next sign-in. The head is for the registry to
// keep ([Audit.Head], [Audit.Holds]): it alone notices an older file.
//
// # Wipe
//
// [Store.BeginWipe] destroys the keys and the cache, [FinishWipe] the rest. Each
// activation is sealed to the registry's public key when it is confirmed, until
// the registry has it: what is not sent is exported and never lost. A wipe leaves
// a signed [WipeReport] for a registry that did not hear of it from the program.
//
// # Packages
//
// This package is the facade. Below it, each importing only those before it:
//
//	fault       the kinds of errors, and SQLite's and the system's errors as kinds
//	codec       canonical CBOR, compact binary values, times
//	seal        sealing, key derivation, key pairs, keyed hashes
//	sqlitedb    SQLite files: connections, transactions, migrations, durable writes
//	folder      the names of the files, and the lock
//	bulk        sorting more rows than fit in memory
//	cache       the copy of the registry's residents
//	tpm         the laptop's TPM: sealed secrets, keys
//	secrets     strength of secrets, the laptop's halves, wrapped private keys
//	recoverykey the recovery code and its key pair
//	accounts    officers' accounts, lockout
//	audit       the chain of events, its verification, pending failures
//	ledger      activations, outbox, settings, preferences
//	backup      backup and restore
//	recovery    reading of a damaged ledger, the recovery copy
//
// # Errors
//
// Errors are [siak.Error] with the kinds that package fault lists; each call says
// which of them it gives. SQLite's messages name tables and columns, never values, so
// that they may be logged.
package store
