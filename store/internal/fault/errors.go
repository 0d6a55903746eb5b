// Package fault names the kinds of errors that the store gives, and tells which kind an
// error of SQLite or of the system is.
package fault

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"

	sqlite3 "github.com/mattn/go-sqlite3"

	"ikd/station/siak"
)

// The kinds of errors that the store gives; assets/words has the sentences. What a
// caller may meet where stands at each call.
const (
	KindUnknown      = siak.KindUnknown
	KindBadValue     = siak.KindBadValue // a value that no caller should pass
	KindBadReply     = siak.KindBadReply // pages or verdicts that the registry should not send
	KindReplayed     = siak.KindReplayed
	KindDiskFull     = siak.KindDiskFull
	KindReadOnly     = siak.KindReadOnly
	KindDamaged      = siak.KindDamaged
	KindWrongVersion = siak.KindWrongVersion
	KindBusy         = siak.KindBusy
	KindNotSetUp     = siak.KindNotSetUp
	KindNotAFolder   = siak.KindNotAFolder
	KindNotPrivate   = siak.KindNotPrivate
	KindAlreadySetUp = siak.KindAlreadySetUp
	KindNotFound     = siak.KindNotFound
	KindNotOnHold    = siak.KindNotOnHold
	KindAreaTooBig   = siak.KindAreaTooBig
	KindWouldLose    = siak.KindWouldLose
	KindUnsentWork   = siak.KindUnsentWork
	KindNotWiped     = siak.KindNotWiped
	KindWiped        = siak.KindWiped

	KindOutputExists = siak.KindOutputExists
	KindOutputFailed = siak.KindOutputFailed

	KindWrongPassphrase = siak.KindWrongPassphrase
	KindWeakPassphrase  = siak.KindWeakPassphrase
	KindNoKeyring       = siak.KindNoKeyring
	KindLocked          = siak.KindLocked
	KindLockedOut       = siak.KindLockedOut
	KindNotAllowed      = siak.KindNotAllowed
	KindAccountName     = siak.KindAccountName
	KindAccountExists   = siak.KindAccountExists
	KindWhichAccount    = siak.KindWhichAccount
	KindOwnAccount      = siak.KindOwnAccount

	KindNoTPM         = siak.KindNoTPM
	KindOtherTPM      = siak.KindOtherTPM
	KindTPMLockedOut  = siak.KindTPMLockedOut
	KindTPMBusy       = siak.KindTPMBusy
	KindRecoveryWrong = siak.KindRecoveryWrong
	KindKeyRotation   = siak.KindKeyRotation
)

// Wrap says what was tried and of which kind the failure is. An error that has
// a kind already keeps it; nil stays nil.
func Wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*siak.Error](err); ok {
		return err
	}
	return siak.E(op, Classify(err), err)
}

// WrapOutput is [Wrap] where what cannot be written is a file that somebody asked
// for, not the store's own.
func WrapOutput(op string, err error) error {
	switch err = Wrap(op, err); siak.KindOf(err) {
	case KindDiskFull, KindReadOnly:
		return siak.E(op, KindOutputFailed, err)
	default:
		return err
	}
}

// Classify tells the failures that an officer can do something about.
func Classify(err error) siak.Kind {
	if e, ok := errors.AsType[sqlite3.Error](err); ok {
		return kindOfSQLite(e)
	}
	switch {
	case isFullErrno(err):
		return KindDiskFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return KindReadOnly
	case errors.Is(err, syscall.ENOTDIR):
		return KindNotAFolder
	default:
		return KindUnknown
	}
}

// kindOfCode is SQLite's primary result code (sqlite.org/rescode.html) as a kind.
var kindOfCode = map[sqlite3.ErrNo]siak.Kind{
	sqlite3.ErrFull:     KindDiskFull,
	sqlite3.ErrReadonly: KindReadOnly,
	sqlite3.ErrPerm:     KindReadOnly,
	sqlite3.ErrCorrupt:  KindDamaged,
	sqlite3.ErrNotADB:   KindDamaged,
	sqlite3.ErrFormat:   KindDamaged,
	sqlite3.ErrBusy:     KindBusy,
	sqlite3.ErrLocked:   KindBusy,
}

func kindOfSQLite(e sqlite3.Error) siak.Kind {
	if kind, ok := kindOfCode[e.Code]; ok {
		return kind
	}
	switch {
	case isFullErrno(e.SystemErrno): // an I/O error whose cause is the disk's room
		return KindDiskFull
	case errors.Is(e.SystemErrno, fs.ErrPermission), e.SystemErrno == syscall.EROFS:
		return KindReadOnly
	case e.ExtendedCode == sqlite3.ErrIoErrShortRead: // the file ends too early
		return KindDamaged
	case e.Code == sqlite3.ErrError && strings.HasPrefix(e.Error(), "no such "): // a name in the file's schema was changed
		return KindDamaged
	default:
		return KindUnknown
	}
}

// IsFull reports whether the disk has no room.
func IsFull(err error) bool { return err != nil && Classify(err) == KindDiskFull }

// IsUnique reports whether a row was refused because its like is there.
func IsUnique(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.ExtendedCode == sqlite3.ErrConstraintUnique || e.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}

// Damaged says that a value of ours cannot be read.
func Damaged(op, what string) error {
	return siak.E(op, KindDamaged, errors.New(what))
}

// IsConstraint reports whether a row was refused for what it says.
func IsConstraint(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && e.Code == sqlite3.ErrConstraint
}

// ErrLocked is what a locked store answers.
var ErrLocked = siak.E("use the store", KindLocked, nil)
