package transfer_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
	"google.golang.org/protobuf/encoding/protodelim"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/transfer"
)

func TestRoundTrip(t *testing.T) {
	e := newEnds(t)
	for _, n := range []int{0, 1, 40, 700} { // the last fill several pieces of age's
		b := e.raw(t, n)
		got, err := e.readAll(t, fileOf(b))
		if err != nil || got != n {
			t.Errorf("%d activations: read %d, %v", n, got, err)
		}
		if len(b)%4096 != 3277 {
			t.Errorf("%d activations: %d bytes", n, len(b))
		}
	}
}

// What a file is can be read by age, zstd and Protobuf alone.
func TestStandardForm(t *testing.T) {
	e := newEnds(t)
	key, _ := age.ParseX25519Identity(secretText(t, e.registryKey))
	plain, err := age.Decrypt(bytes.NewReader(e.raw(t, 3)), key)
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
	var parts []*pb.FilePart
	for in := bytes.NewReader(all); in.Len() > 0; {
		p := &pb.FilePart{}
		if err := protodelim.UnmarshalFrom(in, p); err != nil {
			t.Fatal(err)
		}
		parts = append(parts, p)
	}
	if len(parts) != 5 || parts[0].GetHeader().GetAfterSeq() != 7 || parts[4].GetEnd().GetParts() != 4 {
		t.Errorf("parts: %v", parts)
	}
}

// secretText is a key as age writes it, by way of age itself.
func secretText(t testing.TB, private []byte) string {
	t.Helper()
	text := transfer.SecretText(private)
	id, err := age.ParseX25519Identity(text)
	if err != nil || id.String() != text {
		t.Fatal("not age's form:", err)
	}
	if id.Recipient().String() != transfer.RecipientText(public(t, private)) {
		t.Fatal("the two halves do not belong together")
	}
	return text
}

// Every file that was cut says so, wherever it was cut, but for the one length
// in 4,096 that a whole file can have: that is told as altered.
func TestCutAnywhere(t *testing.T) {
	e := newEnds(t)
	whole := e.raw(t, 100) // two pieces of age's
	for n := range whole {
		if n > 600 && n%41 != 0 && n%4096 != 3277 && len(whole)-n > 300 {
			continue // the header and both ends at each byte, the rest in steps
		}
		_, err := e.readAll(t, fileOf(whole[:n]))
		want := siak.KindFileCut
		switch {
		case n == 0:
			want = siak.KindFileStrange
		case n%4096 == 3277:
			want = siak.KindFileAltered
		}
		if siak.KindOf(err) != want {
			t.Fatalf("cut to %d of %d bytes: %v, want %s", n, len(whole), err, want)
		}
	}
}

// No flipped bit goes unnoticed.
func TestFlippedAnywhere(t *testing.T) {
	e := newEnds(t)
	whole := e.raw(t, 100)
	told := map[siak.Kind]int{}
	for i := range 900 {
		at := i
		if i > 400 {
			at = rand.IntN(len(whole))
		}
		spoilt := bytes.Clone(whole)
		spoilt[at] ^= 1 << rand.IntN(8)
		_, err := e.readAll(t, fileOf(spoilt))
		kind := siak.KindOf(err)
		told[kind]++
		switch kind {
		case siak.KindFileAltered:
			continue
		case siak.KindFileStrange, siak.KindFileNotForUs, siak.KindFileCut:
			if at < 300 { // age's header, where it says for whom it is
				continue
			}
		}
		t.Fatalf("bit flipped at %d of %d: %v", at, len(whole), err)
	}
	t.Log(told)
}

func TestLonger(t *testing.T) {
	e := newEnds(t)
	whole := e.raw(t, 2)
	for _, more := range []int{1, 100, 4096} {
		_, err := e.readAll(t, fileOf(append(bytes.Clone(whole), make([]byte, more)...)))
		if kind := siak.KindOf(err); kind != siak.KindFileCut && kind != siak.KindFileAltered {
			t.Errorf("%d bytes more: %v", more, err)
		}
	}
}

