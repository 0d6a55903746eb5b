package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/recoverykey"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
	"ikd/station/store/tpmtest"
)

// with is [quick] on a laptop with that TPM and that keyring.
func with(tpm secrets.TPM, k secrets.Keyring) Options {
	o := quick()
	o.TPM, o.Keyring = tpm, k
	return o
}

func simulatedTPM(t *testing.T) (*tpmtest.TPM, *TPM) {
	t.Helper()
	sim := tpmtest.New(t)
	return sim, TPMAt(sim.Path, 10*time.Second)
}

// protect makes a recovery code, as a supervisor does at the set-up, and binds the
// account.
func protect(t *testing.T, s *Store, secret []byte) RecoveryCode {
	t.Helper()
	code, err := s.Laptop.NewRecoveryCode(t.Context())
	storetest.OK(t, err)
	storetest.OK(t, s.Laptop.NoteRecoveryCode(t.Context()))
	storetest.OK(t, s.Laptop.Bind(t.Context(), secret))
	storetest.OK(t, s.Rotate(t.Context(), nil))
	return code
}

func protection(t *testing.T, s *Store) Protection {
	t.Helper()
	p, err := s.Laptop.Protection(t.Context())
	storetest.OK(t, err)
	return p
}

// copyFolder is what a thief does.
func copyFolder(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	storetest.OK(t, os.CopyFS(to, os.DirFS(dir)))
	storetest.OK(t, filepath.WalkDir(to, func(path string, e fs.DirEntry, err error) error { // as a thief would
		mode := fs.FileMode(0o600)
		if err == nil && e.IsDir() {
			mode = 0o700
		}
		return errors.Join(err, os.Chmod(path, mode))
	}))
	_ = os.Remove(filepath.Join(to, "station.lock"))
	return to
}

// A copied folder opens at no other laptop, with the right passphrase neither; with the
// recovery code it does, and then all who were there can be let in again.
func TestCopiedFolderNeedsTheTPM(t *testing.T) {
	t.Parallel()
	_, chip := simulatedTPM(t)
	dir, s := crew(t, with(chip, noKeyring{}))
	a := storetest.Confirmed(1, storetest.NewClock().At)
	confirm(t, s.Ledger, a)
	if p := protection(t, s); p.Weakest != BindingNone || !p.NeedsCode || p.Unbound != 3 {
		t.Fatalf("%+v", p)
	}
	code := protect(t, s, passphrase)
	if p := protection(t, s); p.Own != BindingTPM || p.Weakest != BindingNone || p.NeedsCode || p.Unbound != 2 {
		t.Fatalf("%+v", p)
	}
	closeStore(t, s)
	closeStore(t, openAs(t, dir, "budi", budisOwn, with(chip, noKeyring{}))) // bound by signing in
	closeStore(t, openAs(t, dir, "dewi", dewisOwn, with(chip, noKeyring{})))

	stolen := copyFolder(t, dir)
	other := with(NoTPM(), noKeyring{})
	_, thiefsChip := simulatedTPM(t)
	for name, secret := range map[string]secrets.Secret{"latihan": {Method: secrets.MethodPassphrase, Text: passphrase}, "budi": budisOwn, "dewi": dewisOwn} {
		refuse(t, stolen, name, secret, other, siak.KindNoTPM)
		refuse(t, stolen, name, secret, with(thiefsChip, memoryKeyring{}), siak.KindOtherTPM)
		closeStore(t, openAs(t, dir, name, secret, with(chip, noKeyring{})))
	}
	refuse(t, dir, "budi", dewisOwn, with(chip, noKeyring{}), siak.KindWrongPassphrase)

	_, err := Recover(t.Context(), stolen, Recovery{Code: recoverykey.NewCode(), Officer: "dewi", Secret: dewisOwn}, other)
	storetest.WantKind(t, err, siak.KindRecoveryWrong)
	_, err = Recover(t.Context(), stolen, Recovery{Code: code, Officer: "budi", Secret: budisOwn}, other)
	storetest.WantKind(t, err, siak.KindNotAllowed)
	next := secrets.Secret{Method: secrets.MethodPassphrase, Text: []byte("angin dari laut")}
	r, err := Recover(t.Context(), stolen, Recovery{Code: code, Officer: "dewi", Secret: next}, with(thiefsChip, noKeyring{}))
	storetest.OK(t, err)
	if got, found, err := r.Ledger.Used(t.Context(), a.PresentationID); err != nil || !found || got.Name != a.Name {
		t.Fatal("what was confirmed is not readable", found, err)
	}
	if p := protection(t, r); p.Own != BindingTPM || !p.NeedsCode {
		t.Fatalf("%+v", p)
	}
	storetest.OK(t, r.Accounts.Reset(t.Context(), "budi", budisNext)) // a PIN, without any keyring
	auditRows(t, r)
	closeStore(t, r)
	closeStore(t, openAs(t, stolen, "budi", budisNext, with(thiefsChip, noKeyring{})))
	refuse(t, stolen, "dewi", next, with(chip, noKeyring{}), siak.KindOtherTPM)
}

