package siak

import (
	"encoding/hex"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestDigestVector holds the sum of the contract for whoever writes the other
// side: computed with sha256sum.
func TestDigestVector(t *testing.T) {
	nik, err := ParseNIK("3276010101909001")
	if err != nil {
		t.Fatal(err)
	}
	var d Digest
	d.Add(nik, 7)
	once := new(big.Int).SetBytes(d[:])
	d.Add(nik, 7)
	twice := new(big.Int).Mod(new(big.Int).Lsh(once, 1), new(big.Int).Lsh(big.NewInt(1), 128))
	if got := new(big.Int).SetBytes(d[:]); got.Cmp(twice) != 0 {
		t.Errorf("twice the same is %s, want %s", got, twice)
	}
	if got := hex.EncodeToString(once.FillBytes(make([]byte, 16))); got != "55291e4402b3d13997013f4df9f9844d" {
		t.Errorf("the sum is %s", got)
	}
}

// TestDigestOrder: the order does not matter, a changed version does.
func TestDigestOrder(t *testing.T) {
	nik, err := ParseNIK("3276010101909001")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		versions := rapid.SliceOfN(rapid.Uint64(), 1, 20).Draw(t, "versions")
		var there, back, other Digest
		for _, v := range versions {
			there.Add(nik, v)
		}
		other = there
		for _, v := range slices.Backward(versions) {
			back.Add(nik, v)
		}
		if there != back {
			t.Error("the order matters")
		}
		if other.Add(nik, versions[0]); other == there {
			t.Error("one more does not matter")
		}
	})
}
