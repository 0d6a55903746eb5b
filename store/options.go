package store

import (
	"path/filepath"
	"time"

	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/sqlitedb"
)

// Options are what a program may set; the zero Options are right for a station.
type Options struct {
	// Now is the clock, [time.Now] where nil.
	Now func() time.Time
	// Argon is the cost of a passphrase that is set now; passphrases set before
	// keep theirs. The zero value is [DefaultArgon].
	Argon seal.Argon2Params
	// MadeUp says that the folder is for training, where everybody is made up:
	// the first officer may have any passphrase but none.
	MadeUp bool
	// Reserve is the size in bytes of the file that is given up on a full disk:
	// less than 0 is none, 0 is 8 MiB: twice what the WAL takes before SQLite's
	// checkpoint, which needs room itself.
	Reserve int64
	// BusyTimeout is how long to wait for another program that writes to the
	// same folder: 5 s where zero.
	BusyTimeout time.Duration
	// Keyring keeps the laptop's halves of wraps: the system's own where nil.
	Keyring secrets.Keyring
	// TPM seals the laptop's halves of wraps: [SystemTPM] where nil.
	TPM secrets.TPM
	// OnRebuilt is told, with the reason, that the cache was put aside and begun
	// anew: everything must be pulled again.
	OnRebuilt func(reason error)
	// OnReserveUsed is told that the disk was full and the reserve was given up:
	// finish the work in hand, then make room.
	OnReserveUsed func()

	// What tests need to break: SQLite's way to the disk, and how much a commit
	// promises.
	vfs, synchronous string
	// sealsPerKey is after how many sealed texts a new data key is taken; see count.go.
	sealsPerKey uint64
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Argon == (seal.Argon2Params{}) {
		o.Argon = seal.DefaultArgon
	}
	if o.sealsPerKey == 0 {
		o.sealsPerKey = mostSeals
	}
	if o.Reserve == 0 {
		o.Reserve = 8 << 20
	}
	if o.BusyTimeout == 0 {
		o.BusyTimeout = 5 * time.Second
	}
	if o.Keyring == nil {
		o.Keyring = secrets.SystemKeyring{}
	}
	if o.TPM == nil {
		o.TPM = SystemTPM()
	}
	if o.OnRebuilt == nil {
		o.OnRebuilt = func(error) {}
	}
	if o.OnReserveUsed == nil {
		o.OnReserveUsed = func() {}
	}
	return o
}

// opener opens the files of a folder as the options say.
func (o Options) opener(dir string) sqlitedb.Opener {
	return sqlitedb.Opener{
		Reserve: sqlitedb.NewReserve(filepath.Join(dir, folder.Reserve), o.Reserve, o.OnReserveUsed),
		Busy:    o.BusyTimeout, VFS: o.vfs, Synchronous: o.synchronous,
	}
}
