package codec

import "encoding/binary"

// AppendUint writes the lowest bytes of n, most significant first.
func AppendUint(b []byte, n uint64, size int) []byte {
	var all [8]byte
	binary.BigEndian.PutUint64(all[:], n)
	return append(b, all[8-size:]...)
}

func AppendString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// Reader reads values one after another. Past the end it gives zeros and notes
// that it was too short.
type Reader struct {
	Rest  []byte
	Short bool
}

func (in *Reader) Take(n int) []byte {
	if n > len(in.Rest) {
		in.Short, in.Rest = true, nil
		return make([]byte, min(n, 64))
	}
	taken := in.Rest[:n]
	in.Rest = in.Rest[n:]
	return taken
}

func (in *Reader) Byte() byte { return in.Take(1)[0] }

func (in *Reader) Uint(size int) uint64 {
	var n uint64
	for _, c := range in.Take(size) {
		n = n<<8 | uint64(c)
	}
	return n
}

func (in *Reader) Uvarint() uint64 {
	n, size := binary.Uvarint(in.Rest)
	if size <= 0 {
		in.Short, in.Rest = true, nil
		return 0
	}
	in.Rest = in.Rest[size:]
	return n
}

func (in *Reader) String() string {
	n := in.Uvarint()
	if n > uint64(len(in.Rest)) {
		in.Short, in.Rest = true, nil
		return ""
	}
	return string(in.Take(int(n)))
}
