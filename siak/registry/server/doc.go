// Package server is the registry's logic: it enrols stations, keeps their
// copies of the register fresh, judges activations and answers for them. Where
// it keeps what it knows is the business of a [Storage]; there are two, for an
// embedded file (server/sqlite) and for PostgreSQL (server/postgres).
//
// It does not trust the station: the signatures, the times, the person and the
// use of a code are judged again from its own data, and the station's own
// judgement is only compared.
//
// # Nothing in memory that matters
//
// Several replicas of a program may serve one database. What is judged is
// judged and stored in one transaction, or neither; a replica that dies loses
// nothing that a station was told of. Two replicas that get the same
// activation, the same code or the same citizen at once are told apart by the
// storage: by unique rows, and by a lock on the citizen's.
//
// # Adding a feature
//
// A feature that keeps something has a file here, or a package below where it is a
// subject of its own (keys, population), with its small interface (what
// it asks of a transaction, in the words of the field, no SQL) and its logic:
//
//  1. the interface, embedded in [Tx] (storage.go);
//  2. its methods in server/sqlite and in server/postgres, with a step in
//     migrations of either;
//  3. its part of the contract suite in server/storagetest, which is run
//     against both;
//  4. its calls as methods of service in a file of their own.
//
// A transaction may be run again after a serialisation failure: its function
// must have no effect but on the Tx, and set what it returns anew each time.
package server