// Who has a copy from before the binding, and the passphrase, opens nothing of what
// came later.
func TestCopyFromBeforeTheBinding(t *testing.T) {
	t.Parallel()
	_, chip := simulatedTPM(t)
	dir := t.TempDir()
	s := create(t, dir, with(chip, noKeyring{}))
	before := copyFolder(t, dir)
	protect(t, s, passphrase)
	epoch := s.keys.Epoch
	if epoch == 1 {
		t.Fatal("the data key is still the one of the copy")
	}
	closeStore(t, s)
	old := reopen(t, before, with(NoTPM(), noKeyring{}))
	_, err := authenticator{old.ledger(), old.o}.dataKey(t.Context(), "latihan", []byte(strings.Repeat("k", 32)), 1)
	if err == nil {
		t.Fatal("any key opens the data key")
	}
	closeStore(t, old)
	// The copy's row of the account, put into the folder of now.
	src := ledgerOf(t, before)
	a, err := accounts.Find(t.Context(), src.Reader, "latihan", time.Now())
	storetest.OK(t, err)
	tamper(t, filepath.Join(dir, folder.Ledger), `UPDATE officers SET salt = ?, wrapped = ?, public = ?, binding = '', blob = NULL`,
		a.Wrap.Salt, a.Wrap.Sealed, a.Public)
	_, err = Open(t.Context(), dir, "", passphrase, with(NoTPM(), noKeyring{}))
	storetest.WantKind(t, err, siak.KindDamaged)
}

func ledgerOf(t *testing.T, dir string) *sqlitedb.File {
	t.Helper()
	life := &sqlitedb.Lifetime{}
	o := quick().withDefaults()
	f, err := openLedger(t.Context(), o.opener(dir), life, filepath.Join(dir, folder.Ledger))
	storetest.OK(t, err)
	t.Cleanup(func() { _ = life.End(f.Close) })
	return f
}

// Without a TPM the keyring takes its place, for passphrases too; without either the
// passphrase is all there is.
func TestKeyringInThePlaceOfTheTPM(t *testing.T) {
	t.Parallel()
	ring := memoryKeyring{}
	dir := t.TempDir()
	s := create(t, dir, with(NoTPM(), ring))
	code := protect(t, s, passphrase)
	if p := protection(t, s); p.Weakest != BindingKeyring {
		t.Fatalf("%+v", p)
	}
	closeStore(t, s)
	if len(ring) != 1 {
		t.Fatalf("%d halves in the keyring", len(ring))
	}
	own := secrets.Secret{Method: secrets.MethodPassphrase, Text: passphrase}
	closeStore(t, openAs(t, dir, "", own, with(NoTPM(), ring)))
	refuse(t, copyFolder(t, dir), "", own, with(NoTPM(), memoryKeyring{}), siak.KindNoKeyring)

	_, chip := simulatedTPM(t) // a laptop whose TPM was switched on in the firmware later
	s = openAs(t, dir, "", own, with(chip, ring))
	if p := protection(t, s); p.Weakest != BindingTPM || len(ring) != 0 {
		t.Fatalf("%+v, %d halves in the keyring", p, len(ring))
	}
	closeStore(t, s)
	s, err := Recover(t.Context(), dir, Recovery{Code: code, Secret: own}, with(NoTPM(), noKeyring{}))
	storetest.OK(t, err)
	if p := protection(t, s); p.Weakest != BindingNone {
		t.Fatalf("%+v", p)
	}
}

