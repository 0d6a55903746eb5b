package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/sqlitedb"
)

// createLedger makes the ledger with its first officer. It is made under another
// name and renamed when it is whole and on the disk, so that a crash half-way
// leaves a folder that is simply not set up.
func createLedger(ctx context.Context, dir string, first *authenticated, o Options) error {
	path := filepath.Join(dir, folder.Ledger)
	fresh := path + ".new"
	if err := sqlitedb.RemoveDB(fresh); err != nil {
		return err
	}
	if err := writeLedger(ctx, fresh, first, o); err != nil {
		return errors.Join(err, sqlitedb.RemoveDB(fresh))
	}
	if err := sqlitedb.Remove(path+"-wal", path+"-shm"); err != nil { // of a ledger that somebody took away
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	sqlitedb.SyncDir(dir)
	return nil
}

// firstOfficer makes the account of a new folder's supervisor, and its keys.
func firstOfficer(officer accounts.Officer, passphrase []byte, o Options) (*authenticated, error) {
	officer, unnamed := officer.Canonical()
	if err := errors.Join(unnamed, checkFirstSecret(officer, passphrase, o)); err != nil {
		return nil, err
	}
	a := accounts.Row{Account: accounts.Account{Name: officer.Name, Role: accounts.RoleSupervisor, Method: secrets.MethodPassphrase, Created: o.Now()}}
	private, public := seal.NewKeyPair()
	defer clear(private)
	a.Public = public
	wrap, err := secrets.NewWrap(a.Name, private, secrets.Secret{Method: a.Method, Text: passphrase}, o.Argon, secrets.Laptop{})
	if a.Wrap = wrap; err != nil {
		return nil, err
	}
	first := &authenticated{Row: a, keys: seal.DeriveKeys(seal.NewDataKey())}
	first.draw(private, o.Now())
	return first, nil
}

// checkFirstSecret checks the first officer's passphrase; see [Options.MadeUp].
func checkFirstSecret(officer accounts.Officer, passphrase []byte, o Options) error {
	if o.MadeUp && len(passphrase) > 0 {
		return nil
	}
	return secrets.CheckSecret(officer.Name, secrets.Secret{Method: secrets.MethodPassphrase, Text: passphrase})
}

func writeLedger(ctx context.Context, path string, first *authenticated, o Options) error {
	db, err := sqlitedb.OpenWriter(path, sqlitedb.Access{Synchronous: sqlitedb.SyncFull, Busy: o.BusyTimeout})
	if err != nil {
		return err
	}
	if err := ledger.Schema.Migrate(ctx, db, true); err != nil {
		return errors.Join(err, db.Close())
	}
	err = sqlitedb.Transact(ctx, db, func(tx *sql.Tx) error {
		if err := first.Save(ctx, tx, first.keys); err != nil {
			return err
		}
		if err := first.GiveDataKey(ctx, tx, first.keys.Epoch, first.keys.Data); err != nil {
			return err
		}
		if err := sqlitedb.PutMeta(ctx, tx, ledger.MetaFolder, newFolderID()); err != nil {
			return err
		}
		return audit.Append(ctx, tx, nil, audit.Event{Act: audit.ActSetUp, At: o.Now(), Officer: first.Name})
	})
	return errors.Join(err, db.Close())
}

// newFolderID is random: it says nothing but which folder.
func newFolderID() []byte {
	id := make([]byte, secrets.SaltLength)
	_, _ = rand.Read(id)
	return id
}
