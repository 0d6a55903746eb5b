package transfer_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"ikd/station/siak"
	"ikd/station/siak/transfer"
)

// A file to a receiver with both halves of a key is encrypted to the hybrid one
// alone, in age's own form: an enemy who can break X25519 opens nothing.
func TestHybridRecipient(t *testing.T) {
	t.Parallel()
	e := newEnds(t)
	e.registryKey = transfer.NewKey()
	b := e.raw(t, 3)
	if n, err := e.readAll(t, fileOf(b)); err != nil || n != 3 {
		t.Fatalf("read %d, %v", n, err)
	}
	header, _, _ := bytes.Cut(b, []byte("\n---"))
	if !bytes.Contains(header, []byte("-> mlkem768x25519 ")) || bytes.Contains(header, []byte("-> X25519 ")) {
		t.Errorf("encrypted otherwise: %.60q", header)
	}
	if len(b)%4096 != 3277 {
		t.Errorf("%d bytes", len(b))
	}
	key, err := age.ParseHybridIdentity(strings.ToUpper(transfer.HybridSecretText(e.registryKey[32:])))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := age.Decrypt(bytes.NewReader(b), key)
	if err != nil {
		t.Fatal(err)
	}
	inflated, err := zstd.NewReader(plain)
	if err != nil {
		t.Fatal(err)
	}
	defer inflated.Close()
	if _, err := io.ReadAll(inflated); err != nil {
		t.Error(err)
	}
	if _, err := transfer.Open(fileOf(b), e.registryKey[:32]); siak.KindOf(err) != siak.KindFileNotForUs {
		t.Errorf("the X25519 half opens it: %v", err)
	}
}

// One version apart: what was encrypted to the half that an earlier version has is
// opened by the whole key, among other keys too.
func TestHybridOpensTheClassicHalf(t *testing.T) {
	t.Parallel()
	e := newEnds(t)
	b := e.raw(t, 2) // to X25519 alone
	whole := transfer.Completed(e.registryKey)
	if !bytes.Equal(whole[:32], e.registryKey) || len(whole) != 64 {
		t.Fatal("the half that there was is not kept")
	}
	r, err := transfer.Open(fileOf(b), transfer.NewKey(), whole)
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	if _, err := transfer.Open(fileOf(b), transfer.NewKey()); siak.KindOf(err) != siak.KindFileNotForUs {
		t.Error(err)
	}
	for n, private := range map[int][]byte{0: nil, 31: whole[:31], 63: whole[:63]} {
		if _, err := transfer.Open(fileOf(b), private); siak.KindOf(err) != siak.KindNoFileKey {
			t.Errorf("a key of %d bytes: %v", n, err)
		}
	}
}
