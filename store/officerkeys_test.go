package store

import (
	"bytes"
	"crypto/ed25519"
	"database/sql"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/storetest"
)

// Each account signs with a key of its own, which opens with its secret alone; a
// supervisor certifies it, and its end.
func TestOfficersHaveKeysOfTheirOwn(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	storetest.OK(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
	id, _, err := s.Settings.Identity(t.Context())
	storetest.OK(t, err)
	storetest.OK(t, s.Accounts.Add(t.Context(), Officer{Name: "Siti"}, Secret{Method: MethodPassphrase, Text: []byte("kuda nil berenang pelan")}))
	storetest.OK(t, s.OfficerKeys.Certify(t.Context()))

	keys, ends, err := s.OfficerKeys.Untold(t.Context())
	storetest.OK(t, err)
	if len(keys) != 2 || len(ends) != 0 {
		t.Fatalf("%d keys and %d ends to tell, want 2 and 0", len(keys), len(ends))
	}
	first, second := keys[0], keys[1]
	own, err := audit.ParseSigner(id.Key)
	storetest.OK(t, err)
	if !first.By.IsZero() || !ed25519.Verify(own.Public().(ed25519.PublicKey), first.Statement(id.StationID), first.Signature) || !first.Supervisor {
		t.Error("the first supervisor's key is not signed by the station's")
	}
	if second.By != first.Public || !ed25519.Verify(first.Public[:], second.Statement(id.StationID), second.Signature) || second.Officer != "Siti" || second.Supervisor {
		t.Error("the officer's key is not signed by the supervisor's")
	}
	body := []byte("statement")
	signature, err := s.OfficerKeys.Sign(Signed{siak.PurposeActivation, time.Now(), body})
	storetest.OK(t, err)
	if !signature.Holds(siak.PurposeActivation, id.StationID, body) {
		t.Error("the signature does not hold")
	}
	if signature.Holds(siak.PurposeDeactivate, id.StationID, body) {
		t.Error("good for another purpose")
	}
	if signature.Public != first.Public {
		t.Error("signed with another's key")
	}

	// Two sign one thing: the other gives the secret.
	_, _, err = s.OfficerKeys.SignAs(t.Context(), "Siti", []byte("salah sekali ini"), Signed{siak.PurposeDeactivate, time.Now(), body})
	storetest.WantKind(t, err, siak.KindWrongPassphrase)
	who, other, err := s.OfficerKeys.SignAs(t.Context(), "Siti", []byte("kuda nil berenang pelan"), Signed{siak.PurposeDeactivate, time.Now(), body})
	storetest.OK(t, err)
	if who.Name != "Siti" || other.Public != second.Public {
		t.Error("another account signed")
	}

	storetest.OK(t, s.OfficerKeys.Known(t.Context(), []siak.OfficerPublicKey{first.Public, second.Public}, nil))
	storetest.OK(t, s.Lock(t.Context()))
	_, err = s.OfficerKeys.Sign(Signed{siak.PurposeActivation, time.Now(), body})
	storetest.WantKind(t, err, siak.KindLocked)
	storetest.OK(t, s.Unlock(t.Context(), passphrase))
	if again, err := s.OfficerKeys.Sign(Signed{siak.PurposeActivation, time.Now(), body}); err != nil || again.Public != first.Public {
		t.Error("another key after the lock:", err)
	}

	storetest.OK(t, s.Accounts.Disable(t.Context(), "Siti"))
	keys, ends, err = s.OfficerKeys.Untold(t.Context())
	storetest.OK(t, err)
	if len(keys) != 0 || len(ends) != 1 || ends[0].Public != second.Public || ends[0].By != first.Public ||
		!ed25519.Verify(first.Public[:], ends[0].Statement(id.StationID), ends[0].Signature) {
		t.Fatalf("after the disabling %d keys and %d ends to tell", len(keys), len(ends))
	}
	var left int
	storetest.OK(t, s.ledger().Read("count", func(db *sql.DB) error {
		return db.QueryRowContext(t.Context(), `SELECT count(*) FROM officer_keys WHERE officer = 'Siti' AND sealed IS NOT NULL`).Scan(&left)
	}))
	if left != 0 {
		t.Error("the private half of a disabled officer is still there")
	}

	// A reset is another key; the one before ends.
	storetest.OK(t, s.Accounts.Reset(t.Context(), "Siti", Secret{Method: MethodPassphrase, Text: []byte("gajah terbang ke utara")}))
	keys, _, err = s.OfficerKeys.Untold(t.Context())
	storetest.OK(t, err)
	if len(keys) != 1 || keys[0].Public == second.Public {
		t.Fatal("the reset account signs with the key from before")
	}
}

// Whoever puts a key of their own into the file gets none certified.
func TestPlantedKeyIsNotCertified(t *testing.T) {
	s := create(t, t.TempDir(), quick())
	storetest.OK(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
	storetest.OK(t, s.OfficerKeys.Certify(t.Context()))
	planted := bytes.Repeat([]byte{7}, 32)
	storetest.OK(t, s.ledger().Write(t.Context(), "plant", func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO officer_keys (public, officer, supervisor, made) VALUES (?, ?, 1, 1)`, planted, s.Officer())
		return err
	}))
	storetest.OK(t, s.OfficerKeys.Certify(t.Context()))
	keys, _, err := s.OfficerKeys.Untold(t.Context())
	storetest.OK(t, err)
	for _, k := range keys {
		if bytes.Equal(k.Public[:], planted) {
			t.Error("it is certified")
		}
	}
}

// An account of a program from before has a key after its next sign-in.
func TestAccountFromBeforeGetsAKey(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	storetest.OK(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
	storetest.OK(t, s.ledger().Write(t.Context(), "go back", func(tx *sql.Tx) error {
		if _, err := tx.Exec(`DELETE FROM officer_keys`); err != nil {
			return err
		}
		me := s.me
		me.Signing = nil
		return me.Save(t.Context(), tx, s.keys)
	}))
	storetest.OK(t, s.Close())
	s = reopen(t, dir, quick())
	storetest.OK(t, s.OfficerKeys.Certify(t.Context()))
	if keys, _, err := s.OfficerKeys.Untold(t.Context()); err != nil || len(keys) != 1 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	if _, err := s.OfficerKeys.Sign(Signed{siak.PurposeActivation, time.Now(), nil}); err != nil {
		t.Error(err)
	}
}
