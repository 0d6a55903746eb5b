package store

import "encoding/binary"

// appendUint writes the lowest bytes of n, most significant first.
func appendUint(b []byte, n uint64, size int) []byte {
	var all [8]byte
	binary.BigEndian.PutUint64(all[:], n)
	return append(b, all[8-size:]...)
}

func appendString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// input reads values one after another. Past the end it gives zeros and notes
// that it was too short.
type input struct {
	rest  []byte
	short bool
}

func (in *input) take(n int) []byte {
	if n > len(in.rest) {
		in.short, in.rest = true, nil
		return make([]byte, min(n, 64))
	}
	taken := in.rest[:n]
	in.rest = in.rest[n:]
	return taken
}

func (in *input) byte() byte { return in.take(1)[0] }

func (in *input) uint(size int) uint64 {
	var n uint64
	for _, c := range in.take(size) {
		n = n<<8 | uint64(c)
	}
	return n
}

func (in *input) uvarint() uint64 {
	n, size := binary.Uvarint(in.rest)
	if size <= 0 {
		in.short, in.rest = true, nil
		return 0
	}
	in.rest = in.rest[size:]
	return n
}

func (in *input) string() string {
	n := in.uvarint()
	if n > uint64(len(in.rest)) {
		in.short, in.rest = true, nil
		return ""
	}
	return string(in.take(int(n)))
}
