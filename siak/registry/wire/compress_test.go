package wire

import (
	"bytes"
	"compress/gzip"
	"io"
	"runtime"
	"sync"
	"testing"

	"connectrpc.com/connect"
	"github.com/klauspost/compress/zstd"
)

const request = 2 << 20 // as the registry bounds it

// runs is a frame of so many blocks that each repeat one byte 128 KiB times, with
// a window of 2^logWindow bytes (RFC 8878 section 3.1.1).
func runs(blocks int, logWindow byte) []byte {
	frame := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, (logWindow - 10) << 3}
	for i := range blocks {
		header := uint32(128<<10)<<3 | 1<<1
		if i == blocks-1 {
			header |= 1
		}
		frame = append(frame, byte(header), byte(header>>8), byte(header>>16), 'a')
	}
	return frame
}

// inflate does what Connect does with a request.
func inflate(d connect.Decompressor, packed []byte, limit int64) (int64, error) {
	if err := d.Reset(bytes.NewBuffer(packed)); err != nil {
		return 0, err
	}
	defer func() { _ = d.Close() }()
	var dst bytes.Buffer
	n, err := dst.ReadFrom(io.LimitReader(d, limit+1))
	if err != nil || n <= limit {
		return n, err
	}
	rest, err := io.Copy(io.Discard, d)
	return n + rest, err
}

func gzipped(t testing.TB, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.CopyN(w, zeros{}, int64(n)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// empty is a frame of one block without anything in it.
var empty = []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x00, 1, 0, 0}

// frames repeats what inflates to nothing, or nearly, up to n bytes.
func frames(one []byte, n int) []byte { return bytes.Repeat(one, n/len(one)) }

// TestBombs: a compressed request of any form costs no more than its bound, in
// what comes out and in memory.
func TestBombs(t *testing.T) {
	t.Parallel()
	for name, bomb := range map[string]struct {
		d      connect.Decompressor
		packed []byte
	}{
		"runs":           {decompressor(request, request)(), runs(request/4, 20)},
		"small runs":     {decompressor(request, request)(), runs(1000, 20)},
		"wide window":    {decompressor(request, request)(), runs(1, 23)},
		"gzip":           {gunzipper(request)(), gzipped(t, 64<<20)},
		"one byte more":  {gunzipper(request)(), gzipped(t, request+1)},
		"runs by a byte": {decompressor(request-1, request)(), runs(request/(128<<10), 20)},
		"a reply":        {decompressor(MaxMessage, replyWindow)(), runs(1000, 23)},
	} {
		n, err := inflate(bomb.d, bomb.packed, request)
		if err == nil || n > MaxMessage {
			t.Errorf("%s: %d bytes, error %v", name, n, err)
		}
	}
	for name, idle := range map[string]struct {
		d      connect.Decompressor
		packed []byte
	}{
		"frames":  {decompressor(request, request)(), frames(empty, MaxCompressed)},
		"members": {gunzipper(request)(), frames(gzipped(t, 0), MaxCompressed)},
	} {
		if n, _ := inflate(idle.d, idle.packed, request); n > 0 {
			t.Errorf("%s: %d bytes", name, n)
		}
	}
}

// TestWhatIsAllowed: a message as large as the limit comes through, twice by the
// same reader.
func TestWhatIsAllowed(t *testing.T) {
	t.Parallel()
	plain := bytes.Repeat([]byte("warga "), request/6)
	packed := must(zstd.NewWriter(nil)).EncodeAll(plain, nil)
	var streamed bytes.Buffer
	w := newCompressor()
	w.Reset(&streamed)
	_, _ = w.Write(plain)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	d, z := decompressor(len(plain), request)(), gunzipper(request)()
	for range 2 {
		if n, err := inflate(d, packed, int64(len(plain))); err != nil || n != int64(len(plain)) {
			t.Errorf("zstd: %d bytes, %v", n, err)
		}
		if n, err := inflate(z, gzipped(t, request), request); err != nil || n != request {
			t.Errorf("gzip: %d bytes, %v", n, err)
		}
	}
	reply := decompressor(MaxMessage, replyWindow)()
	if n, err := inflate(reply, streamed.Bytes(), MaxMessage); err != nil || n != int64(len(plain)) {
		t.Errorf("a reply: %d bytes, %v", n, err)
	}
}

// TestBombsTakeLittle: all that 240 readers hold of small frames that ask for a
// wide window.
func TestBombsTakeLittle(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	held := make([]connect.Decompressor, 240)
	var wait sync.WaitGroup
	for i := range held {
		held[i] = decompressor(request, request)()
		wait.Go(func() { _, _ = inflate(held[i], runs(1000, 24), request) })
	}
	wait.Wait()
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 32<<20 {
		t.Errorf("%d readers hold %d MiB", len(held), grown>>20)
	}
	runtime.KeepAlive(held)
}

func BenchmarkBomb(b *testing.B) {
	nothing := append(append([]byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50}, frames([]byte{0, 0, 0}, MaxCompressed-9)...), 1, 0, 0)
	for name, bomb := range map[string]struct {
		d      connect.Decompressor
		packed []byte
	}{
		"runs":    {decompressor(request, request)(), runs(request/4, 20)},
		"gzip":    {gunzipper(request)(), gzipped(b, 2000<<20)},
		"frames":  {decompressor(request, request)(), frames(empty, MaxCompressed)},
		"nothing": {decompressor(request, request)(), nothing},
		"members": {gunzipper(request)(), frames(gzipped(b, 0), MaxCompressed)},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = inflate(bomb.d, bomb.packed, request)
			}
		})
	}
}
