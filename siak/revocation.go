package siak

import (
	"crypto/sha256"
	"time"
)

// Day is a day in UTC, counted from 1 January 1970; 0 is no day.
type Day uint32

// DayOf is the day of a time; 0 for the zero time and for what is before 1970.
func DayOf(t time.Time) Day {
	if t.IsZero() || t.Unix() < 0 {
		return 0
	}
	return Day(t.Unix() / (24 * 60 * 60))
}

// RevocationHash stands for a registration in the list of revocations: the first 16
// bytes of the SHA-256 of its id. So the list has one size, and gives no ids away.
type RevocationHash [16]byte

// HashRegistration is the hash of a registration's id.
func HashRegistration(id string) RevocationHash {
	sum := sha256.Sum256([]byte(id))
	return RevocationHash(sum[:16])
}

// Revocation is a registration that was taken back.
type Revocation struct {
	Registration RevocationHash
	// Until is the day with which the registration ends by itself, after which the
	// revocation may be forgotten; 0: not known, it is kept.
	Until Day
}

// RevocationCursor is how far a copy has followed the list of revocations. The zero
// cursor is none.
type RevocationCursor struct {
	Epoch   uint64 // another one: what was followed is worth nothing
	Version uint64 // of the trust list, up to which all is there
}

// RevocationPage is a page of the list of revocations.
type RevocationPage struct {
	// StartOver: the registry cannot go on from there. The copy is dropped and goes on
	// from To.
	StartOver bool
	From, To  RevocationCursor
	Revoked   []Revocation
	More      bool // there is a next page
}
