package siak

import "time"

// Sex as the register records it.
type Sex uint8

// The values of Claim 169, key 9 (gender).
const (
	SexUnknown Sex = 0
	Male       Sex = 1
	Female     Sex = 2
)

// Marital says whether a person is or ever was married, which is all that
// eligibility asks (wajib KTP: UU 24/2013 art. 63(1)).
type Marital uint8

// Marital states of the register.
const (
	MaritalUnknown Marital = iota
	Single
	Married
	Divorced
	Widowed
)

// EverMarried reports whether the person is or was married.
func (m Marital) EverMarried() bool { return m == Married || m == Divorced || m == Widowed }

// Life is whether a record stands for a living person with one NIK.
type Life uint8

// States of a record in the register.
const (
	Living    Life = iota
	Deceased       // a death certificate was recorded
	Inactive       // the NIK was made inactive
	Duplicate      // recorded twice; the NIK was blocked
)

// Resident is what the station keeps of a person of the register: no more than
// deciding and comparing needs (UU 27/2022 art. 16(2)).
type Resident struct {
	NIK      NIK
	Name     string
	Sex      Sex
	Birth    Date
	Marital  Marital
	Life     Life
	Recorded bool   // biometrics captured for the KTP-el (perekaman)
	District Region // kecamatan of residence today, 6 digits
	Village  string // name of the kelurahan or desa
	// ActivePhone is the thumbprint of the phone on which the IKD is active,
	// zero where it is active on none.
	ActivePhone Thumbprint
	// Version is the partition's sequence number at which the record last
	// changed; a change applies only if it is newer.
	Version uint64
}

// Thumbprint names a public key: SHA-256 over its COSE key (RFC 9679).
type Thumbprint [32]byte

// IsZero reports whether t names no key.
func (t Thumbprint) IsZero() bool { return t == Thumbprint{} }

// Cursor is how far a cache has followed one partition (kecamatan) of the
// register. Sequence numbers count within an epoch; the registry begins a new
// epoch when it cannot continue the old one, after a restore say.
type Cursor struct {
	Partition Region
	Epoch     uint64
	Seq       uint64
}

// Page is a run of changes of one partition, in rising sequence.
// Applying a page twice is the same as applying it once.
type Page struct {
	// From is where the page continues, To where the cache stands after it.
	From, To Cursor
	Upserts  []Resident
	// Removed are the NIKs that left the partition, and those of LeftOut.
	Removed []Tombstone
	// LeftOut are changes of the page that cannot be read, with a zero NIK where
	// not even that can.
	LeftOut []Tombstone
	More    bool // there are later pages
	// StartOver: the registry cannot continue from From. Drop the partition
	// and ask again from To (epoch new, sequence 0). Upserts is empty.
	StartOver bool
	Total     uint64 // people in the partition, for progress
}

// Tombstone says that a record left a partition at a sequence number.
type Tombstone struct {
	NIK     NIK
	Version uint64
}

// Freshness is how old the cache is, as a whole.
type Freshness struct {
	Residents int
	SyncedAt  time.Time // last complete pull by the station's clock; zero: never
}
