package runtime

import (
	"context"
	"errors"
	"time"

	"ikd/station/store"
)

// Exclusive does a command's work while no other program has the folder. It fails
// with [siak.KindBusy] where one has it.
func Exclusive(dir string, work func() error) (err error) {
	release, err := store.LockFolder(dir, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	return work()
}

// WithStore signs an officer in for a command that has the folder to itself, works
// in the store and signs out. officer may be "" where there is only one.
func WithStore(ctx context.Context, dir, officer string, secret []byte, work func(*store.Store) error) error {
	return Exclusive(dir, func() (err error) {
		s, err := store.Open(ctx, dir, officer, secret, store.Options{})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, closeStore(s)) }()
		return work(s)
	})
}

// WithRecovered opens a folder with its recovery code, works in the store and signs
// out, see [store.Recover].
func WithRecovered(ctx context.Context, dir string, r store.Recovery, work func(*store.Store) error) error {
	return Exclusive(dir, func() (err error) {
		s, err := store.Recover(ctx, dir, r, store.Options{})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, closeStore(s)) }()
		return work(s)
	})
}

// signOutTimeout bounds the audit's row of a sign-out: whoever closes the program
// is not kept waiting by a disk that does not answer.
const signOutTimeout = 2 * time.Second

// closeStore writes the sign-out into the audit and forgets the keys. A row that
// cannot be written, because the store is locked, damaged or wiped, is no reason to
// keep the keys: the next sign-in's row tells as much.
func closeStore(s *store.Store) error {
	// The context of the work has ended by now, and this still has to be done.
	ctx, stop := context.WithTimeout(context.Background(), signOutTimeout)
	defer stop()
	_ = s.Audit.Append(ctx, store.Event{Act: store.ActSignOut})
	return s.Close()
}
