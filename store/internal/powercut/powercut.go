//go:build !windows

// Package powercut is a disk for tests that forgets what was not synced: a SQLite
// VFS over the system's own, by the name of [VFS].
//
// It keeps of each file what was last synced and the changes since. When the
// power goes ([After]), every write, sync and removal fails. Then [Restore] writes
// the files as a disk would have them: what was synced, and of the changes since,
// in sectors of 512 bytes, a random part, since a disk writes in an order of its
// own. What the system's own page cache has written is undone by it.
//
// It is for the SQLite that the program is linked with: who uses it imports the
// driver.
//
// A removed name is taken for removed; files' names are taken for durable. One
// test at a time can use it.
package powercut

// #cgo CFLAGS: -O2 -Wall
// #include "vfs.h"
import "C"

import "errors"

// VFS is the name to open databases with: "file:…?vfs=powercut".
const VFS = "powercut"

// Register makes the VFS known to SQLite.
func Register() error {
	if C.powercut_register() != 0 {
		return errors.New("powercut: SQLite does not take the VFS")
	}
	return nil
}

// After lets the power go after that many changes; never where it is less than 0.
func After(changes int) { C.powercut_after(C.long(changes)) }

// Restore brings the files into the state that a disk would have them in, keeping
// each sector that was not synced with a chance of keep in 256, and the power
// back. Every connection must have been closed.
func Restore(seed uint64, keep int) error {
	if C.powercut_restore(C.uint64_t(seed), C.int(keep)) != 0 {
		return errors.New("powercut: a file cannot be written")
	}
	return nil
}
