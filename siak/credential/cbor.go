package credential

import (
	"bytes"

	"github.com/fxamacker/cbor/v2"
)

// Bounds on the shape of CBOR. The deepest known object, a Claim 169 with
// biometrics, nests four deep; the widest map of it has under 50 entries.
const (
	maxNesting  = 8
	maxElements = 64
)

var encoding = must(cbor.CoreDetEncOptions().EncMode())

// decoding refuses duplicate keys, indefinite lengths, tags, and text that is
// not UTF-8; trailing bytes are refused by Unmarshal itself.
var decoding = must(cbor.DecOptions{
	DupMapKey:        cbor.DupMapKeyEnforcedAPF,
	IndefLength:      cbor.IndefLengthForbidden,
	TagsMd:           cbor.TagsForbidden,
	MaxNestedLevels:  maxNesting,
	MaxArrayElements: maxElements,
	MaxMapPairs:      maxElements,
}.DecMode())

// must is for options that are constants of this file.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// deterministic reports whether data is one CBOR item in the core
// deterministic encoding (RFC 8949 section 4.2.1): taken apart and put together
// again it gives the same bytes.
func deterministic(data []byte) bool {
	var v any
	if err := decoding.Unmarshal(data, &v); err != nil {
		return false
	}
	again, err := encoding.Marshal(v)
	return err == nil && bytes.Equal(again, data)
}
