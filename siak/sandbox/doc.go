// Package sandbox is an embedded registry with made-up people, for training,
// demonstrations and tests.
//
// It is a real registry: it speaks the contract of siak/registry over mutual
// TLS 1.3, keeps its register, its keys and its activations in a file of its
// own (registry.db), and decides for itself. It does not trust the station: the
// signatures, the times, the person and the use of a code are judged again
// from its own data, and the station's own judgement is only compared. What is
// not real are the people, and that it hands out what a centre would keep: it
// shows the codes of its citizens' phones ([Sandbox.ShowPhone]) and their mail
// ([Sandbox.Mail]).
//
// # The people
//
// They are drawn from a word list and a seed: the same seed, number and year
// give the same people. Regions are real (Kota Depok and two neighbours), the
// serials of their NIKs are 9000 to 9999, which no real NIK reaches. Each
// person has a role that says which outcome a look at their phone leads to, so
// that every outcome can be shown at any time, also to a station that last
// synchronised when the register was new.
//
// # One writer
//
// Every change is one transaction on a single connection, so an activation is
// judged and stored, or neither. Readers have connections of their own. The
// file is safe against a killed process; WAL with synchronous=NORMAL may forget
// the last moments on loss of power, which a sandbox can bear.
package sandbox
