// Package codec has the forms in which the store writes values: canonical CBOR, compact
// binary values and times.
package codec

import (
	"github.com/fxamacker/cbor/v2"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
)

// The CBOR of this package: core deterministic encoding (RFC 8949 section
// 4.2.1), so that one value has one form.
var (
	encMode = Must(cbor.CoreDetEncOptions().EncMode())
	decMode = Must(cbor.DecOptions{
		DupMapKey:   cbor.DupMapKeyEnforcedAPF,
		IndefLength: cbor.IndefLengthForbidden,
		UTF8:        cbor.UTF8DecodeInvalid, // what was taken in comes back, whatever it was
	}.DecMode())
)

// Must is v of a call that can fail only by a mistake in this program: it panics on
// an error.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err) // options that this file does not hold
	}
	return v
}

// Decode reads a value of ours. The library's errors may quote what they read;
// they are left out.
func Decode(op string, text []byte, into any) error {
	if err := decMode.Unmarshal(text, into); err != nil {
		return fault.Damaged(op, "not the expected CBOR")
	}
	return nil
}

// Encode cannot fail on the plain types of this package.
func Encode(v any) ([]byte, error) {
	b, err := encMode.Marshal(v)
	if err != nil {
		return nil, siak.E("encode", fault.KindBadValue, nil)
	}
	return b, nil
}
