package siak

import "time"

// WipeOrder is the registry's order to destroy what a station holds.
type WipeOrder struct {
	ID      [16]byte
	Ordered time.Time // by the registry's clock
}
