package codec

import (
	"bytes"
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"
)

// What was appended comes back in the same order and leaves nothing; of anything
// shorter the reader notes that it is too short.
func TestValuesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 8).Draw(t, "size")
		n := rapid.Uint64().Draw(t, "n") >> (64 - 8*size)
		long := rapid.Uint64().Draw(t, "long")
		text := rapid.String().Draw(t, "text")
		b := AppendUint(nil, n, size)
		b = binary.AppendUvarint(b, long)
		b = AppendString(b, text)

		in := &Reader{Rest: b}
		if got := in.Uint(size); got != n {
			t.Errorf("number %d came back as %d", n, got)
		}
		if got := in.Uvarint(); got != long {
			t.Errorf("number %d came back as %d", long, got)
		}
		if got := in.String(); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
		if in.Short || len(in.Rest) != 0 {
			t.Errorf("too short: %v, %d bytes are left", in.Short, len(in.Rest))
		}
		in = &Reader{Rest: b[:rapid.IntRange(0, len(b)-1).Draw(t, "cut")]}
		in.Uint(size)
		in.Uvarint()
		_ = in.String()
		if !in.Short {
			t.Error("a cut form is not noted as too short")
		}
	})
}

func TestAppendUintKeepsTheLowestBytes(t *testing.T) {
	if got := AppendUint([]byte{9}, 0x01020304, 3); !bytes.Equal(got, []byte{9, 2, 3, 4}) {
		t.Errorf("% x", got)
	}
}

// Past the end there are zeros, and never more memory than was read.
func TestReaderPastTheEnd(t *testing.T) {
	tooLong := bytes.Repeat([]byte{0xff}, 11) // of more than 64 bits
	for name, c := range map[string]struct {
		from []byte
		read func(*Reader) bool // reports whether what came is zero
	}{
		"byte":            {nil, func(in *Reader) bool { return in.Byte() == 0 }},
		"number":          {[]byte{1, 2}, func(in *Reader) bool { return in.Uint(3) == 0 }},
		"varint":          {[]byte{0x80}, func(in *Reader) bool { return in.Uvarint() == 0 }},
		"too long varint": {tooLong, func(in *Reader) bool { return in.Uvarint() == 0 }},
		"bytes":           {[]byte{1}, func(in *Reader) bool { return len(bytes.Trim(in.Take(1<<40), "\x00")) == 0 }},
		"string":          {binary.AppendUvarint(nil, 1<<63), func(in *Reader) bool { return in.String() == "" }},
	} {
		in := &Reader{Rest: c.from}
		if zero := c.read(in); !zero || !in.Short || len(in.Rest) != 0 {
			t.Errorf("%s: zero %v, short %v, %d bytes are left", name, zero, in.Short, len(in.Rest))
		}
	}
}
