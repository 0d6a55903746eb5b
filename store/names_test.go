package store

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"golang.org/x/text/unicode/norm"

	"ikd/station/siak"
	"ikd/station/siak/text"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
)

func passphraseOf(s string) secrets.Secret {
	return secrets.Secret{Method: secrets.MethodPassphrase, Text: []byte(s)}
}

// A passphrase opens in either form of Unicode, and so does one that an older
// version hashed as it came.
func TestPassphraseInAnyForm(t *testing.T) {
	t.Parallel()
	const typed = "caf\u00e9 di pagi hari"
	composed, apart := passphraseOf(typed), passphraseOf(norm.NFD.String(typed))
	for _, chosen := range []secrets.Secret{composed, apart} {
		dir, s := crew(t, quick())
		storetest.OK(t, s.Accounts.Reset(t.Context(), "budi", chosen))
		closeStore(t, s)
		for _, now := range []secrets.Secret{composed, apart} {
			s := openAs(t, dir, "budi", now, quick())
			storetest.OK(t, s.Accounts.Change(t.Context(), apart.Text, chosen))
			closeStore(t, s)
		}
		refuse(t, dir, "budi", passphraseOf("cafe di pagi hari"), quick(), siak.KindWrongPassphrase)
	}
	for _, was := range []secrets.Secret{composed, apart} {
		w := secrets.Wrap{Salt: make([]byte, secrets.SaltLength), Cost: quick().Argon}
		with, err := w.WrapSealer("a", was, secrets.Laptop{}) // hashes what it is given
		storetest.OK(t, err)
		w.Sealed = with.Seal(secrets.WrapPlace("a", secrets.WrapsPrivateKey), make([]byte, seal.KeyLength), seal.SmallBucket)
		for _, now := range []secrets.Secret{composed, apart} {
			if _, _, err := w.Unwrap("a", now, secrets.Laptop{}, secrets.WrapsPrivateKey); err != nil {
				t.Errorf("%+q does not open %+q: %v", now.Text, was.Text, err)
			}
		}
	}
}

// Names that differ by case, blanks, punctuation or form alone are one account:
// the second is refused, and each of them signs in.
func TestAccountsOfOneName(t *testing.T) {
	t.Parallel()
	dir, s := crew(t, quick())
	storetest.OK(t, s.Accounts.Add(t.Context(), accounts.Officer{Name: "  Jose\u0301\u00a0 Pereira "}, dewisOwn))
	ways := []string{"Jos\u00e9 Pereira", "jose\u0301 pereira", "JOS\u00c9  PEREIRA", "Jos\u00e9Pereira", "Jos\u00e9-Pereira"}
	for _, name := range append(ways, "Jose\u0301\tPereira\n") {
		storetest.WantKind(t, s.Accounts.Add(t.Context(), accounts.Officer{Name: name}, dewisOwn), siak.KindAccountExists)
	}
	storetest.WantKind(t, s.Accounts.Add(t.Context(), accounts.Officer{Name: "BUDI"}, dewisOwn), siak.KindAccountExists)
	storetest.OK(t, s.Accounts.Add(t.Context(), accounts.Officer{Name: "Jose Pereira"}, dewisOwn)) // another name
	storetest.OK(t, s.Accounts.Reset(t.Context(), "JOS\u00c9 PEREIRA", budisOwn))
	closeStore(t, s)
	for _, name := range ways {
		s := openAs(t, dir, name, budisOwn, quick())
		if s.Officer() != "Jos\u00e9 Pereira" {
			t.Errorf("%+q signs in as %+q", name, s.Officer())
		}
		closeStore(t, s)
	}
	refuse(t, dir, "josepereiraa", budisOwn, quick(), siak.KindNotFound)
	refuse(t, dir, "...", budisOwn, quick(), siak.KindNotFound)
}

// What a name may not have is named.
func TestAccountNameFaults(t *testing.T) {
	t.Parallel()
	_, s := crew(t, quick())
	err := s.Accounts.Add(t.Context(), accounts.Officer{Name: "Si\u200bti"}, dewisOwn)
	storetest.WantKind(t, err, siak.KindAccountName)
	if f, ok := errors.AsType[*text.Fault](err); !ok || f.Position != 3 {
		t.Errorf("%v does not name the character", err)
	}
	for _, name := range []string{"\u202eitiS", "Siti\x07", "Siti\xff", " \u00a0 ", "...", ""} {
		storetest.WantKind(t, s.Accounts.Add(t.Context(), accounts.Officer{Name: name}, dewisOwn), siak.KindAccountName)
	}
}

// Two accounts that an older version let be made both sign in, by the name as it
// is written; another way to write it says that there are two.
func TestOlderAccountsOfOneName(t *testing.T) {
	t.Parallel()
	dir, s := crew(t, quick())
	closeStore(t, s)
	db, err := sqlitedb.OpenWriter(filepath.Join(dir, folder.Ledger), sqlitedb.Access{Synchronous: sqlitedb.SyncFull})
	storetest.OK(t, err)
	storetest.OK(t, sqlitedb.Transact(t.Context(), db, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO officers (name, role, method, created, public, card, salt, memory, time, threads, wrapped)
			SELECT 'BUDI', role, method, created, public, card, salt, memory, time, threads, wrapped FROM officers WHERE name = 'budi'`)
		return err
	}))
	storetest.OK(t, db.Close())
	closeStore(t, openAs(t, dir, "budi", budisOwn, quick()))
	refuse(t, dir, "Budi", budisOwn, quick(), siak.KindWhichAccount)
	refuse(t, dir, "BUDI", budisOwn, quick(), siak.KindWrongPassphrase) // its card is another's: found, and not taken for budi
}
