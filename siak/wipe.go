package siak

import "time"

// WipeOrder is the registry's order to destroy what a station holds.
type WipeOrder struct {
	ID      [16]byte
	Ordered time.Time // by the registry's clock
	// Certificate (DER) is of the registry's wipe key, Signature by it: for one
	// station's key, so that the order is of no use for another.
	Certificate, Signature []byte
}
