package session

import (
	"context"

	"ikd/station/app"
	"ikd/station/app/runtime"
	"ikd/station/siak"
	"ikd/station/store"
)

// protection is what binds the folder to the laptop, and the recovery code.
type protection struct {
	*work
	*condition
}

var (
	_ app.Protector = (*Session)(nil)
	_ app.Recoverer = (*Backend)(nil)
)

// read tells the window how the folder is protected. In training mode nothing is bound.
func (p protection) read(ctx context.Context) {
	if p.station.Identity.Training {
		return
	}
	is, err := p.station.Store.Laptop.Protection(ctx)
	if err != nil {
		return
	}
	p.change(func(c *app.Condition) {
		c.Protection = app.Protection{
			By: runtime.ProtectionOf(is), Unbound: is.Unbound, Binds: is.Own != store.BindingNone, NeedsCode: is.NeedsCode,
		}
	})
}

// NeedsRecoveryCode implements [app.Protector].
func (p protection) NeedsRecoveryCode() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now.Protection.NeedsCode && !p.now.Reading
}

// NewRecoveryCode implements [app.Protector].
func (p protection) NewRecoveryCode(ctx context.Context) (app.RecoveryCode, error) {
	code, err := p.station.Store.Laptop.NewRecoveryCode(ctx)
	return app.RecoveryCode{Groups: code.Groups(), EndsWith: code.EndsWith}, err
}

// NoteRecoveryCode implements [app.Protector].
func (p protection) NoteRecoveryCode(ctx context.Context, secret []byte) error {
	err := runtime.NoteRecoveryCode(ctx, p.station, secret)
	p.read(ctx)
	return err
}

// Recover implements [app.Recoverer].
func (b *Backend) Recover(ctx context.Context, name, code string, passphrase []byte, progress func(app.Step)) (app.Session, error) {
	parsed, err := store.ParseRecoveryCode(code)
	if err != nil {
		return nil, err
	}
	if b.training.Load() {
		return nil, siak.E("recover", siak.KindNoRecovery, nil)
	}
	secret := store.Secret{Method: store.MethodPassphrase, Text: passphrase}
	r := store.Recovery{Code: parsed, Officer: name, Secret: secret}
	return b.begin(ctx, runtime.Options{Officer: name, Passphrase: passphrase, Recovery: &r}, progress)
}
