package store

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"ikd/station/siak"
)

func TestSealedValueOpensInItsPlaceAlone(t *testing.T) {
	k := deriveKeys(newDataKey())
	here := place{table: "residents", key: []byte{1, 2}, version: 3}
	sealed := k.cacheSeal.seal(here, []byte("text"), smallBucket)
	text, err := k.cacheSeal.open(here, sealed)
	ok(t, err)
	if string(text) != "text" {
		t.Fatalf("opened to %q", text)
	}
	for name, there := range map[string]place{
		"table":    {table: "settings", key: []byte{1, 2}, version: 3},
		"key":      {table: "residents", key: []byte{1, 3}, version: 3},
		"version":  {table: "residents", key: []byte{1, 2}, version: 4},
		"boundary": {table: "resident", key: []byte{'s', 1, 2}, version: 3},
	} {
		_, err := k.cacheSeal.open(there, sealed)
		if siak.KindOf(err) != siak.KindDamaged {
			t.Errorf("opens with another %s", name)
		}
	}
	_, err = k.ledgerSeal.open(here, sealed)
	wantKind(t, err, siak.KindDamaged)
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := k.cacheSeal.open(here, changed); err == nil {
			t.Fatalf("opens with byte %d changed", i)
		}
	}
}

func TestLengthsSayLittle(t *testing.T) {
	s := deriveKeys(newDataKey()).cacheSeal
	lengths := map[int]bool{}
	for n := range 64 {
		lengths[len(s.seal(place{}, make([]byte, n), residentBucket))] = true
	}
	if len(lengths) != 1 {
		t.Fatalf("texts of 0 to 63 bytes have %d lengths", len(lengths))
	}
}

func TestPadding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOf(rapid.SampledFrom([]byte{0, 0x80, 1})).Draw(t, "text")
		b := bucket{rapid.IntRange(0, 40).Draw(t, "least"), rapid.IntRange(1, 40).Draw(t, "step")}
		padded := pad(text, b)
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
	x := deriveKeys(newDataKey()).ledgerIndex
	if bytes.Equal(x.mark("a", "b"), x.mark("a", "c")) || bytes.Equal(x.mark("a", "b"), x.mark("c", "b")) {
		t.Fatal("two values, one mark")
	}
	y := deriveKeys(newDataKey()).ledgerIndex
	if bytes.Equal(x.mark("a", "b"), y.mark("a", "b")) {
		t.Fatal("the mark does not depend on the key")
	}
}
