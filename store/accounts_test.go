package store

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"github.com/zalando/go-keyring"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
)

// memoryKeyring is a keyring that holds what it is given.
type memoryKeyring map[string]string

func (m memoryKeyring) Get(service, user string) (string, error) {
	if s, known := m[service+"\x00"+user]; known {
		return s, nil
	}
	return "", keyring.ErrNotFound
}

func (m memoryKeyring) Set(service, user, secret string) error {
	m[service+"\x00"+user] = secret
	return nil
}

func (m memoryKeyring) Delete(service, user string) error {
	delete(m, service+"\x00"+user)
	return nil
}

// noKeyring is a system without one.
type noKeyring struct{}

var errNoKeyring = errors.New("org.freedesktop.secrets was not provided")

func (noKeyring) Get(string, string) (string, error) { return "", errNoKeyring }
func (noKeyring) Set(string, string, string) error   { return errNoKeyring }
func (noKeyring) Delete(string, string) error        { return errNoKeyring }

var (
	budisOwn  = secrets.Secret{Method: secrets.MethodPassphrase, Text: []byte("kuda makan sate")}
	dewisOwn  = secrets.Secret{Method: secrets.MethodPassphrase, Text: []byte("hujan di sore")}
	budisPIN  = secrets.Secret{Method: secrets.MethodPIN, Text: []byte("739104")}
	budisNext = secrets.Secret{Method: secrets.MethodPIN, Text: []byte("582039")}
)

