// Package sqlite keeps a registry in one SQLite file (registry.db): the embedded
// storage of a sandbox and of a small registry.
//
// Every Write is one transaction on a single connection, so locks are not
// needed; readers have connections of their own. The file is safe against a
// killed process. WAL with synchronous=NORMAL may forget the last moments on
// loss of power, which a sandbox can bear; with [Options].Durable every Write is
// on the disk when it returns.
//
// Times are nanoseconds since 1970; dates of birth are YYYYMMDD.
package sqlite
