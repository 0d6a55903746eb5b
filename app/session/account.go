package session

import (
	"context"
	"strconv"
	"sync/atomic"
	"time"

	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/store"
)

// usualIdle is how long a station stays open without a key or the mouse.
const usualIdle = 5 * time.Minute

// ownAccount is what an officer does with the own account.
type ownAccount struct {
	*work
	me   atomic.Pointer[app.Account]
	idle atomic.Int64 // nanoseconds
}

// loadOfficer reads who signed in and after how long the window locks itself.
func (a *ownAccount) loadOfficer(ctx context.Context) error {
	a.idle.Store(int64(usualIdle))
	value, known, err := a.station.Store.Settings.Get(ctx, store.SettingIdle)
	if err != nil {
		return err
	}
	if minutes, err := strconv.Atoi(string(value)); known && err == nil {
		a.idle.Store(int64(time.Duration(minutes) * time.Minute))
	}
	return a.refreshOfficer(ctx)
}

// refreshOfficer reads the officer's account anew.
func (a *ownAccount) refreshOfficer(ctx context.Context) error {
	me, err := a.station.Store.Accounts.Me(ctx)
	if err != nil {
		return err
	}
	account := accountOf(me)
	a.me.Store(&account)
	return nil
}

// Me implements [app.Session].
func (a *ownAccount) Me() app.Account { return *a.me.Load() }

// Lock implements [app.Session]. The camera stops first: nothing that it reads
// could be judged.
func (s *Session) Lock(ctx context.Context) error {
	s.locking.Lock()
	defer s.locking.Unlock()
	s.stopCamera()
	return s.station.Store.Lock(ctx)
}

// Unlock implements [app.Session].
func (s *Session) Unlock(ctx context.Context, secret []byte) error {
	s.locking.Lock()
	defer s.locking.Unlock()
	if err := s.station.Store.Unlock(ctx, secret); err != nil {
		return err
	}
	s.desk.StorageChanged("")
	if s.station.ReadOnly() {
		s.reportDamage()
	}
	s.desk.SyncProgressed(desk.SyncProgress{}) // the day is read anew: behind the lock it could not be
	s.station.RotateNow()
	s.station.Workers.Now()
	s.restartCamera()
	return nil
}

// IdleLock implements [app.Session].
func (a *ownAccount) IdleLock() time.Duration { return time.Duration(a.idle.Load()) }

// SetIdleLock implements [app.Session].
func (a *ownAccount) SetIdleLock(ctx context.Context, after time.Duration) error {
	a.idle.Store(int64(after))
	return a.station.Store.Settings.Set(ctx, store.SettingIdle, strconv.AppendInt(nil, int64(after/time.Minute), 10))
}

// ChangeSecret implements [app.Session].
func (a *ownAccount) ChangeSecret(ctx context.Context, old []byte, secret app.Secret) error {
	if err := a.station.Store.Accounts.Change(ctx, old, secretOf(secret)); err != nil {
		return err
	}
	return a.refreshOfficer(ctx)
}

func secretOf(s app.Secret) store.Secret {
	if s.PIN {
		return store.Secret{Method: store.MethodPIN, Text: s.Text}
	}
	return store.Secret{Method: store.MethodPassphrase, Text: s.Text}
}

func accountsOf(all []store.Account) []app.Account {
	accounts := make([]app.Account, 0, len(all))
	for _, a := range all {
		accounts = append(accounts, accountOf(a))
	}
	return accounts
}

func accountOf(a store.Account) app.Account {
	account := app.Account{
		Name: a.Name, Supervisor: a.Role == store.RoleSupervisor, PIN: a.Method == store.MethodPIN,
		Disabled: a.Disabled, Renew: a.Renew,
		Lockout: app.Lockout{Full: a.Lockout.Full, Left: a.Lockout.Left},
	}
	if a.Lockout.Wait > 0 {
		account.Lockout.Until = time.Now().Add(a.Lockout.Wait)
	}
	return account
}
