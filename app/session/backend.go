package session

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"ikd/station/app"
	"ikd/station/app/logging"
	"ikd/station/app/runtime"
	"ikd/station/app/training"
	"ikd/station/siak"
	"ikd/station/store"
)

// Backend is what the window asks before somebody has signed in.
type Backend struct {
	ctx      context.Context // of the window: what the event loop calls has no other
	dir      string          // the real station's folder
	registry string
	training atomic.Bool
	log      *logging.Log
	folder   folderLock

	mu          sync.Mutex
	environment *training.Environment // started by the first sign-in in training mode

	*folderPrefs
}

var _ app.Backend = (*Backend)(nil)

func newBackend(ctx context.Context, o WindowOptions) *Backend {
	b := &Backend{ctx: ctx, dir: o.Dir, registry: o.Registry, log: o.Log}
	if b.log == nil {
		b.log = logging.New(logging.LevelFromEnv()) // in memory only
	}
	b.training.Store(o.Training)
	b.folderPrefs = readPrefs(ctx, b.station)
	return b
}

// station is the folder of the station that is worked with.
func (b *Backend) station() string { return b.stationIn(b.training.Load()) }

func (b *Backend) stationIn(training bool) string {
	if training {
		return filepath.Join(b.trainingDir(), "station")
	}
	return b.dir
}

// trainingDir is the folder of the training mode, its registry beside its station.
func (b *Backend) trainingDir() string { return filepath.Join(b.dir, "training") }

// Accounts implements [app.Backend].
func (b *Backend) Accounts() ([]app.Account, error) {
	if !store.Exists(b.station()) {
		return nil, nil
	}
	all, err := store.ListAccounts(b.ctx, b.station(), time.Now)
	return accountsOf(all), err
}

// Rescue implements [app.Backend].
func (b *Backend) Rescue(ctx context.Context) (app.Rescued, error) {
	to := filepath.Join(runtime.DocumentsFolder(), "ledger-loket-"+time.Now().Format("20060102-150405")+".db")
	saved, err := store.Rescue(ctx, b.station(), to)
	return app.Rescued{File: to, Activations: saved.Activations, Lost: saved.Lost}, err
}

// FinishWipe implements [app.Backend].
func (b *Backend) FinishWipe(ctx context.Context) (app.Wiped, error) {
	left, err := runtime.FinishWipe(ctx, b.station(), runtime.ExportFolder(), b.log)
	return wipedOf(left), err
}

// Training implements [app.Backend].
func (b *Backend) Training() (on bool, officer, passphrase string) {
	return b.training.Load(), training.Officer, training.Passphrase
}

// Create implements [app.Backend].
func (b *Backend) Create(ctx context.Context, name string, passphrase []byte, progress func(app.Step)) (app.Session, error) {
	return b.open(ctx, name, passphrase, progress)
}

// SignIn implements [app.Backend].
func (b *Backend) SignIn(ctx context.Context, name string, passphrase []byte, progress func(app.Step)) (app.Session, error) {
	return b.open(ctx, name, passphrase, progress)
}

// Admit implements [app.Backend].
func (b *Backend) Admit(ctx context.Context, name string, passphrase []byte) (app.Enter, error) {
	admitted, err := store.Admit(ctx, b.station(), name, passphrase, store.Options{})
	switch siak.KindOf(err) {
	case "":
	case siak.KindDamaged: // who reads it has no work in hand that could be lost
		return func(ctx context.Context, progress func(app.Step)) (app.Session, error) {
			return b.open(ctx, name, passphrase, progress)
		}, nil
	default:
		return nil, err
	}
	return func(ctx context.Context, progress func(app.Step)) (app.Session, error) {
		return b.begin(ctx, runtime.Options{Officer: name, Passphrase: passphrase, Admitted: admitted}, progress)
	}, nil
}

func (b *Backend) open(ctx context.Context, name string, passphrase []byte, progress func(app.Step)) (app.Session, error) {
	return b.begin(ctx, runtime.Options{Officer: name, Passphrase: passphrase}, progress)
}

// begin opens a session for who is named in o.
func (b *Backend) begin(ctx context.Context, o runtime.Options, progress func(app.Step)) (app.Session, error) {
	o.Dir, o.Registry, o.OnStep, o.AnySecret = b.station(), b.registry, stepsTo(progress), b.training.Load()
	o.CreateUnenrolled, o.Log = true, b.log
	w, err := b.trainingEnvironment(ctx, progress)
	if err != nil {
		return nil, err
	}
	if w != nil {
		o.Registry = w.Network.Addr()
	}
	s, err := newSession(ctx, o, w)
	if err != nil {
		return nil, err // not s: a nil session in the interface would be no nil
	}
	b.flush(ctx)
	return s, nil
}

// stepsTo tells the window of the opening's steps.
func stepsTo(progress func(app.Step)) func(runtime.Step) {
	return func(s runtime.Step) { progress(app.Step(s)) }
}

// trainingEnvironment is the training mode's, nil outside it.
func (b *Backend) trainingEnvironment(ctx context.Context, progress func(app.Step)) (*training.Environment, error) {
	if !b.training.Load() {
		return nil, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.environment != nil {
		return b.environment, nil
	}
	progress(app.StepPeople)
	w, err := training.Start(ctx, b.trainingDir())
	b.environment = w
	return w, err
}

// Close ends the training mode and gives the folder back.
func (b *Backend) Close() error { return errors.Join(b.endTraining(), b.folder.release()) }

// endTraining ends the embedded registry, if there is one.
func (b *Backend) endTraining() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.environment == nil {
		return nil
	}
	ended := b.environment
	b.environment = nil
	return ended.Close()
}
