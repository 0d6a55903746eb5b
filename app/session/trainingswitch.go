package session

import (
	"context"

	"ikd/station/app"
	"ikd/station/siak"
	"ikd/station/store"
)

var _ app.TrainingSwitch = (*Backend)(nil)

// EnterTraining implements [app.TrainingSwitch].
func (b *Backend) EnterTraining(context.Context) error { return b.switchTo(true) }

// LeaveTraining implements [app.TrainingSwitch].
func (b *Backend) LeaveTraining(context.Context) error { return b.switchTo(false) }

// switchTo works with the other station's folder from now on. Nobody is signed in.
func (b *Backend) switchTo(training bool) error {
	if b.training.Load() == training {
		return nil
	}
	if err := b.folder.move(b.stationIn(training)); err != nil {
		return err
	}
	_ = b.log.Release() // the next sign-in opens it in the other folder
	b.training.Store(training)
	if training {
		return nil
	}
	return b.endTraining()
}

// folderLock is the lock of the folder that the window works in.
type folderLock struct {
	show func() // see [store.LockFolder]
	free func() error
}

// take locks a folder. One that cannot be written to has no lock: nobody can work in
// it, and the window says so.
func (l *folderLock) take(dir string) error {
	free, err := store.LockFolder(dir, l.show)
	switch siak.KindOf(err) {
	case "":
		l.free = free
	case siak.KindReadOnly:
		l.free = nil
	default:
		return err
	}
	return nil
}

// move locks another folder and gives the one before back. It fails with
// [siak.KindBusy], and has the one before still, where another program has that one.
func (l *folderLock) move(dir string) error {
	before := folderLock{free: l.free}
	if err := l.take(dir); err != nil {
		return err
	}
	return before.release()
}

// release gives the folder back.
func (l *folderLock) release() error {
	if l.free == nil {
		return nil
	}
	free := l.free
	l.free = nil
	return free()
}
