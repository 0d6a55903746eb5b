package main

import (
	"context"
	"errors"

	"ikd/station/store"
)

// occupied does a command's work while no other program has the folder.
func occupied(dir string, work func() error) (err error) {
	release, err := store.LockFolder(dir, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	return work()
}

// alone asks for the officer's secret, opens the workplace for a command that
// has the folder to itself, and works in it.
func alone(ctx context.Context, out *output, o opening, work func(*workplace) error) error {
	secret, err := out.passphrase()
	if err != nil {
		return err
	}
	defer clear(secret)
	o.passphrase = secret
	return occupied(o.dir, func() (err error) {
		w, err := openWorkplace(ctx, o)
		if err != nil {
			return err
		}
		defer closing(w, &err)
		return work(w)
	})
}
