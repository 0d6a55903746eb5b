// Package postgres keeps a registry in PostgreSQL (14 or later), for any number
// of replicas of the program.
//
// # Transactions
//
// A Read is one snapshot (repeatable read, read only). A Write runs at read
// committed and takes the locks that the interfaces of siak/registry/server ask for:
// rows of stations, of people (in niks, whose rows never move) and of
// partitions; what must be there once is unique. So a hot row is waited for and
// does not make everybody start over. Serialisation failures and deadlocks,
// which can still be, run the transaction again, up to ten times.
//
// Statements that have no answer are sent with the next one that has: a round
// trip is most of what a statement costs.
//
// # Tables
//
// People are partitioned by the regency in which they live (people_3276); a
// query that knows the regency names its table. niks leads from a NIK, which is
// unique over all, to the regency. The sequence of a kecamatan is a counter in
// its row: it is taken under that row's lock, so sequences are committed in
// order and a reader never sees one before a smaller one. So is the sequence of
// a station's verdicts.
package postgres
