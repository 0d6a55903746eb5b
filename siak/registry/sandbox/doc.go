// Package sandbox is an embedded registry with made-up people, for training,
// demonstrations and tests.
//
// It is a real registry: the logic is that of siak/registry/server, kept in a file of
// its own (registry.db, siak/registry/server/sqlite) and spoken over mutual TLS 1.3. What
// is not real are the people, that it enrols every station that asks, and that
// it hands out what a registry would keep: it shows the codes of its citizens'
// phones ([Sandbox.ShowPhone]) and their mail ([server.Registry.Mail]).
//
// # The people
//
// They are drawn from a word list and a seed: the same seed, number and year
// give the same people. Regions are real (Kota Depok and two neighbours), the
// serials of their NIKs are 9000 to 9999, which no real NIK reaches. Each
// person has a role that says which outcome a look at their phone leads to, so
// that every outcome can be shown at any time, also to a station that last
// synchronised when the register was new. Roles and phones are in tables of the
// sandbox's own in the registry's file.
//
// # One writer
//
// Every change is one transaction on a single connection, so an activation is
// judged and stored, or neither. Readers have connections of their own. The
// file is safe against a killed process; WAL with synchronous=NORMAL may forget
// the last moments on loss of power, which a sandbox can bear.
package sandbox
