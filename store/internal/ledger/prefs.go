package ledger

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/sqlitedb"
)

// Pref names a preference that the program needs before anybody signed in. The
// values stand in clear; nothing personal is among them.
type Pref string

// The preferences.
const (
	PrefLanguage   Pref = "language"    // "id", "en"
	PrefMute       Pref = "mute"        // "on", "off"
	PrefLook       Pref = "look"        // light, dark, high contrast or the system's
	PrefClock      Pref = "clock"       // what the registry last showed of the time
	PrefProxy      Pref = "proxy"       // which proxy, without name and password
	PrefFullScreen Pref = "full-screen" // "on", "off"
	PrefWindowSize Pref = "window-size" // "1280x800"
	// What the office's USB scanner sends before and behind a text.
	PrefScannerPrefix Pref = "scanner-prefix"
	PrefScannerSuffix Pref = "scanner-suffix"
)

var allPrefs = []Pref{PrefLanguage, PrefMute, PrefLook, PrefClock, PrefProxy, PrefFullScreen, PrefWindowSize, PrefScannerPrefix, PrefScannerSuffix}

// Prefs reads the preferences of a folder, without a passphrase. It fails with
// [siak.KindNotSetUp] where there is no folder to keep them yet.
func Prefs(ctx context.Context, dir string) (prefs map[Pref]string, err error) {
	const op = "read the preferences"
	db, err := Peek(ctx, dir)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	defer func() { err = fault.Wrap(op, errors.Join(err, db.Close())) }()
	rows, err := db.QueryContext(ctx, `SELECT name, value FROM prefs`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	prefs = make(map[Pref]string)
	for rows.Next() {
		var name Pref
		var value string
		if err := rows.Scan(&name, &value); err != nil {
			return nil, err
		}
		prefs[name] = value
	}
	return prefs, rows.Err()
}

// SetPref writes a preference of a folder, without a passphrase and beside a
// store that is open. It fails with [siak.KindNotSetUp] as [Prefs] does.
func SetPref(ctx context.Context, dir string, name Pref, value string) (err error) {
	const op = "write a preference"
	if !slices.Contains(allPrefs, name) {
		return siak.E(op, fault.KindBadValue, errors.New("no such preference"))
	}
	if !folder.Exists(dir) {
		return siak.E(op, fault.KindNotSetUp, nil)
	}
	db, err := sqlitedb.OpenWriter(filepath.Join(dir, folder.Ledger), sqlitedb.Access{Synchronous: sqlitedb.SyncFull, Busy: sqlitedb.PeekWait})
	if err != nil {
		return fault.Wrap(op, err)
	}
	defer func() { err = fault.Wrap(op, errors.Join(err, db.Close())) }()
	if _, err := Schema.Version(ctx, db); err != nil {
		return err
	}
	return sqlitedb.Transact(ctx, db, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO prefs (name, value) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
		return err
	})
}
