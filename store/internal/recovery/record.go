package recovery

import (
	"math"

	"ikd/station/store/internal/codec"
)

// recordValues reads a record (section 2.1); nil where it is none.
func recordValues(payload []byte) []any {
	head := &varints{rest: payload}
	size := head.next()
	read := int64(len(payload) - len(head.rest))
	if head.short || size < read || size > int64(len(payload)) {
		return nil
	}
	head.rest = payload[read:size]
	body := &codec.Reader{Rest: payload[size:]}
	var values []any
	for len(head.rest) > 0 {
		v, known := recordValue(body, head.next())
		if head.short || body.Short || !known {
			return nil
		}
		values = append(values, v)
	}
	return values
}

// recordValue reads a value of a serial type.
func recordValue(in *codec.Reader, kind int64) (v any, known bool) {
	switch {
	case kind == 0:
		return nil, true
	case kind >= 1 && kind <= 6:
		size := []int{1, 2, 3, 4, 6, 8}[kind-1]
		unused := 64 - 8*size
		return int64(in.Uint(size)<<unused) >> unused, true
	case kind == 7:
		return math.Float64frombits(in.Uint(8)), true
	case kind == 8, kind == 9:
		return kind - 8, true
	case kind < 12 || (kind-12)/2 > int64(len(in.Rest)):
		return nil, false
	case kind%2 == 0:
		return append([]byte{}, in.Take(int(kind-12)/2)...), true
	default:
		return string(in.Take(int(kind-13) / 2)), true
	}
}

// varints are SQLite's own numbers of one to nine bytes: seven bits a byte, the
// most significant first, and eight in the ninth.
type varints struct {
	rest  []byte
	short bool
}

func (v *varints) next() (n int64) {
	for i, b := range v.rest[:min(9, len(v.rest))] {
		if i == 8 {
			n = n<<8 | int64(b)
		} else {
			n = n<<7 | int64(b&0x7f)
		}
		if b < 0x80 || i == 8 {
			v.rest = v.rest[i+1:]
			return n
		}
	}
	v.short = true
	return 0
}
