package main

import (
	"context"
	"errors"

	fyneapp "fyne.io/fyne/v2/app"

	"ikd/station/app"
	"ikd/station/siak"
	"ikd/station/store"
)

// appID names the program to the desktop (FyneApp.toml has the same).
const appID = "id.ikd.station"

type windowCommand struct {
	Training bool   `help:"Training mode: an embedded registry with made-up people, and made-up phones in front of a made-up camera."`
	Dir      string `default:"${dir}" placeholder:"DIR" help:"The station's folder."`
	Registry string `placeholder:"ADDR" help:"The registry to enrol at the first time (host:port); remembered afterwards."`
}

// Help is the long help of the command.
func (windowCommand) Help() string {
	return `Opens the window. In training mode everything is made up and lives in a folder of its own below --dir;
where there is no display, the training job runs without a window and prints each outcome as
"station scan" does.`
}

// Run shows the window until it is closed.
func (c *windowCommand) Run(ctx context.Context, out *output) (err error) {
	if !hasDisplay() {
		if !c.Training {
			return usage("there is no display to open a window on; see station --help for the work without one")
		}
		out.say("%s", out.words.Text("cli.headless"))
		return rehearse(ctx, out)
	}
	b := newBackend(ctx, c.Dir, c.Registry, c.Training)
	defer closing(b, &err)
	window := app.New(fyneapp.NewWithID(appID), b)
	release, err := store.LockFolder(b.dir, window.ToFront)
	if siak.KindOf(err) == siak.KindBusy {
		out.say("%s", out.words.Text("second.what"))
		// Where the first does not answer there is nothing else to offer.
		window.RunSecond(ctx, func(ctx context.Context) { _ = store.Show(ctx, b.dir) })
		return nil
	}
	switch siak.KindOf(err) {
	case "":
		defer func() { err = errors.Join(err, release()) }()
	case siak.KindReadOnly: // nobody can work in it; the window says so
	default:
		return err
	}
	awake := watchSleep(ctx, window.LockNow)
	defer awake()
	window.Run(ctx)
	return nil
}
