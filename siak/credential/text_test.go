package credential

import (
	"bytes"
	"compress/zlib"
	"errors"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

func deflate(tb testing.TB, data, dictionary []byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	w, err := zlib.NewWriterLevelDict(&b, zlib.BestCompression, dictionary)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestUnpackIsTheInverseOfPack(t *testing.T) {
	random := rand.New(rand.NewChaCha8([32]byte{1}))
	for _, size := range []int{0, 1, 2, 373, 4000} {
		data := make([]byte, size)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		got, err := unpack(pack(data))
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("%d bytes: got %d (%v)", size, len(got), err)
		}
	}
}

func TestInflateBounds(t *testing.T) {
	largest := bytes.Repeat([]byte("a"), MaxInflated)
	whole := deflate(t, []byte("a code"), nil)
	for _, x := range []struct {
		name   string
		packed []byte
		want   error
	}{
		{"whole", whole, nil},
		{"as long as allowed", deflate(t, largest, nil), nil},
		{"one byte longer", deflate(t, append(largest, 'a'), nil), errBomb},
		{"bomb", deflate(t, make([]byte, 5<<20), nil), errBomb},
		{"cut short", whole[:len(whole)-1], errZlib},
		{"checksum wrong", append(whole[:len(whole)-1:len(whole)-1], ^whole[len(whole)-1]), errZlib},
		{"something after it", append(whole[:len(whole):len(whole)], 0), errZlib},
		{"dictionary", deflate(t, []byte("a code"), []byte("a code")), errZlib},
		{"nothing", nil, errZlib},
		{"not zlib", []byte("plain text"), errZlib},
	} {
		if _, err := inflate(x.packed); !errors.Is(err, x.want) {
			t.Errorf("%s: got %v, want %v", x.name, err, x.want)
		}
	}
}

// A bomb that fits into a code inflates to five megabytes; no more than the
// bound and zlib's own window may ever be in memory.
func TestBombsCostLittle(t *testing.T) {
	bomb := Prefix + encodeBase45(deflate(t, make([]byte, 5<<20), nil))
	if len(bomb) > MaxText {
		t.Fatalf("the bomb has %d characters and is refused for its length", len(bomb))
	}
	for name, text := range map[string]string{"bomb": bomb, "rubbish": Prefix + strings.Repeat("A", 1<<20)} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Verifier{}.Verify(text, testNow)
		runtime.ReadMemStats(&after)
		wantKind(t, err, "malformed")
		if got := after.TotalAlloc - before.TotalAlloc; got > 256<<10 {
			t.Errorf("%s: %d bytes were allocated", name, got)
		}
	}
}

func TestCompletenessOf(t *testing.T) {
	data := make([]byte, 373)
	random := rand.New(rand.NewChaCha8([32]byte{2}))
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	for _, whole := range []string{PresentationText(data), StaticText(data)} {
		if got := CompletenessOf(whole); got != Complete {
			t.Fatalf("%.6s… is %d", whole, got)
		}
		for n := len(Prefix) + 1; n < len(whole); n++ {
			if got := CompletenessOf(whole[:n]); got != CutShort {
				t.Fatalf("%d characters of %d are %d", n, len(whole), got)
			}
		}
	}
	for _, text := range []string{"", "A012", "IKD1:HELLO", "ikd1:bb8", PresentationText(data) + " ", "https://contoh.invalid", strings.ToLower(StaticText(data))} {
		if got := CompletenessOf(text); got != NoCode {
			t.Errorf("%.12q is %d", text, got)
		}
	}
	damaged := []byte(PresentationText(data))
	damaged[40], damaged[43] = '0', '0'
	if got := CompletenessOf(string(damaged)); got == Complete {
		t.Error("a damaged code is complete")
	}
}
