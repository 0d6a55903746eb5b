package session

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	fyneapp "fyne.io/fyne/v2/app"

	"ikd/station/app"
	"ikd/station/app/training"
	"ikd/station/siak"
)

// withWebcam is the program's window in training mode, in the folder that it is
// called with, before a stand-in for a webcam. A line on standard input has a
// citizen of that outcome step up, or somebody without a phone move before the
// camera: stir, until calm. A line on standard output is the moment, in
// nanoseconds, at which the camera handed over the first picture of a phone.
func withWebcam() {
	if err := runWithWebcam(context.Background(), os.Args[1]); err != nil { // the toolkit ends at a signal
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func runWithWebcam(ctx context.Context, dir string) (err error) {
	b := newBackend(ctx, WindowOptions{Dir: dir, Training: true})
	defer func() { err = errors.Join(err, b.Close()) }()
	if b.environment, err = training.Start(ctx, b.trainingDir()); err != nil {
		return err
	}
	camera := newWebcam(func(at time.Time) { fmt.Println(at.UnixNano()) })
	b.environment.Camera = camera
	asked := make(chan siak.Outcome)
	b.environment.Queue = training.NewQueue(func(ctx context.Context, _ siak.Outcome) error {
		select {
		case outcome := <-asked:
			return b.environment.Present(ctx, outcome)
		case <-ctx.Done():
			return ctx.Err()
		}
	}, b.environment.Remove)
	b.environment.Queue.SetPause(0)
	go func() {
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			switch line := in.Text(); line {
			case "stir", "calm":
				camera.stir(line == "stir")
			default:
				asked <- siak.Outcome(line)
			}
		}
	}()
	app.New(fyneapp.NewWithID(appID), b).Run(ctx)
	return nil
}
