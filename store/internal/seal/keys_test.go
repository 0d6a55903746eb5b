package seal

import (
	"bytes"
	"testing"

	"ikd/station/siak"
	"ikd/station/store/internal/storetest"
)

var place = Place{Table: "settings", Key: []byte("camera"), Version: 1}

// While the data key is changed, rows of both epochs open and are found; once that
// is over, those of the epoch before are not.
func TestRotationOpensBothEpochs(t *testing.T) {
	before, now := DeriveKeys(NewDataKey()), DeriveKeys(NewDataKey())
	old := before.LedgerSeal.Seal(place, []byte("old"), SmallBucket)
	oldMark := before.LedgerIndex.Mark("nik", "x")
	_, err := now.LedgerSeal.Open(place, old)
	storetest.WantKind(t, err, siak.KindDamaged)

	now.SetPrevious(before)
	text, err := now.LedgerSeal.Open(place, old)
	storetest.OK(t, err)
	if string(text) != "old" {
		t.Errorf("opened to %q", text)
	}
	marks := now.Marks("nik", "x")
	if !bytes.Equal(marks[0], now.LedgerIndex.Mark("nik", "x")) || !bytes.Equal(marks[1], oldMark) {
		t.Error("a row of the epoch before is not found")
	}
	sealed := now.LedgerSeal.Seal(place, []byte("new"), SmallBucket)
	_, err = before.LedgerSeal.Open(place, sealed)
	storetest.WantKind(t, err, siak.KindDamaged) // sealed in the new epoch alone

	oldData := before.Data
	now.ForgetPrevious()
	_, err = now.LedgerSeal.Open(place, old)
	storetest.WantKind(t, err, siak.KindDamaged)
	if marks := now.Marks("nik", "x"); !bytes.Equal(marks[0], marks[1]) {
		t.Error("the mark of the epoch before is still there")
	}
	wantCleared(t, "the data key before", oldData)
}

func wantCleared(t *testing.T, what string, key []byte) {
	t.Helper()
	if len(bytes.Trim(key, "\x00")) > 0 {
		t.Errorf("%s is still in memory", what)
	}
}

// A locked store goes on sending: the ledger's seal stays. All else is forgotten.
func TestWhatIsForgotten(t *testing.T) {
	k := DeriveKeys(NewDataKey())
	sealed := k.LedgerSeal.Seal(place, []byte("text"), SmallBucket)
	data, marks, cache := k.Data, k.LedgerIndex.Key, k.CacheIndex.Key
	if k.Locked() {
		t.Error("locked at the beginning")
	}
	k.ForgetData()
	if !k.Locked() {
		t.Error("not locked")
	}
	wantCleared(t, "the data key", data)
	wantCleared(t, "the ledger's index key", marks)
	if _, err := k.LedgerSeal.Open(place, sealed); err != nil {
		t.Error("the outbox does not open any more:", err)
	}
	k.ForgetCache()
	wantCleared(t, "the cache's index key", cache)
	k.Wipe()
	if k.LedgerSeal.Aead != nil || k.CacheSeal.Aead != nil {
		t.Error("a seal outlasts the wipe")
	}
}

// A data key that was handed over opens for its officer, in its epoch, with that
// officer's private key, and unchanged.
func TestDataKeyIsHandedToOneOfficer(t *testing.T) {
	private, public := NewKeyPair()
	another, _ := NewKeyPair()
	data := NewDataKey()
	sealed, err := SealDataKey(public, "siti", 2, data)
	storetest.OK(t, err)
	got, err := OpenDataKey(private, "siti", 2, sealed)
	storetest.OK(t, err)
	if !bytes.Equal(got, data) {
		t.Fatal("another key came out")
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	short, err := SealDataKey(public, "siti", 2, data[1:])
	storetest.OK(t, err)
	for name, c := range map[string]struct {
		private []byte
		officer string
		epoch   int64
		sealed  []byte
	}{
		"another's key":    {another, "siti", 2, sealed},
		"another officer":  {private, "sit", 2, sealed},
		"another epoch":    {private, "siti", 3, sealed},
		"changed":          {private, "siti", 2, changed},
		"cut":              {private, "siti", 2, sealed[:len(sealed)-1]},
		"nothing":          {private, "siti", 2, nil},
		"no private key":   {private[1:], "siti", 2, sealed},
		"key of 31 octets": {private, "siti", 2, short},
	} {
		if _, err := OpenDataKey(c.private, c.officer, c.epoch, c.sealed); siak.KindOf(err) != siak.KindDamaged {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = SealDataKey(public[1:], "siti", 2, data)
	storetest.WantKind(t, err, siak.KindDamaged)
}

func TestCostOfAPassphraseIsBounded(t *testing.T) {
	for _, c := range []struct {
		cost Argon2Params
		sane bool
	}{
		{DefaultArgon, true},
		{Argon2Params{8, 1, 1}, true},
		{Argon2Params{1 << 20, 16, 16}, true},
		{Argon2Params{1<<20 + 1, 1, 1}, false},
		{Argon2Params{8, 17, 1}, false},
		{Argon2Params{8 * 17, 1, 17}, false},
		{Argon2Params{7, 1, 1}, false}, // RFC 9106: at least 8 KiB for each thread
		{Argon2Params{15, 1, 2}, false},
		{Argon2Params{8, 0, 1}, false},
		{Argon2Params{8, 1, 0}, false},
		{Argon2Params{}, false},
	} {
		if c.cost.Sane() != c.sane {
			t.Errorf("%+v is sane: %v, want %v", c.cost, c.cost.Sane(), c.sane)
		}
		want := siak.Kind("")
		if !c.sane {
			want = siak.KindBadValue
		}
		storetest.WantKind(t, c.cost.Check(), want)
	}
}

// Secret, salt, cost, purpose and the laptop's half all count; a PIN never gives the
// key of a passphrase that reads the same, and what is proven to a TPM is none of them.
func TestKeyDependsOnEverything(t *testing.T) {
	cost, salt, half := Argon2Params{8, 1, 1}, bytes.Repeat([]byte{1}, 16), bytes.Repeat([]byte{2}, KeyLength)
	secret := cost.Stretch([]byte("secret"), salt)
	keys := [][]byte{
		secret.Key("one", nil),
		cost.Stretch([]byte("secreT"), salt).Key("one", nil),
		cost.Stretch([]byte("secret"), bytes.Repeat([]byte{3}, 16)).Key("one", nil),
		Argon2Params{16, 1, 1}.Stretch([]byte("secret"), salt).Key("one", nil),
		Argon2Params{8, 2, 1}.Stretch([]byte("secret"), salt).Key("one", nil),
		secret.Key("one", half),
		secret.Key("one", bytes.Repeat([]byte{4}, KeyLength)),
		secret.Key("two", nil),
		secret.Key("two", half),
		secret.TPMAuth(),
		secret,
	}
	for i, a := range keys {
		if len(a) != KeyLength {
			t.Errorf("key %d has %d bytes", i, len(a))
		}
		for j := range i {
			if bytes.Equal(a, keys[j]) {
				t.Errorf("keys %d and %d are the same", i, j)
			}
		}
	}
	if !bytes.Equal(keys[0], cost.Stretch([]byte("secret"), salt).Key("one", nil)) {
		t.Error("the same input gives another key")
	}
}
