// Package keys is the registry's own keys: what they are for, how they are made
// and certified, wrapped under a key from outside the database, rotated, and how
// long they are good. It keeps nothing itself: [Record] is what a storage keeps.
//
// Each kind of key does one thing. Where one of them is stolen the others hold:
// the server's key cannot seal what stations believe, an intermediate's can
// certify stations and nothing else, and only the wipe key orders a wipe.
package keys