// What is wrong with the TPM is told for what it is, costs the officer no tries, and
// passes where it passes.
func TestTroubleWithTheTPM(t *testing.T) {
	t.Parallel()
	sim, chip := simulatedTPM(t)
	dir := t.TempDir()
	s := create(t, dir, with(chip, noKeyring{}))
	protect(t, s, passphrase)
	storetest.OK(t, s.Lock(t.Context()))
	storetest.OK(t, s.Unlock(t.Context(), passphrase))
	sim.Kill()
	storetest.OK(t, s.Lock(t.Context()))
	for range accounts.MostTries + 1 {
		storetest.WantKind(t, s.Unlock(t.Context(), passphrase), siak.KindNoTPM)
	}
	sim.Start(t)
	storetest.OK(t, s.Unlock(t.Context(), passphrase))
	closeStore(t, s)
	for {
		_, err := Admit(t.Context(), dir, "", []byte("bukan yang benar"), with(chip, noKeyring{}))
		if siak.KindOf(err) == siak.KindTPMLockedOut {
			break
		}
		storetest.WantKind(t, err, siak.KindWrongPassphrase)
	}
	refuse(t, dir, "", secrets.Secret{Text: passphrase}, with(chip, noKeyring{}), siak.KindTPMLockedOut)
}

// The recovery code goes through a change of the data key; a new one ends the one
// before, and one that was not noted yet ends nothing.
func TestRecoveryCodeFollows(t *testing.T) {
	t.Parallel()
	o := with(NoTPM(), noKeyring{})
	dir, s := crew(t, o)
	_, err := Recover(t.Context(), copyFolder(t, dir), Recovery{Code: recoverykey.NewCode()}, o)
	storetest.WantKind(t, err, siak.KindNoRecovery)
	storetest.WantKind(t, s.Laptop.NoteRecoveryCode(t.Context()), siak.KindNoRecovery)
	first := protect(t, s, passphrase)
	storetest.OK(t, s.Accounts.Disable(t.Context(), "budi"))
	storetest.OK(t, s.Rotate(t.Context(), nil))
	opens(t, dir, first, true)
	second, err := s.Laptop.NewRecoveryCode(t.Context())
	storetest.OK(t, err)
	opens(t, dir, first, true)
	third, err := s.Laptop.NewRecoveryCode(t.Context())
	storetest.OK(t, err)
	storetest.OK(t, s.Laptop.NoteRecoveryCode(t.Context()))
	opens(t, dir, first, false)
	opens(t, dir, second, false)
	opens(t, dir, third, true)
	closeStore(t, s)
	b := openAs(t, dir, "dewi", dewisOwn, o)
	storetest.OK(t, b.Accounts.Add(t.Context(), accounts.Officer{Name: "rina"}, budisOwn))
	closeStore(t, b)
	r := openAs(t, dir, "rina", budisOwn, o)
	_, err = r.Laptop.NewRecoveryCode(t.Context())
	storetest.WantKind(t, err, siak.KindNotAllowed)
	storetest.WantKind(t, r.Laptop.NoteRecoveryCode(t.Context()), siak.KindNotAllowed)
}

// opens tries a code on a copy of the folder.
func opens(t *testing.T, dir string, code RecoveryCode, want bool) {
	t.Helper()
	s, err := Recover(t.Context(), copyFolder(t, dir), Recovery{Code: code, Officer: "dewi", Secret: budisOwn}, with(NoTPM(), noKeyring{}))
	if !want {
		storetest.WantKind(t, err, siak.KindRecoveryWrong)
		return
	}
	storetest.OK(t, err)
	closeStore(t, s)
}

// A false recovery key that somebody wrote into the file gets no new data key.
func TestForgedRecoveryKeyGetsNothing(t *testing.T) {
	t.Parallel()
	o := with(NoTPM(), noKeyring{})
	dir, s := crew(t, o)
	protect(t, s, passphrase)
	closeStore(t, s)
	forged := recoverykey.New(7, recoverykey.NewCode(), seal.DeriveKeys(seal.NewDataKey()), time.Now())
	tamper(t, filepath.Join(dir, folder.Ledger), `INSERT INTO recovery_keys (id, public, wrapped, card, made, noted) VALUES (8, ?, x'00', x'00', 1, 1)`, forged.Public)
	s = openAs(t, dir, "dewi", dewisOwn, o)
	storetest.OK(t, s.Accounts.Disable(t.Context(), "budi"))
	storetest.OK(t, s.Rotate(t.Context(), nil))
	given, err := sqlitedb.Column[string](t.Context(), s.ledger().Reader, `SELECT officer FROM data_keys WHERE officer = ?`, forged.Holder())
	storetest.OK(t, err)
	if len(given) != 0 {
		t.Fatal("the forged key was given the new data key")
	}
}

