package cli

import (
	"context"

	"ikd/station/app/runtime"
	"ikd/station/store"
)

// exclusively asks for the officer's secret, opens the station for a command that
// has the folder to itself, and works in it.
func exclusively(ctx context.Context, out *output, o runtime.Options, work func(*runtime.Station) error) error {
	secret, err := out.passphrase()
	if err != nil {
		return err
	}
	defer clear(secret)
	o.Passphrase, o.Log = secret, out.program.Log
	if !store.Exists(o.Dir) { // it is to be enrolled
		awaitLocal(ctx, o.Registry)
	}
	return runtime.Exclusive(o.Dir, func() (err error) {
		w, err := runtime.Open(ctx, o)
		if err != nil {
			return err
		}
		defer closing(w, &err)
		return work(w)
	})
}
