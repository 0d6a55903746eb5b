package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
)

// layLedger makes the ledger with its first officer. It is made under another
// name and renamed when it is whole and on the disk, so that a crash half-way
// leaves a folder that is simply not set up.
func layLedger(ctx context.Context, dir string, first *entrant, o Options) error {
	path := filepath.Join(dir, ledgerFile)
	fresh := path + ".new"
	if err := removeDB(fresh); err != nil {
		return err
	}
	if err := fillLedger(ctx, fresh, first, o); err != nil {
		return errors.Join(err, removeDB(fresh))
	}
	if err := remove(path+"-wal", path+"-shm"); err != nil { // of a ledger that somebody took away
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	syncDir(dir)
	return nil
}

// firstOfficer makes the account of a new folder's supervisor, and its keys.
func firstOfficer(officer Officer, passphrase []byte, o Options) (*entrant, error) {
	if err := errors.Join(officer.check(), firstSecret(officer, passphrase, o)); err != nil {
		return nil, err
	}
	a := account{Account: Account{Name: officer.Name, Role: RoleSupervisor, Method: MethodPassphrase, Created: o.Now()}}
	private, public := newPair()
	defer clear(private)
	var err error
	a.public = public
	a.wrap, err = newWrap(a.Name, private, Secret{a.Method, passphrase}, o.Argon, halves{})
	if err != nil {
		return nil, err
	}
	return &entrant{account: a, keys: deriveKeys(newDataKey())}, nil
}

// firstSecret checks the first officer's passphrase; see [Options.MadeUp].
func firstSecret(officer Officer, passphrase []byte, o Options) error {
	if o.MadeUp && len(passphrase) > 0 {
		return nil
	}
	return CheckSecret(officer.Name, Secret{MethodPassphrase, passphrase})
}

func fillLedger(ctx context.Context, path string, first *entrant, o Options) error {
	db, err := openWriter(path, access{synchronous: syncFull, busy: o.BusyTimeout})
	if err != nil {
		return err
	}
	if err := ledgerSchema.bring(ctx, db, true); err != nil {
		return errors.Join(err, db.Close())
	}
	err = transact(ctx, db, func(tx *sql.Tx) error {
		if err := first.write(ctx, tx, first.keys); err != nil {
			return err
		}
		if err := first.give(ctx, tx, first.keys.epoch, first.keys.data); err != nil {
			return err
		}
		if err := putMeta(ctx, tx, metaFolder, newFolderID()); err != nil {
			return err
		}
		return appendAudit(ctx, tx, nil, Event{Act: ActSetUp, At: o.Now(), Officer: first.Name})
	})
	return errors.Join(err, db.Close())
}

// newFolderID is random: it says nothing but which folder.
func newFolderID() []byte {
	id := make([]byte, saltLength)
	_, _ = rand.Read(id)
	return id
}