// A folder of the version before opens, lists its officers before that, and is bound
// once its supervisor has noted a code. The version before refuses what came of it.
func TestFolderOfTheVersionBefore(t *testing.T) {
	t.Parallel()
	_, chip := simulatedTPM(t)
	dir, s := crew(t, with(NoTPM(), noKeyring{}))
	closeStore(t, s)
	before := sqlitedb.Schema{Application: ledger.Schema.Application, Steps: ledger.Schema.Steps[:3]}
	path := filepath.Join(dir, folder.Ledger)
	for _, statement := range []string{
		`DROP TABLE recovery_keys`, `ALTER TABLE officers DROP COLUMN blob`, `ALTER TABLE officers DROP COLUMN binding`, `PRAGMA user_version = 3`,
	} {
		tamper(t, path, statement)
	}
	all, err := ListAccounts(t.Context(), dir, nil)
	if err != nil || len(all) != 3 {
		t.Fatal(all, err)
	}
	own := secrets.Secret{Method: secrets.MethodPassphrase, Text: passphrase}
	s = openAs(t, dir, "latihan", own, with(chip, noKeyring{}))
	if p := protection(t, s); p.Own != BindingNone || !p.NeedsCode {
		t.Fatalf("%+v", p)
	}
	protect(t, s, passphrase)
	closeStore(t, s)
	refuse(t, dir, "latihan", own, with(NoTPM(), noKeyring{}), siak.KindNoTPM)
	closeStore(t, openAs(t, dir, "latihan", own, with(chip, noKeyring{})))
	db, err := sqlitedb.OpenReader(path, sqlitedb.Access{Busy: time.Second})
	storetest.OK(t, err)
	defer db.Close()
	_, err = before.Version(t.Context(), db)
	storetest.WantKind(t, err, siak.KindWrongVersion)
}

// childTPM tells the program that is killed where its TPM is.
const childTPM = "STORE_TEST_CHILD_TPM"

// bindAll sets a folder up, makes a code, notes it and binds, and prints what it has
// come to: "code" and the code once it is noted, "bound" once the account is.
func bindAll(ctx context.Context, dir string) error {
	o := with(TPMAt(os.Getenv(childTPM), 10*time.Second), noKeyring{})
	s, err := Open(ctx, dir, "", passphrase, o)
	if err != nil {
		return err
	}
	fmt.Println("open")
	code, err := s.Laptop.NewRecoveryCode(ctx)
	if err != nil {
		return err
	}
	fmt.Println("shown")
	if err := s.Laptop.NoteRecoveryCode(ctx); err != nil {
		return err
	}
	fmt.Println("code", code.Text())
	if err := s.Laptop.Bind(ctx, passphrase); err != nil {
		return err
	}
	fmt.Println("bound")
	return s.Close()
}

// Killed anywhere on the way, the folder opens with the passphrase at this laptop, and
// with the code from when it was noted.
func TestKilledWhileBinding(t *testing.T) {
	t.Parallel()
	sim, chip := simulatedTPM(t)
	for round := range 12 {
		dir := t.TempDir()
		closeStore(t, create(t, dir, with(chip, noKeyring{})))
		child := exec.CommandContext(t.Context(), os.Args[0])
		child.Env = append(os.Environ(), childDir+"="+dir, childJob+"=bind", childTPM+"="+sim.Path)
		out, err := child.StdoutPipe()
		storetest.OK(t, err)
		storetest.OK(t, child.Start())
		stop := []string{"open", "shown", "code", "bound"}[round%4]
		var noted string
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			word, rest, _ := strings.Cut(lines.Text(), " ")
			if word == "code" {
				noted = rest
			}
			if word == stop {
				time.Sleep(time.Duration(rand.IntN(8000)) * time.Microsecond)
				_ = child.Process.Kill()
			}
		}
		_ = child.Wait()
		closeStore(t, reopen(t, dir, with(flushed(t, sim, chip), noKeyring{})))
		if noted == "" {
			continue
		}
		code, err := ParseRecoveryCode(noted)
		storetest.OK(t, err)
		s, err := Recover(t.Context(), dir, Recovery{Code: code, Secret: budisOwn}, with(NoTPM(), noKeyring{}))
		storetest.OK(t, err)
		auditRows(t, s)
		closeStore(t, s)
	}
}

// flushed is the TPM without what the killed program left in it, as the kernel's
// resource manager sees to it: switched off and on.
func flushed(t *testing.T, sim *tpmtest.TPM, chip *TPM) *TPM {
	t.Helper()
	sim.Kill()
	sim.Start(t)
	return chip
}
