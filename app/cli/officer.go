package cli

import (
	"context"
	"math"
	"slices"
	"time"

	"ikd/station/app/runtime"
	"ikd/station/siak/personname"
	"ikd/station/store"
)

type officerCommand struct {
	List    officerListCommand    `cmd:"" deed:"list-officers" help:"List the accounts."`
	Add     officerAddCommand     `cmd:"" deed:"add-officer" help:"Add an officer."`
	Disable officerDisableCommand `cmd:"" deed:"disable-officer" help:"Take an officer's right to sign in, and change the data key."`
	Reset   officerResetCommand   `cmd:"" deed:"reset-officer" help:"Give an officer a new secret; nothing is lost."`
	Change  officerChangeCommand  `cmd:"" deed:"change-secret" help:"Change one's own passphrase or PIN."`
}

// signIn is a store that a command opens for a supervisor, alone.
type signIn struct {
	Dir string `default:"${dir}" placeholder:"DIR" help:"The station's folder."`
	As  string `placeholder:"NAME" help:"The account that signs in; not needed where there is only one. Its passphrase or PIN comes from STATION_PASSPHRASE or a prompt."`
}

// do asks for the secret, signs in, does the work and signs out.
func (s signIn) do(ctx context.Context, out *output, work func(*store.Store) error) error {
	secret, err := out.passphrase()
	if err != nil {
		return err
	}
	defer clear(secret)
	return s.with(ctx, out, secret, work)
}

// with is do with a secret that is known already.
func (s signIn) with(ctx context.Context, out *output, secret []byte, work func(*store.Store) error) error {
	return runtime.WithStore(ctx, s.Dir, s.As, secret, func(opened *store.Store) error {
		_ = out.program.Log.Open(s.Dir) // a command works without a log all the same
		return work(opened)
	})
}

type officerListCommand struct {
	Dir string `default:"${dir}" placeholder:"DIR" help:"The station's folder."`
}

// Help is the long help of the command.
func (officerListCommand) Help() string {
	return `Prints a line for each account, by name:

  {"officer":"Siti","role":"supervisor","method":"passphrase","disabled":false,"renew":false,"tries_left":15,"wait":0,"locked":false,"binding":"tpm"}

method is passphrase or pin; binding is what of the account's key this laptop alone has, tpm or keyring, "" for nothing; renew says that somebody else chose the secret; wait is for how many seconds the
next try is refused, locked that only a supervisor's reset helps. Needs no passphrase. Works while the
station is running.`
}

// officerLine is what is printed of an account.
type officerLine struct {
	Officer   string       `json:"officer"`
	Role      store.Role   `json:"role"`
	Method    store.Method `json:"method"`
	Disabled  bool         `json:"disabled"`
	Renew     bool         `json:"renew"`
	TriesLeft int          `json:"tries_left"`
	Wait      int          `json:"wait"`
	Locked    bool         `json:"locked"`

	Binding store.Binding `json:"binding"`
}

// Run lists the accounts.
func (c *officerListCommand) Run(ctx context.Context, out *output) error {
	all, err := store.ListAccounts(ctx, c.Dir, time.Now)
	if err != nil {
		return err
	}
	for _, a := range all {
		if err := out.line(lineOf(a)); err != nil {
			return err
		}
	}
	return nil
}

func lineOf(a store.Account) officerLine {
	return officerLine{
		a.Name, a.Role, a.Method, a.Disabled, a.Renew,
		a.Lockout.Left, int(math.Ceil(a.Lockout.Wait.Seconds())), a.Lockout.Full,
		a.Binding,
	}
}

// tellAccount prints one account as it is now.
func tellAccount(ctx context.Context, out *output, s *store.Store, name string) error {
	all, err := s.Accounts.List(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(a store.Account) bool { return a.Name == name })
	if at < 0 { // it was named in another case
		at = slices.IndexFunc(all, func(a store.Account) bool { return personname.Key(a.Name) == personname.Key(name) })
	}
	if at < 0 {
		return nil
	}
	return out.line(lineOf(all[at]))
}

// newSecretFlags is a secret that a command sets.
type newSecretFlags struct {
	PIN bool `name:"pin" help:"The new secret is a PIN of at least 6 digits. The system's keyring keeps its second half."`
}

