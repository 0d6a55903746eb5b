package cli

import (
	"context"
	"errors"

	"ikd/station/app/runtime"
	"ikd/station/siak"
	"ikd/station/store"
)

type recoveryCodeCommand struct {
	signIn
	Noted bool `help:"The code printed will be written down: do not ask for its last group. For set-ups that print it themselves."`
}

// Help is the long help of the command.
func (recoveryCodeCommand) Help() string {
	return `Makes a recovery code, for a supervisor, and prints it once:

  {"recovery_code":"7K2QM-…"}

The office keeps it on paper, away from the laptop: with it a supervisor opens the folder where the laptop's TPM or
keyring is gone. It asks for the last group, as a sign that the code was written down; without that the code before
stays good and nothing changes. Then it binds the account's key to the laptop, in the TPM 2.0, else in the system's
keyring, and prints how the folder is protected:

  {"binding":"tpm","weakest":"","unbound":2}

binding is of this account, weakest of the account that is bound least; "" is the passphrase alone. The other
accounts are bound when their officers sign in the next time.`
}

// recoveryLine is a recovery code. It is the one place where it is printed.
type recoveryLine struct {
	Code string `json:"recovery_code"`
}

// protectionLine is how a folder is protected.
type protectionLine struct {
	Binding store.Binding `json:"binding"`
	Weakest store.Binding `json:"weakest"`
	Unbound int           `json:"unbound"`
}

// Run makes the code.
func (c *recoveryCodeCommand) Run(ctx context.Context, out *output) error {
	secret, err := out.passphrase()
	if err != nil {
		return err
	}
	defer clear(secret)
	return c.with(ctx, out, secret, func(s *store.Store) error {
		if err := s.Rotate(ctx, nil); err != nil { // one that was left half-way
			return err
		}
		code, err := s.Laptop.NewRecoveryCode(ctx)
		if err != nil {
			return err
		}
		if err := out.line(recoveryLine{code.Text()}); err != nil {
			return err
		}
		if !c.Noted && !out.typesLastGroup(code) {
			out.say("%s", out.words.Text("recovery.last.wrong"))
			return errNotHeld
		}
		if err := s.Laptop.NoteRecoveryCode(ctx); err != nil {
			return err
		}
		if err := s.Laptop.Bind(ctx, secret); err != nil {
			return err
		}
		if err := s.Rotate(ctx, nil); err != nil {
			return err
		}
		return tellProtection(ctx, out, s)
	})
}

// typesLastGroup asks for the last group of a code.
func (o *output) typesLastGroup(code store.RecoveryCode) bool {
	typed, _ := o.answer(o.words.Text("recovery.last") + ": ")
	return code.EndsWith(typed)
}

// tellProtection prints how the folder is protected.
func tellProtection(ctx context.Context, out *output, s *store.Store) error {
	p, err := s.Laptop.Protection(ctx)
	if err != nil {
		return err
	}
	return out.line(protectionLine{p.Own, p.Weakest, p.Unbound})
}

type recoverCommand struct {
	Dir string `default:"${dir}" placeholder:"DIR" help:"The station's folder."`
	As  string `placeholder:"NAME" help:"The supervisor's account that gets a new secret; not needed where there is only one."`
	newSecretFlags
}

// Help is the long help of the command.
func (recoverCommand) Help() string {
	return `Opens a folder with its recovery code, which is read from standard input or asked for: where the laptop's TPM or
keyring is gone, the folder was moved to another laptop, or every secret was forgotten. The supervisor's account gets
a new secret and is bound to this laptop; the others are reset afterwards ("officer reset"). Nothing is lost.
` + newSecretHelp + `Prints the account as "officer list" does, and how the folder is protected as
"recovery-code" does. Make a new code then ("recovery-code"): this one has been out of its envelope. Where the
station had a key in the TPM, the registry's staff give a new enrolment code ("enrol").`
}

// Run opens the folder.
func (c *recoverCommand) Run(ctx context.Context, out *output) error {
	// Nobody types the code in vain while another program has the folder.
	if err := runtime.Exclusive(c.Dir, func() error { return nil }); err != nil {
		return err
	}
	typed, err := out.personal(out.words.Text("recover.code") + ": ")
	if err != nil {
		return err
	}
	code, err := store.ParseRecoveryCode(typed)
	if err != nil {
		out.say("%s", mistypedText(out, err))
		return err
	}
	secret, err := c.secret(out)
	if err != nil {
		return err
	}
	defer clear(secret.Text)
	r := store.Recovery{Code: code, Officer: c.As, Secret: secret}
	return runtime.WithRecovered(ctx, c.Dir, r, func(s *store.Store) error {
		_ = out.program.Log.Open(c.Dir) // a command works without a log all the same
		if err := s.Rotate(ctx, nil); err != nil {
			return err
		}
		if err := tellAccount(ctx, out, s, s.Officer()); err != nil {
			return err
		}
		return tellProtection(ctx, out, s)
	})
}

// mistypedText says which group of a recovery code is to be looked at.
func mistypedText(out *output, err error) string {
	mistyped, is := errors.AsType[*store.MistypedError](err)
	if !is {
		return out.words.Kind(siak.KindOf(err)).What
	}
	if mistyped.Group == 0 {
		return out.words.Text("recover.length")
	}
	return out.words.Text("recover.group", mistyped.Group)
}
