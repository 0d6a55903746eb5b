package fault

import (
	"errors"
	"io/fs"
	"syscall"

	sqlite3 "github.com/mattn/go-sqlite3"

	"ikd/station/siak"
)

// fail says what was tried and of which kind the failure is. An error that has
// a kind already keeps it; nil stays nil.
func Wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*siak.Error](err); ok {
		return err
	}
	return siak.E(op, KindOf(err), err)
}

// kindOf tells the failures that an officer can do something about.
func KindOf(err error) siak.Kind {
	if e, ok := errors.AsType[sqlite3.Error](err); ok {
		return kindOfSQLite(e)
	}
	switch {
	case isFullErrno(err):
		return siak.KindDiskFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return siak.KindReadOnly
	default:
		return siak.KindUnknown
	}
}

// kindOfCode is SQLite's primary result code (sqlite.org/rescode.html) as a kind.
var kindOfCode = map[sqlite3.ErrNo]siak.Kind{
	sqlite3.ErrFull:     siak.KindDiskFull,
	sqlite3.ErrReadonly: siak.KindReadOnly,
	sqlite3.ErrPerm:     siak.KindReadOnly,
	sqlite3.ErrCorrupt:  siak.KindDamaged,
	sqlite3.ErrNotADB:   siak.KindDamaged,
	sqlite3.ErrFormat:   siak.KindDamaged,
	sqlite3.ErrBusy:     siak.KindBusy,
	sqlite3.ErrLocked:   siak.KindBusy,
}

func kindOfSQLite(e sqlite3.Error) siak.Kind {
	if kind, ok := kindOfCode[e.Code]; ok {
		return kind
	}
	switch {
	case isFullErrno(e.SystemErrno): // an I/O error whose cause is the disk's room
		return siak.KindDiskFull
	case errors.Is(e.SystemErrno, fs.ErrPermission), e.SystemErrno == syscall.EROFS:
		return siak.KindReadOnly
	case e.ExtendedCode == sqlite3.ErrIoErrShortRead: // the file ends too early
		return siak.KindDamaged
	default:
		return siak.KindUnknown
	}
}

// isFull reports whether the disk has no room.
func IsFull(err error) bool { return err != nil && KindOf(err) == siak.KindDiskFull }

// isUnique reports whether a row was refused because its like is there.
func IsUnique(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.ExtendedCode == sqlite3.ErrConstraintUnique || e.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}

// damaged says that a value of ours cannot be read.
func Damaged(op, what string) error {
	return siak.E(op, siak.KindDamaged, errors.New(what))
}

// isConstraint reports whether a row was refused for what it says.
func IsConstraint(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && e.Code == sqlite3.ErrConstraint
}

// errLocked is what a locked store answers.
var ErrLocked = siak.E("use the store", siak.KindLocked, nil)
