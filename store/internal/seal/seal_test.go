package seal

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/store/internal/storetest"
)

func TestSealedValueOpensInItsPlaceAlone(t *testing.T) {
	k := DeriveKeys(NewDataKey())
	here := Place{Table: "residents", Key: []byte{1, 2}, Version: 3}
	sealed := k.CacheSeal.Seal(here, []byte("text"), SmallBucket)
	text, err := k.CacheSeal.Open(here, sealed)
	storetest.OK(t, err)
	if string(text) != "text" {
		t.Fatalf("opened to %q", text)
	}
	for name, there := range map[string]Place{
		"table":    {Table: "settings", Key: []byte{1, 2}, Version: 3},
		"key":      {Table: "residents", Key: []byte{1, 3}, Version: 3},
		"version":  {Table: "residents", Key: []byte{1, 2}, Version: 4},
		"boundary": {Table: "resident", Key: []byte{'s', 1, 2}, Version: 3},
	} {
		_, err := k.CacheSeal.Open(there, sealed)
		if siak.KindOf(err) != siak.KindDamaged {
			t.Errorf("opens with another %s", name)
		}
	}
	_, err = k.LedgerSeal.Open(here, sealed)
	storetest.WantKind(t, err, siak.KindDamaged)
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := k.CacheSeal.Open(here, changed); err == nil {
			t.Fatalf("opens with byte %d changed", i)
		}
	}
}

func TestLengthsSayLittle(t *testing.T) {
	s := DeriveKeys(NewDataKey()).CacheSeal
	lengths := map[int]bool{}
	for n := range 64 {
		lengths[len(s.Seal(Place{}, make([]byte, n), ResidentBucket))] = true
	}
	if len(lengths) != 1 {
		t.Fatalf("texts of 0 to 63 bytes have %d lengths", len(lengths))
	}
}

func TestPadding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOf(rapid.SampledFrom([]byte{0, 0x80, 1})).Draw(t, "text")
		b := Bucket{rapid.IntRange(0, 40).Draw(t, "least"), rapid.IntRange(1, 40).Draw(t, "step")}
		padded := Pad(text, b)
		if len(padded) < b.least || len(padded) <= len(text) {
			t.Fatalf("%d bytes padded to %d", len(text), len(padded))
		}
		again, err := unpad(padded)
		if err != nil || !bytes.Equal(again, text) {
			t.Fatalf("%x came back as %x (%v)", text, again, err)
		}
	})
}

func TestMarksDiffer(t *testing.T) {
	x := DeriveKeys(NewDataKey()).LedgerIndex
	if bytes.Equal(x.Mark("a", "b"), x.Mark("a", "c")) || bytes.Equal(x.Mark("a", "b"), x.Mark("c", "b")) {
		t.Fatal("two values, one mark")
	}
	y := DeriveKeys(NewDataKey()).LedgerIndex
	if bytes.Equal(x.Mark("a", "b"), y.Mark("a", "b")) {
		t.Fatal("the mark does not depend on the key")
	}
}
