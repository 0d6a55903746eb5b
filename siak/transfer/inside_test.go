package transfer_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
	"google.golang.org/protobuf/encoding/protowire"

	"ikd/station/siak/transfer"
)

// inside takes a file for the registry apart into its parts, each with its
// length.
func inside(t testing.TB, e ends, file []byte) (parts [][]byte) {
	t.Helper()
	key, err := age.ParseX25519Identity(transfer.SecretText(e.registryKey))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := age.Decrypt(bytes.NewReader(file), key)
	if err != nil {
		t.Fatal(err)
	}
	inflated, err := zstd.NewReader(plain)
	if err != nil {
		t.Fatal(err)
	}
	defer inflated.Close()
	all, err := io.ReadAll(inflated)
	if err != nil {
		t.Fatal(err)
	}
	for len(all) > 0 {
		size, n := binary.Uvarint(all)
		parts = append(parts, all[:n+int(size)])
		all = all[n+int(size):]
	}
	return parts
}

func packed(t testing.TB, plain []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return w.EncodeAll(plain, nil)
}

// outside makes a file of parts, of a whole file's size.
func outside(t testing.TB, e ends, parts []byte) []byte {
	t.Helper()
	plain := packed(t, parts)
	n := 0
	for {
		padding := binary.LittleEndian.AppendUint32([]byte{0x50, 0x2A, 0x4D, 0x18}, uint32(n))
		if b := encrypted(t, e, append(append(bytes.Clone(plain), padding...), make([]byte, n)...)); len(b)%4096 == 3277 {
			return b
		} else if n += (3277 - len(b)) % 4096; n < 0 {
			n += 4096
		}
	}
}

func encrypted(t testing.TB, e ends, plain []byte) []byte {
	t.Helper()
	to, err := age.ParseX25519Recipient(transfer.RecipientText(public(t, e.registryKey)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// crowd is a page of n empty residents, with its length.
func crowd(n int) []byte {
	page := bytes.Repeat([]byte{3<<3 | 2, 0}, n)
	part := protowire.AppendBytes(protowire.AppendTag(nil, 3, protowire.BytesType), page)
	return protowire.AppendBytes(nil, part)
}