// crew is a folder with a supervisor, latihan, and two officers, enrolled.
func crew(t *testing.T, options Options) (dir string, s *Store) {
	t.Helper()
	dir = t.TempDir()
	s = create(t, dir, options)
	storetest.OK(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
	storetest.OK(t, s.Accounts.Add(t.Context(), accounts.Officer{Name: "budi"}, budisOwn))
	storetest.OK(t, s.Accounts.Add(t.Context(), accounts.Officer{Name: "dewi", Role: accounts.RoleSupervisor}, dewisOwn))
	return dir, s
}

func openAs(t *testing.T, dir, name string, secret secrets.Secret, options Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir, name, secret.Text, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// refuse tries to sign in, as [Admit] lets one while another store is open.
func refuse(t *testing.T, dir, name string, secret secrets.Secret, options Options, kind siak.Kind) {
	t.Helper()
	_, err := Admit(t.Context(), dir, name, secret.Text, options)
	storetest.WantKind(t, err, kind)
}

func TestOfficersShareTheWork(t *testing.T) {
	dir, s := crew(t, quick())
	a := storetest.Confirmed(1, storetest.NewClock().At)
	confirm(t, s.Ledger, a)
	if s.Role() != accounts.RoleSupervisor {
		t.Fatal("the first officer is no supervisor")
	}
	closeStore(t, s)
	refuse(t, dir, "", budisOwn, quick(), siak.KindWhichAccount)

	b := openAs(t, dir, "budi", budisOwn, quick())
	if b.Role() != accounts.RoleOfficer || b.Officer() != "budi" {
		t.Fatal(b.Role(), b.Officer())
	}
	if got, found, err := b.Ledger.Used(t.Context(), a.PresentationID); err != nil || !found || got.Name != a.Name {
		t.Fatal("the other's work is not readable", found, err)
	}
	me, err := b.Accounts.Me(t.Context())
	storetest.OK(t, err)
	if !me.Renew {
		t.Fatal("a secret that another chose is not to be renewed")
	}
	for what, do := range map[string]func() error{
		"add":     func() error { return b.Accounts.Add(t.Context(), accounts.Officer{Name: "rina"}, dewisOwn) },
		"reset":   func() error { return b.Accounts.Reset(t.Context(), "dewi", budisOwn) },
		"disable": func() error { return b.Accounts.Disable(t.Context(), "dewi") },
		"wipe":    func() error { return b.BeginWipe(t.Context(), nil) },
		"export":  func() error { return b.ExportAudit(t.Context(), &bytes.Buffer{}) },
		"read":    func() error { _, err := b.AuditRows(t.Context(), 0, 10); return err },
	} {
		if err := do(); siak.KindOf(err) != siak.KindNotAllowed {
			t.Errorf("%s: %v", what, err)
		}
	}
	names, err := Officers(t.Context(), dir)
	storetest.OK(t, err)
	if len(names) != 3 || names[0] != "budi" {
		t.Fatal(names)
	}
	auditRows(t, b)
}

func TestChangeSealsNothingAnew(t *testing.T) {
	dir, s := crew(t, quick())
	confirm(t, s.Ledger, storetest.Confirmed(1, storetest.NewClock().At))
	closeStore(t, s)
	before := sealedColumn(t, dir)
	b := openAs(t, dir, "budi", budisOwn, quick())
	storetest.WantKind(t, b.Accounts.Change(t.Context(), dewisOwn.Text, secrets.Secret{Method: secrets.MethodPassphrase, Text: []byte("angin dari laut")}), siak.KindWrongPassphrase)
	storetest.WantKind(t, b.Accounts.Change(t.Context(), budisOwn.Text, secrets.Secret{Method: secrets.MethodPassphrase, Text: []byte("budibudi")}), siak.KindWeakPassphrase)
	storetest.OK(t, b.Accounts.Change(t.Context(), budisOwn.Text, secrets.Secret{Method: secrets.MethodPassphrase, Text: []byte("angin dari laut")}))
	auditRows(t, b)
	closeStore(t, b)
	refuse(t, dir, "budi", budisOwn, quick(), siak.KindWrongPassphrase)
	b = openAs(t, dir, "budi", secrets.Secret{Method: secrets.MethodPassphrase, Text: []byte("angin dari laut")}, quick())
	if me, _ := b.Accounts.Me(t.Context()); me.Renew || me.Lockout.Left != accounts.MostTries {
		t.Fatalf("%+v", me)
	}
	if after := sealedColumn(t, dir); !bytes.Equal(before, after) {
		t.Fatal("an activation was sealed anew")
	}
}

func sealedColumn(t *testing.T, dir string) (sealed []byte) {
	t.Helper()
	db, err := ledger.Peek(t.Context(), dir)
	storetest.OK(t, err)
	defer db.Close()
	storetest.OK(t, db.QueryRowContext(t.Context(), `SELECT sealed FROM activations`).Scan(&sealed))
	return sealed
}

func TestResetLosesNothing(t *testing.T) {
	dir, s := crew(t, quick())
	a := storetest.Confirmed(1, storetest.NewClock().At)
	confirm(t, s.Ledger, a)
	storetest.OK(t, s.Accounts.Reset(t.Context(), "budi", dewisOwn))
	storetest.WantKind(t, s.Accounts.Reset(t.Context(), "nobody", dewisOwn), siak.KindNotFound)
	storetest.WantKind(t, s.Accounts.Add(t.Context(), accounts.Officer{Name: "budi"}, budisOwn), siak.KindAccountExists)
	refuse(t, dir, "budi", budisOwn, quick(), siak.KindWrongPassphrase)
	closeStore(t, s)
	b := openAs(t, dir, "budi", dewisOwn, quick())
	if got, found, err := b.Ledger.Used(t.Context(), a.PresentationID); err != nil || !found || got.NIK != a.NIK {
		t.Fatal("lost by a reset", err)
	}
}

func TestPINNeedsTheKeyring(t *testing.T) {
	options := quick()
	ring := memoryKeyring{}
	options.Keyring = ring
	dir, s := crew(t, options)
	storetest.OK(t, s.Accounts.Reset(t.Context(), "budi", budisPIN))
	if len(ring) != 1 {
		t.Fatal("no half in the keyring")
	}
	closeStore(t, s)

	b := openAs(t, dir, "budi", budisPIN, options)
	storetest.OK(t, b.Accounts.Change(t.Context(), budisPIN.Text, budisNext))
	if len(ring) != 1 {
		t.Fatalf("%d halves after a change", len(ring))
	}
	closeStore(t, b)
	refuse(t, dir, "budi", budisPIN, options, siak.KindWrongPassphrase)
	b = openAs(t, dir, "budi", budisNext, options)

	// A change that cannot be written leaves the PIN that there was.
	tamper(t, filepath.Join(dir, folder.Ledger), `CREATE TRIGGER no BEFORE INSERT ON audit WHEN NEW.seq > 0 BEGIN SELECT RAISE(ABORT, 'no'); END`)
	if err := b.Accounts.Change(t.Context(), budisNext.Text, budisPIN); err == nil {
		t.Fatal("written without its audit row")
	}
	tamper(t, filepath.Join(dir, folder.Ledger), `DROP TRIGGER no`)
	closeStore(t, b)
	closeStore(t, openAs(t, dir, "budi", budisNext, options))

	// On another laptop, or without its half, the PIN opens nothing.
	for name, k := range map[string]secrets.Keyring{"another": memoryKeyring{}, "none": noKeyring{}, "rubbish": rubbishKeyring{}} {
		options.Keyring = k
		s, err := Open(t.Context(), dir, "budi", budisNext.Text, options)
		if err == nil {
			_ = s.Close()
		}
		if siak.KindOf(err) != siak.KindNoKeyring {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Passphrases do not ask for one.
	options.Keyring = noKeyring{}
	s = openAs(t, dir, "dewi", dewisOwn, options)
	storetest.WantKind(t, s.Accounts.Reset(t.Context(), "budi", budisPIN), siak.KindNoKeyring)
	storetest.OK(t, s.Accounts.Reset(t.Context(), "budi", budisOwn))
	closeStore(t, s)
	closeStore(t, openAs(t, dir, "budi", budisOwn, options))
}

type rubbishKeyring struct{ noKeyring }

func (rubbishKeyring) Get(string, string) (string, error) { return "?", nil }

// The very library, with its own mock in the place of the system.
func TestPINWithTheLibrary(t *testing.T) {
	keyring.MockInit()
	dir, s := crew(t, quick())
	storetest.OK(t, s.Accounts.Reset(t.Context(), "budi", budisPIN))
	closeStore(t, s)
	closeStore(t, openAs(t, dir, "budi", budisPIN, quick()))
	keyring.MockInitWithError(errNoKeyring)
	refuse(t, dir, "budi", budisPIN, quick(), siak.KindNoKeyring)
}

// Whatever is changed of an account behind the store's back is noticed at its
// sign-in.
func TestAccountCannotBeChangedBehind(t *testing.T) {
	for name, do := range map[string]string{
		"role":     `UPDATE officers SET role = 'supervisor' WHERE name = 'budi'`,
		"public":   `UPDATE officers SET public = (SELECT public FROM officers WHERE name = 'dewi') WHERE name = 'budi'`,
		"card":     `UPDATE officers SET card = (SELECT card FROM officers WHERE name = 'dewi') WHERE name = 'budi'`,
		"no card":  `UPDATE officers SET card = NULL WHERE name = 'budi'`,
		"data key": `UPDATE data_keys SET sealed = (SELECT sealed FROM data_keys WHERE officer = 'dewi') WHERE officer = 'budi'`,
		"no key":   `DELETE FROM data_keys WHERE officer = 'budi'`,
		"cost":     `UPDATE officers SET memory = 2147483648 WHERE name = 'budi'`,
	} {
		t.Run(name, func(t *testing.T) {
			dir, s := crew(t, quick())
			closeStore(t, s)
			tamper(t, filepath.Join(dir, folder.Ledger), do)
			_, err := Open(t.Context(), dir, "budi", budisOwn.Text, quick())
			storetest.WantKind(t, err, siak.KindDamaged)
			// A supervisor mends it.
			s = openAs(t, dir, "dewi", dewisOwn, quick())
			storetest.OK(t, s.Accounts.Reset(t.Context(), "budi", budisOwn))
			closeStore(t, s)
			closeStore(t, openAs(t, dir, "budi", budisOwn, quick()))
		})
	}
}

// A folder that the first program wrote opens, and its officer becomes one of
// this program's.
func TestFolderOfTheFirstProgram(t *testing.T) {
	dir := storetest.Folder(t)
	first := sqlitedb.Schema{Application: ledger.Schema.Application, Steps: ledger.Schema.Steps[:1]}
	db, err := sqlitedb.OpenWriter(filepath.Join(dir, folder.Ledger), sqlitedb.Access{Synchronous: sqlitedb.SyncFull})
	storetest.OK(t, err)
	storetest.OK(t, first.Migrate(t.Context(), db, true))
	data := seal.NewDataKey()
	w := secrets.Wrap{Salt: make([]byte, secrets.SaltLength), Cost: quick().Argon}
	_, _ = rand.Read(w.Salt)
	with, err := w.WrapSealer("latihan", secrets.Secret{Method: secrets.MethodPassphrase, Text: passphrase}, secrets.Laptop{})
	storetest.OK(t, err)
	k := seal.DeriveKeys(bytes.Clone(data))
	storetest.OK(t, sqlitedb.Transact(t.Context(), db, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO officers VALUES ('latihan', ?, ?, ?, ?, ?, 1)`,
			w.Salt, w.Cost.Memory, w.Cost.Time, w.Cost.Threads, with.Seal(secrets.WrapPlace("latihan", secrets.WrapsDataKey), data, seal.SmallBucket))
		return errors.Join(err, ledger.PutSetting(t.Context(), tx, k, ledger.SettingCamera, []byte("depan")))
	}))
	storetest.OK(t, db.Close())
	for range 2 {
		s := openAs(t, dir, "", secrets.Secret{Method: secrets.MethodPassphrase, Text: passphrase}, quick())
		value, known, err := s.Settings.Get(t.Context(), ledger.SettingCamera)
		storetest.OK(t, err)
		if !known || string(value) != "depan" || s.Role() != accounts.RoleSupervisor {
			t.Fatal(known, string(value), s.Role())
		}
		auditRows(t, s)
		closeStore(t, s)
	}
	s := openAs(t, dir, "", secrets.Secret{Method: secrets.MethodPassphrase, Text: passphrase}, quick())
	storetest.OK(t, s.Accounts.Add(t.Context(), accounts.Officer{Name: "budi"}, budisOwn))
	storetest.OK(t, s.Accounts.Disable(t.Context(), "budi"))
	storetest.OK(t, s.Rotate(t.Context(), nil))
}