func (c newSecretFlags) secret(out *output) (store.Secret, error) {
	text, err := out.newSecret()
	s := store.Secret{Method: store.MethodPassphrase, Text: text}
	if c.PIN {
		s.Method = store.MethodPIN
	}
	return s, err
}

type officerAddCommand struct {
	Name string     `arg:"" help:"The new account's name."`
	Role store.Role `enum:"officer,supervisor" default:"officer" help:"officer or supervisor."`
	signIn
	newSecretFlags
}

const newSecretHelp = `The new secret comes from STATION_NEW_PASSPHRASE or a prompt. A passphrase has at least 8 letters that cost a
guesser something: names, common words, runs and repetitions count as one letter. `

// Help is the long help of the command.
func (officerAddCommand) Help() string {
	return `Adds an account; for a supervisor. The officer should change the secret at the first sign-in.
` + newSecretHelp + `Prints the account as "officer list" does.`
}

// Run adds the account.
func (c *officerAddCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, out, func(s *store.Store) error {
		secret, err := c.secret(out)
		if err != nil {
			return err
		}
		defer clear(secret.Text)
		if err := s.Accounts.Add(ctx, store.Officer{Name: c.Name, Role: c.Role}, secret); err != nil {
			return err
		}
		return tellAccount(ctx, out, s, c.Name)
	})
}

type officerResetCommand struct {
	Name string `arg:"" help:"The account."`
	signIn
	newSecretFlags
}

// Help is the long help of the command.
func (officerResetCommand) Help() string {
	return `Gives an account a new secret, forgets its failed tries, and enables it where it was disabled; for a
supervisor. Nothing that the officer did is lost. ` + newSecretHelp + `Prints the account as "officer list" does.`
}

// Run resets the account.
func (c *officerResetCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, out, func(s *store.Store) error {
		secret, err := c.secret(out)
		if err != nil {
			return err
		}
		defer clear(secret.Text)
		if err := s.Accounts.Reset(ctx, c.Name, secret); err != nil {
			return err
		}
		return tellAccount(ctx, out, s, c.Name)
	})
}

type officerChangeCommand struct {
	signIn
	newSecretFlags
}

// Help is the long help of the command.
func (officerChangeCommand) Help() string {
	return `Changes the passphrase or PIN of the account that signs in, or the way it signs in. Nothing is sealed anew.
` + newSecretHelp + `Prints the account as "officer list" does.`
}

// Run changes the secret.
func (c *officerChangeCommand) Run(ctx context.Context, out *output) error {
	old, err := out.passphrase()
	if err != nil {
		return err
	}
	defer clear(old)
	return c.with(ctx, out, old, func(s *store.Store) error {
		secret, err := c.secret(out)
		if err != nil {
			return err
		}
		defer clear(secret.Text)
		if err := s.Accounts.Change(ctx, old, secret); err != nil {
			return err
		}
		return tellAccount(ctx, out, s, s.Officer())
	})
}

type officerDisableCommand struct {
	Name string `arg:"" help:"The account."`
	signIn
}

// Help is the long help of the command.
func (officerDisableCommand) Help() string {
	return `Takes an account's right to sign in, for a supervisor, and changes the data key: everything is sealed anew
under a key that the account was never given. Killed in the middle, it goes on with the next sign-in of
anybody. One's own account cannot be disabled. Prints lines with how far it is, and the account in the end:

  {"resealed":1250,"of":5214}`
}

// turningLine is how far a change of the data key is.
type turningLine struct {
	Resealed int `json:"resealed"`
	Of       int `json:"of"`
}

// Run disables the account.
func (c *officerDisableCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, out, func(s *store.Store) error {
		if err := s.Rotate(ctx, nil); err != nil { // one that was left half-way
			return err
		}
		if err := s.Accounts.Disable(ctx, c.Name); err != nil {
			return err
		}
		err := s.Rotate(ctx, func(p store.Rotation) { _ = out.line(turningLine{p.Done, p.Of}) })
		if err != nil {
			return err
		}
		return tellAccount(ctx, out, s, c.Name)
	})
}
