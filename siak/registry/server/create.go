package server

import (
	crand "crypto/rand"
	"encoding/binary"
	"time"

	"ikd/station/siak/registry/server/keys"
)

// Setup is what a new registry is to be.
type Setup struct {
	// ServerName is the fixed name in the registry's certificate; stations
	// look for it whatever the address.
	ServerName string
	// Authority is the common name of the registry's own authority.
	Authority string
	// IssuerPrefix begins the key ids of the issuers of registrations.
	IssuerPrefix string
	// Wrapping is the key from outside under which the registry's keys are wrapped.
	Wrapping *keys.Wrapping
	Now      time.Time
}

// Create makes a registry in an empty storage: keys, issuers, an epoch. It has
// neither people nor partitions.
func Create(tx Tx, s Setup) (*keys.Ring, error) {
	if err := makeKeys(tx, s); err != nil {
		return nil, err
	}
	if err := tx.SetNumber(numberEpoch, newEpoch()); err != nil {
		return nil, err
	}
	if err := tx.SetNumber(numberTrust, 1); err != nil {
		return nil, err
	}
	return LoadKeys(tx, s.Wrapping, func() time.Time { return s.Now })
}

// Created reports whether a storage has a registry.
func Created(tx Tx) (bool, error) {
	records, err := tx.KeyRecords()
	if err != nil || len(records) > 0 {
		return len(records) > 0, err
	}
	authority, err := tx.Setting(settingAuthority) // of an earlier version
	return authority != nil, err
}

// newEpoch is never 0.
func newEpoch() int64 {
	var b [4]byte
	_, _ = crand.Read(b[:])
	return int64(binary.LittleEndian.Uint32(b[:])) + 1
}
