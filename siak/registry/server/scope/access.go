package scope

import (
	"crypto/hmac"
	"crypto/sha256"
	"time"

	"ikd/station/siak"
)

// Kind is what a station did that is about one person.
type Kind string

// The kinds.
const (
	LookUp      Kind = "look-up"    // with the presentation of the person's phone
	ByNIK       Kind = "by-nik"     // a look-up by NIK alone
	Deactivate  Kind = "deactivate" // a request, as the next two are
	Email       Kind = "email"
	Manual      Kind = "manual"
	Activation  Kind = "activation" // told of from the activations, see [Store.ListAccesses]
	copiedByNet      = "pull"
	copiedFile       = "file"
)

// lookUp reports whether a kind gives a person's record.
func (k Kind) lookUp() bool { return k == LookUp || k == ByNIK }

// Results of an access that are no reason of the contract.
const (
	Given    = "given" // the record of a look-up
	Done     = "done"  // a request
	NotFound = "not-found"
	// NoPresentation: nothing showed that the person was there.
	NoPresentation = "no-presentation"
	// NoRight: the station has no right to look up by NIK.
	NoRight = "no-right"
)

// Access is one look-up or request, answered or refused.
type Access struct {
	Station, Officer string // the officer's account at the station, as the station says; "" where it says none
	Kind             Kind
	Result           string // one of the above, a reason of the contract, or an outcome's name
	Person           int64  // 0: nobody was found
	Subject          []byte // the NIK's keyed hash, see [Subject]; nil where no NIK was said
	Registration     string // the phone's; "" where none was said
	Purpose          string // of a look-up by NIK, or the reason of a request
	At               time.Time
}

// Subject is the keyed hash (HMAC-SHA-256) by which the record knows a NIK, of
// somebody who is not in the register too.
func Subject(key []byte, nik siak.NIK) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("ikd-registry access v1\x00" + nik.Digits()))
	return h.Sum(nil)
}

// Copied is what a station got of a partition in one day (UTC): the pages that
// brought it changes.
type Copied struct {
	Station     string
	Region      siak.Region
	Day         string // YYYY-MM-DD
	ByFile      bool   // a transfer file, else over the network
	From, To    uint64 // sequences: after the former, up to the latter
	Rows        int
	First, Last time.Time
}

// How says by which way a copy came: pull or file.
func (c Copied) How() string {
	if c.ByFile {
		return copiedFile
	}
	return copiedByNet
}

// Day is the day of a time, as [Copied] and [Alarm] count them.
func Day(at time.Time) string { return at.UTC().Format(time.DateOnly) }

// Store keeps the record.
type Store interface {
	AddAccess(Access) error
	// RecentAccesses are a station's after a time, oldest first.
	RecentAccesses(station string, after time.Time) ([]Access, error)
	// ListAccesses are all of a person or of a subject, oldest first, the person's
	// activations among them.
	ListAccesses(person int64, subject []byte) ([]Access, error)
	// AddCopied adds pages to what a station got of a partition on a day, and
	// gives how many rows it got of all partitions over the network that day.
	AddCopied(Copied) (rowsOfDay int, err error)
	// ListCopied are all of a partition, oldest first.
	ListCopied(siak.Region) ([]Copied, error)
	// LeftRegions are the partitions that a NIK has left.
	LeftRegions(siak.NIK) ([]siak.Region, error)
	// ForgetAccesses forgets what is before a time: accesses, copies and alarms.
	ForgetAccesses(before time.Time) error
	// Activated are those of some registrations that a station has activated.
	Activated(station string, registrations ...string) (map[string]bool, error)
	// PeopleOfPhone is how many people at the most have registered one of some
	// phones' keys, PeopleOfAddress how many have one corrected address.
	PeopleOfPhone(...siak.Thumbprint) (int, error)
	PeopleOfAddress(siak.Email) (int, error)
	// RegistrationOfPhone is a person's registration of a phone; "" for none.
	RegistrationOfPhone(person int64, phone siak.Thumbprint) (string, error)
}

// Notice is a mail without a code, to the holder of an address.
type Notice struct {
	Seq          uint64
	Registration string // whose address it is
	To           string // masked, as a list may show it
	What         NoticeKind
	Sent         time.Time
}

// NoticeKind is what a notice tells.
type NoticeKind string

// The notices.
const (
	AddressChanged   NoticeKind = "address-changed"   // to the old and the new one
	PhoneDeactivated NoticeKind = "phone-deactivated" // to the address of the phone's registration
)

// NoticeStore keeps notices for who sends them.
type NoticeStore interface {
	// AddNotice adds one, with the next sequence.
	AddNotice(Notice) error
	// ListNotices gives those after a sequence, oldest first.
	ListNotices(after uint64, limit int) ([]Notice, error)
}