func TestOthers(t *testing.T) {
	e, stranger := newEnds(t), newEnds(t)
	for name, c := range map[string]struct {
		file []byte
		want siak.Kind
	}{
		"a picture":               {[]byte("\x89PNG\r\n\x1a\n" + strings.Repeat("x", 5000)), siak.KindFileStrange},
		"nothing":                 {nil, siak.KindFileStrange},
		"age's first letters":     {[]byte("age-enc"), siak.KindFileCut},
		"another receiver's":      {stranger.raw(t, 1), siak.KindFileNotForUs},
		"signed by somebody else": {ends{registryKey: e.registryKey, station: stranger.station}.raw(t, 1), siak.KindFileAltered},
	} {
		if _, err := e.readAll(t, fileOf(c.file)); siak.KindOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// What was encrypted for us by whoever has our public key is judged like
// anything else.
func TestMadeByHand(t *testing.T) {
	e := newEnds(t)
	whole := e.raw(t, 1)
	parts := inside(t, e, whole)
	for name, c := range map[string]struct {
		change func(parts [][]byte) []byte
		want   siak.Kind
	}{
		"as it was":        {func(p [][]byte) []byte { return bytes.Join(p, nil) }, ""},
		"no end":           {func(p [][]byte) []byte { return bytes.Join(p[:2], nil) }, siak.KindFileCut},
		"no header":        {func(p [][]byte) []byte { return bytes.Join(p[1:], nil) }, siak.KindFileAltered},
		"two headers":      {func(p [][]byte) []byte { return bytes.Join([][]byte{p[0], p[0], p[1], p[2]}, nil) }, siak.KindFileAltered},
		"a part left out":  {func(p [][]byte) []byte { return bytes.Join([][]byte{p[0], p[2]}, nil) }, siak.KindFileAltered},
		"a part twice":     {func(p [][]byte) []byte { return bytes.Join([][]byte{p[0], p[1], p[1], p[2]}, nil) }, siak.KindFileAltered},
		"more after it":    {func(p [][]byte) []byte { return append(bytes.Join(p, nil), p[1]...) }, siak.KindFileAltered},
		"a length of 0":    {func(p [][]byte) []byte { return append(bytes.Clone(p[0]), 0) }, siak.KindFileAltered},
		"a length of 1 EB": {func(p [][]byte) []byte { return append(bytes.Clone(p[0]), 255, 255, 255, 255, 255, 255, 255, 255, 15) }, siak.KindFileAltered},
		"no varint": {func(p [][]byte) []byte {
			return append(bytes.Clone(p[0]), bytes.Repeat([]byte{255}, 20)...)
		}, siak.KindFileAltered},
		"a part of a million items": {func(p [][]byte) []byte {
			return append(bytes.Clone(p[0]), crowd(1<<20)...)
		}, siak.KindFileAltered},
	} {
		_, err := e.readAll(t, fileOf(outside(t, e, c.change(parts))))
		if siak.KindOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

var errPulled = errors.New("input/output error")

// pulled is a USB drive that is pulled out.
type pulled struct {
	b  []byte
	at int64
}

func (p pulled) ReadAt(to []byte, off int64) (int, error) {
	if off+int64(len(to)) > p.at {
		return 0, errPulled
	}
	return bytes.NewReader(p.b).ReadAt(to, off)
}

func TestPulledOut(t *testing.T) {
	e := newEnds(t)
	whole := e.raw(t, 300)
	for _, at := range []int64{0, 4096, 70_000, 150_000} {
		_, err := e.readAll(t, transfer.File{Bytes: pulled{whole, at}, Size: int64(len(whole))})
		if siak.KindOf(err) != siak.KindStickLost {
			t.Errorf("pulled out at %d: %v", at, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	e := newEnds(f)
	whole := e.raw(f, 2)
	f.Add(whole)
	f.Add(whole[:len(whole)-1])
	f.Add([]byte("age-encryption.org/v1\n-> X25519 x\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := e.readAll(t, fileOf(b))
		if err == nil && !bytes.Equal(b, whole) {
			t.Fatalf("%d parts taken of a file that nobody made", n)
		}
		if err != nil && siak.KindOf(err) == siak.KindUnknown {
			t.Fatal("no sentence for", err)
		}
	})
}

// FuzzInside is what an encryptor could put in.
func FuzzInside(f *testing.F) {
	e := newEnds(f)
	parts := inside(f, e, e.raw(f, 2))
	f.Add(bytes.Join(parts, nil), true)
	f.Add(packed(f, bytes.Join(parts[:2], nil)), false)
	f.Add([]byte{0x28, 0xb5, 0x2f, 0xfd, 0, 0xf8, 0, 0, 0}, false) // a window of terabytes
	f.Fuzz(func(t *testing.T, b []byte, pack bool) {
		if pack {
			b = packed(t, b)
		}
		_, err := e.readAll(t, fileOf(encrypted(t, e, b)))
		if err != nil && siak.KindOf(err) == siak.KindUnknown {
			t.Fatal("no sentence for", err)
		}
	})
}
