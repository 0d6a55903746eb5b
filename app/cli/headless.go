package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"ikd/station/app/desk"
	"ikd/station/app/runtime"
	"ikd/station/app/training"
	"ikd/station/siak"
)

// trainingPause is the pause between two citizens where nobody watches.
const trainingPause = 100 * time.Millisecond

// runTraining runs the training mode's job without a window: every outcome once,
// through camera, decoder, judgement, ledger and registry, and one citizen who
// finishes in the app.
func runTraining(ctx context.Context, out *output) (err error) {
	dir, err := os.MkdirTemp("", "ikd-training-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	environment, err := training.Start(ctx, dir)
	if err != nil {
		return err
	}
	defer closing(environment, &err)
	environment.Queue.SetPause(trainingPause)
	j := newJob(out, true)
	w, err := runtime.Open(ctx, j.listen(runtime.Options{
		Dir: filepath.Join(dir, "station"), Officer: training.Officer,
		Passphrase: []byte(training.Passphrase), Registry: environment.Network.Addr(),
	}))
	if err != nil {
		return err
	}
	defer closing(w, &err)
	j.work = w
	return j.run(ctx, func(ctx context.Context) error {
		source := training.NewAllOutcomes(environment)
		j.handled = func(desk.Judgement) { source.Handled() }
		if err := j.scan(ctx, source); err != nil {
			return err
		}
		if err := j.drain(ctx); err != nil {
			return err
		}
		return finishOne(ctx, j, environment)
	})
}

// finishOne lets the first citizen who got a code type it into the app, and
// waits until the station is told of it.
func finishOne(ctx context.Context, j *job, environment *training.Environment) error {
	mails, err := environment.Mail(ctx)
	if err != nil || len(mails) == 0 {
		return err
	}
	if err := environment.Finish(ctx, mails[0].RegistrationID, mails[0].Code); err != nil {
		return err
	}
	return j.waitFor(ctx, siak.Active)
}
