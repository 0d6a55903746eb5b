package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"ikd/station/app/desk"
	"ikd/station/scanner"
	"ikd/station/siak"
)

// rehearsalBetween is the parade's pause where nobody watches.
const rehearsalBetween = 100 * time.Millisecond

// rehearse runs the training mode's job without a window: every outcome once,
// through camera, decoder, judgement, ledger and registry, and one citizen who
// finishes in the app.
func rehearse(ctx context.Context, out *output) (err error) {
	dir, err := os.MkdirTemp("", "ikd-training-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	world, err := newWorld(ctx, dir)
	if err != nil {
		return err
	}
	defer closing(world, &err)
	world.parade.between = rehearsalBetween
	j := newJob(out, true)
	w, err := openWorkplace(ctx, j.hears(opening{
		dir: filepath.Join(dir, "station"), officer: trainingOfficer,
		passphrase: []byte(trainingPassphrase), registry: world.gate.Addr(),
	}))
	if err != nil {
		return err
	}
	defer closing(w, &err)
	j.work = w
	return j.run(ctx, func(ctx context.Context) error {
		if err := j.scan(ctx, &march{world: world, job: j}); err != nil {
			return err
		}
		if err := j.drain(ctx); err != nil {
			return err
		}
		return finishOne(ctx, j, world)
	})
}

// march is the training mode's camera as a source that ends when every outcome
// has been seen once.
type march struct {
	world *world
	job   *job
}

// Name implements [scanner.Source].
func (m *march) Name() string { return m.world.camera.Name() }

// Run implements [scanner.Source].
func (m *march) Run(ctx context.Context, deliver func(*scanner.Frame)) error {
	marching, stop := context.WithCancel(ctx)
	defer stop()
	seen := 0
	m.job.handled = func(desk.Judgement) {
		if seen++; seen == len(siak.Outcomes()) {
			stop()
		}
		m.world.parade.next()
	}
	done := make(chan struct{})
	go func() { defer close(done); m.world.parade.run(marching) }()
	err := m.world.camera.Run(marching, deliver)
	stop()
	<-done
	if ctx.Err() == nil {
		return nil // all were seen: the recording came to its end
	}
	return err
}

// finishOne lets the first citizen who got a code type it into the app, and
// waits until the station hears of it.
func finishOne(ctx context.Context, j *job, world *world) error {
	mails, err := world.Mail(ctx)
	if err != nil || len(mails) == 0 {
		return err
	}
	if err := world.Finish(ctx, mails[0]); err != nil {
		return err
	}
	return j.heard(ctx, siak.Active)
}
