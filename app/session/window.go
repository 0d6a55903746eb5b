package session

import (
	"context"

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
	// Exit ends the process where the toolkit does not let it end by itself; nil
	// for [os.Exit].
	Exit func(code int)
}

// OpenWindow shows the station's window until it is closed.
func OpenWindow(ctx context.Context, o WindowOptions) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := watchDisplay(cancel); err != nil {
		return err
	}
	b := newBackend(ctx, o)
	window := app.New(fyneapp.NewWithID(appID), b)
	window.OnScreen(screen)
	b.folder.show = window.ToFront
	end := newWindowEnd(o.Exit)
	window.OnEnd(end.run)
	switch err := b.folder.take(b.station()); siak.KindOf(err) {
	case "":
	case siak.KindBusy:
		o.InUse()
		// Where the first does not answer there is nothing else to offer.
		window.RunSecond(ctx, func(ctx context.Context) { _ = store.Show(ctx, b.station()) })
		return end.err
	default:
		return err
	}
	awake := watchSleep(ctx, window.LockNow)
	end.then = func() error { awake(); return b.Close() }
	window.Run(ctx)
	return end.err
}
