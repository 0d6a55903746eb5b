package server

import (
	"time"

	"ikd/station/siak/registry/server/keys"
	"ikd/station/siak/registry/server/population"
)

// Setup is what a new registry is to be.
type Setup = keys.Setup

// Create makes a registry in an empty storage: keys, issuers, an epoch. It has
// neither people nor partitions.
func Create(tx Tx, s Setup) (*keys.Ring, error) {
	if err := keys.Create(tx, s); err != nil {
		return nil, err
	}
	if err := population.Create(tx); err != nil {
		return nil, err
	}
	return keys.Load(tx, s.Wrapping, func() time.Time { return s.Now })
}
