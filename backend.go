package main

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"ikd/station/app"
	"ikd/station/siak"
	"ikd/station/store"
)

// backend is what the window asks before somebody has signed in.
type backend struct {
	ctx      context.Context // of the window: what the event loop calls has no other
	dir      string
	registry string
	training bool

	mu    sync.Mutex
	world *world // the made-up one, started by the first sign-in in training mode
	prefs map[string]string
}

var _ app.Backend = (*backend)(nil)

func newBackend(ctx context.Context, dir, registry string, training bool) *backend {
	if training {
		dir = filepath.Join(dir, "training")
	}
	b := &backend{ctx: ctx, dir: dir, registry: registry, training: training, prefs: map[string]string{}}
	// What cannot be read yet, because the folder is new, has its default.
	prefs, _ := store.Prefs(ctx, b.station())
	for name, value := range prefs {
		b.prefs[string(name)] = value
	}
	return b
}

// station is the station's own folder.
func (b *backend) station() string {
	if b.training {
		return filepath.Join(b.dir, "station")
	}
	return b.dir
}

// Accounts implements [app.Backend].
func (b *backend) Accounts() ([]app.Account, error) {
	if !store.Exists(b.station()) {
		return nil, nil
	}
	all, err := store.ListAccounts(b.ctx, b.station(), time.Now)
	return shown(all), err
}

// Rescue implements [app.Backend].
func (b *backend) Rescue(ctx context.Context) (app.Rescued, error) {
	to := filepath.Join(documents(), "ledger-loket-"+time.Now().Format("20060102-150405")+".db")
	saved, err := store.Rescue(ctx, b.station(), to)
	return app.Rescued{File: to, Activations: saved.Activations, Lost: saved.Lost}, err
}

// FinishWipe implements [app.Backend].
func (b *backend) FinishWipe(ctx context.Context) (app.Wiped, error) {
	left, err := store.FinishWipe(ctx, b.station(), exportFolder())
	return wipedOf(left), err
}

// Training implements [app.Backend].
func (b *backend) Training() (on bool, officer, passphrase string) {
	return b.training, trainingOfficer, trainingPassphrase
}

// Create implements [app.Backend].
func (b *backend) Create(ctx context.Context, name string, passphrase []byte, progress func(app.Step)) (app.Session, error) {
	return b.open(ctx, name, passphrase, progress)
}

// SignIn implements [app.Backend].
func (b *backend) SignIn(ctx context.Context, name string, passphrase []byte, progress func(app.Step)) (app.Session, error) {
	return b.open(ctx, name, passphrase, progress)
}

// Admit implements [app.Backend].
func (b *backend) Admit(ctx context.Context, name string, passphrase []byte) (app.Enter, error) {
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
		return b.begin(ctx, opening{officer: name, passphrase: passphrase, admitted: admitted}, progress)
	}, nil
}

func (b *backend) open(ctx context.Context, name string, passphrase []byte, progress func(app.Step)) (app.Session, error) {
	return b.begin(ctx, opening{officer: name, passphrase: passphrase}, progress)
}

// begin opens a session for who is named in o.
func (b *backend) begin(ctx context.Context, o opening, progress func(app.Step)) (app.Session, error) {
	o.dir, o.registry, o.step, o.madeUp = b.station(), b.registry, progress, b.training
	o.foundable = true
	w, err := b.madeUp(ctx, progress)
	if err != nil {
		return nil, err
	}
	if w != nil {
		o.registry = w.gate.Addr()
	}
	s, err := newSession(ctx, o, w)
	if err != nil {
		return nil, err // not s: a nil session in the interface would be no nil
	}
	b.flushPrefs(ctx)
	return s, nil
}

// madeUp is the training mode's world, nil outside it.
func (b *backend) madeUp(ctx context.Context, progress func(app.Step)) (*world, error) {
	if !b.training {
		return nil, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.world != nil {
		return b.world, nil
	}
	progress(app.StepPeople)
	w, err := newWorld(ctx, b.dir)
	b.world = w
	return w, err
}

// Pref implements [app.Backend].
func (b *backend) Pref(key string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.prefs[key]
}

// SetPref implements [app.Backend].
func (b *backend) SetPref(key, value string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.prefs[key] = value
	// A folder that is not set up yet gets it at the first sign-in.
	_ = store.SetPref(b.ctx, b.station(), store.Pref(key), value)
}

// flushPrefs writes what was chosen before the folder was there.
func (b *backend) flushPrefs(ctx context.Context) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for key, value := range b.prefs {
		_ = store.SetPref(ctx, b.station(), store.Pref(key), value)
	}
}

// Close ends the made-up world.
func (b *backend) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.world == nil {
		return nil
	}
	return b.world.Close()
}
