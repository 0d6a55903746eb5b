package audit

import (
	"errors"
	"slices"
	"strings"
	"time"

	"ikd/station/store/internal/fault"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/codec"
)

// Act is what was done. The set is closed.
type Act string

// The acts.
const (
	ActSetUp   Act = "set-up"   // the station's folder, with its first officer
	ActEnrol   Act = "enrol"    // a new identity: its key signs from here on
	ActSignIn  Act = "sign-in"  // by Open
	ActSignOut Act = "sign-out" // or lock
	ActLookUp  Act = "look-up"  // a person in cache or at the centre
	ActSearch  Act = "search"   // a person in the cache, by hand; the subject says by what, and whether somebody was found
	ActDecide  Act = "decide"   // a reading with its outcome
	ActConfirm Act = "confirm"  // by Confirm
	ActPutAway Act = "put-away" // a decision that was not confirmed
	ActSettle  Act = "settle"   // the registry's word, by Settle
	ActSetting Act = "setting"  // by Set; the subject names it
	ActExport  Act = "export"   // to a file; the subject says what
	ActImport  Act = "import"   // of a file by hand; the subject says what was in it
	ActUndo    Act = "undo"     // of what was done before
	ActFailure Act = "failure"  // the kind says which, the subject where there is one of what
	ActLock    Act = "lock"     // the keys are forgotten until the officer is back
	ActUnlock  Act = "unlock"
	ActOfficer Act = "officer" // the subject says what was done to the account About
	ActRotate  Act = "rotate"  // of the data key: "begin" and "end" are its subjects
	ActWipe    Act = "wipe"
	// Requests to the registry for a citizen: the subject says why, a second row
	// with the same id what became of it.
	ActDeactivate Act = "deactivate"
	ActEmail      Act = "correct-email"
	ActManual     Act = "manual-service"
	ActDrift      Act = "drift" // a region's part of the cache was not what the registry has, and is pulled anew
)

// SubjectRecoveryCode is the subject of [ActSetting] where a new recovery code was
// noted.
const SubjectRecoveryCode = "recovery-code"

// The subjects of [ActOfficer].
const (
	SubjectAdd     = "add"
	SubjectDisable = "disable"
	SubjectReset   = "reset"
	SubjectChange  = "change"
	SubjectBind    = "bind"    // the account's key was bound to the laptop, or bound anew
	SubjectRecover = "recover" // with the recovery code
)

var acts = []Act{
	ActSetUp, ActEnrol, ActSignIn, ActSignOut, ActLookUp, ActSearch, ActDecide, ActConfirm, ActPutAway, ActSettle,
	ActSetting, ActExport, ActImport, ActUndo, ActFailure, ActLock, ActUnlock, ActOfficer, ActRotate, ActWipe,
	ActDeactivate, ActEmail, ActManual, ActDrift,
}

// Acts lists the closed set.
func Acts() []Act { return slices.Clone(acts) }

// Event is one row of the audit. Nothing in it tells of a citizen: the
// activation's ID is random, and outcome, state, reason, kind and subject are
// words of lower-case letters and hyphens, which no number can be, and a region has
// the six digits of its code. Whom a look-up was about is sealed to the registry.
type Event struct {
	Act        Act
	At         time.Time     // by the station's clock; zero: now
	Offset     time.Duration // the registry's clock minus the station's; 0: as last measured
	Officer    string        // account; "": who opened the store
	Activation siak.ActivationID
	Outcome    siak.Outcome
	State      siak.State
	Reason     siak.Reason
	Kind       siak.Kind
	Subject    string
	About      string // another account, by [ActOfficer]
	Region     siak.Region
	// Sealed is whom a look-up was about, for the registry alone: [siak.SealLookedUp].
	Sealed []byte
}

// EventForm is an event's canonical form; with the row's number, so that rows
// cannot change places.
type EventForm struct {
	Seq        int64  `cbor:"1,keyasint"`
	Act        string `cbor:"2,keyasint"`
	At         int64  `cbor:"3,keyasint"`
	Offset     int64  `cbor:"4,keyasint"`
	Officer    string `cbor:"5,keyasint"`
	Activation []byte `cbor:"6,keyasint,omitempty"`
	Outcome    string `cbor:"7,keyasint,omitempty"`
	State      string `cbor:"8,keyasint,omitempty"`
	Reason     string `cbor:"9,keyasint,omitempty"`
	Kind       string `cbor:"10,keyasint,omitempty"`
	Subject    string `cbor:"11,keyasint,omitempty"`
	About      string `cbor:"12,keyasint,omitempty"`
	Region     string `cbor:"13,keyasint,omitempty"`
	Sealed     []byte `cbor:"14,keyasint,omitempty"`
}

// mostSealed bounds what a row holds for the registry, in bytes.
const mostSealed = 256

// body is the event as row seq of the chain.
func (e Event) body(seq int64) ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	form := EventForm{
		Seq: seq, Act: string(e.Act), At: codec.UnixNano(e.At), Offset: int64(e.Offset), Officer: e.Officer,
		Outcome: string(e.Outcome), State: string(e.State), Reason: string(e.Reason), Kind: string(e.Kind), Subject: e.Subject, About: e.About,
		Region: string(e.Region), Sealed: e.Sealed,
	}
	if e.Activation != (siak.ActivationID{}) {
		form.Activation = e.Activation[:]
	}
	return codec.Encode(form)
}

func (e Event) check() error {
	const op = "write the audit"
	if !slices.Contains(acts, e.Act) {
		return siak.E(op, fault.KindBadValue, errors.New("no such act"))
	}
	for _, name := range []string{e.Officer, e.About} {
		if name == "" {
			continue
		}
		if err := (accounts.Officer{Name: name}).Check(); err != nil {
			return siak.E(op, fault.KindBadValue, err)
		}
	}
	if len(e.Sealed) > mostSealed {
		return siak.E(op, fault.KindBadValue, errors.New("too much for the registry"))
	}
	if e.Region != "" && !isRegion(e.Region) {
		return siak.E(op, fault.KindBadValue, errors.New("no region"))
	}
	for _, word := range []string{string(e.Outcome), string(e.State), string(e.Reason), string(e.Kind), e.Subject} {
		if !IsWord(word) {
			return siak.E(op, fault.KindBadValue, errors.New("more than a word"))
		}
	}
	return nil
}

func isRegion(r siak.Region) bool {
	return len(r) == 6 && strings.Trim(string(r), "0123456789") == ""
}

// IsWord: letters and hyphens, or nothing.
func IsWord(s string) bool {
	const longest = 40
	return len(s) <= longest && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-") == ""
}
