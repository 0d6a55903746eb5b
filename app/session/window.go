package session

import (
	"context"
	"errors"

	fyneapp "fyne.io/fyne/v2/app"

	"ikd/station/app"
	"ikd/station/app/logging"
	"ikd/station/siak"
	"ikd/station/store"
)

const appID = "id.ikd.station"

// WindowOptions say which station is opened in a window.
type WindowOptions struct {
	Dir      string // the station's folder
	Registry string // where to enrol, "" where it is enrolled
	Training bool   // in a folder of its own below Dir, with everything made up
	// InUse is told that another window has the folder, which is then shown.
	InUse func()
	Log   *logging.Log // nil for none
}

// OpenWindow shows the station's window until it is closed.
func OpenWindow(ctx context.Context, o WindowOptions) (err error) {
	b := newBackend(ctx, o)
	defer func() { err = errors.Join(err, b.Close()) }()
	window := app.New(fyneapp.NewWithID(appID), b)
	release, err := store.LockFolder(b.station(), window.ToFront)
	switch siak.KindOf(err) {
	case "":
		defer func() { err = errors.Join(err, release()) }()
	case siak.KindBusy:
		o.InUse()
		// Where the first does not answer there is nothing else to offer.
		window.RunSecond(ctx, func(ctx context.Context) { _ = store.Show(ctx, b.station()) })
		return nil
	case siak.KindReadOnly: // nobody can work in it; the window says so
	default:
		return err
	}
	awake := watchSleep(ctx, window.LockNow)
	defer awake()
	window.Run(ctx)
	return nil
}
