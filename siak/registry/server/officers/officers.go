// Package officers knows the keys that stations' officers sign with, each with the
// period in which it was its officer's, and judges signatures by them. It keeps
// nothing itself: the registry's storage does.
package officers

import (
	"crypto/ed25519"
	"slices"
	"time"

	"ikd/station/siak"
)

// Key is an officer's key as the registry has it.
type Key struct {
	siak.OfficerKey
	Station    string
	Registered time.Time // by the registry's clock
	Ended      time.Time // zero: in force
}

// Storage keeps the keys. Those of a station are changed under its lock.
type Storage interface {
	// AddOfficerKey keeps a key; one that the station has already stays as it is.
	AddOfficerKey(Key) error
	// OfficerKeys are a station's, in the order in which they were registered.
	OfficerKeys(station string) ([]Key, error)
	// EndOfficerKey ends a key that is in force.
	EndOfficerKey(station string, public siak.OfficerPublicKey, at time.Time) error
}

// Keys are those of one station.
type Keys []Key

// find gives the key of that public half.
func (ks Keys) find(public siak.OfficerPublicKey) (Key, bool) {
	i := slices.IndexFunc(ks, func(k Key) bool { return k.Public == public })
	if i < 0 {
		return Key{}, false
	}
	return ks[i], true
}

// supervisors reports whether a supervisor's key is in force.
func (ks Keys) supervisors() bool {
	return slices.ContainsFunc(ks, func(k Key) bool { return k.Supervisor && k.Ended.IsZero() })
}

// certifies reports whether a signature is of a supervisor whose key is in force.
func (ks Keys) certifies(by siak.OfficerPublicKey, text, signature []byte) bool {
	k, known := ks.find(by)
	return known && k.Supervisor && k.Ended.IsZero() && ed25519.Verify(by[:], text, signature)
}

// Register takes in what a station tells of its officers' keys, at the given time,
// and gives what the registry has now of what was told. What no supervisor of the
// station stands for is left out: the station's own key, which whoever has copied
// its folder has as well, certifies the first supervisor and nobody else.
func Register(s Storage, station string, own ed25519.PublicKey, told Told, now time.Time) (known, ended []siak.OfficerPublicKey, err error) {
	all, err := s.OfficerKeys(station)
	if err != nil {
		return nil, nil, err
	}
	ks := Keys(all)
	for _, k := range told.Keys {
		if _, had := ks.find(k.Public); !had && ks.accepts(k, station, own) {
			added := Key{OfficerKey: k, Station: station, Registered: now}
			if now.Before(added.From) { // made by a clock that was ahead
				added.From = now
			}
			if err := s.AddOfficerKey(added); err != nil {
				return nil, nil, err
			}
			ks = append(ks, added)
		}
		if had, is := ks.find(k.Public); is && had.Officer == k.Officer {
			known = append(known, k.Public)
		}
	}
	for _, e := range told.Ends {
		done, err := ks.end(s, station, e, now)
		if err != nil {
			return nil, nil, err
		}
		if done {
			ended = append(ended, e.Public)
		}
	}
	return known, ended, nil
}

// Told is what a station tells of its officers' keys.
type Told struct {
	Keys []siak.OfficerKey
	Ends []siak.OfficerKeyEnd
}

// accepts reports whether somebody who may has certified a key.
func (ks Keys) accepts(k siak.OfficerKey, station string, own ed25519.PublicKey) bool {
	if k.By.IsZero() {
		return k.Supervisor && !ks.supervisors() && len(own) == ed25519.PublicKeySize && ed25519.Verify(own, k.Statement(station), k.Signature)
	}
	return ks.certifies(k.By, k.Statement(station), k.Signature)
}

// end ends a key that a supervisor says is over; it reports whether the key is
// ended now. The last supervisor's is not: nobody could certify anybody any more.
func (ks Keys) end(s Storage, station string, e siak.OfficerKeyEnd, now time.Time) (bool, error) {
	i := slices.IndexFunc(ks, func(k Key) bool { return k.Public == e.Public })
	switch {
	case i < 0 || !ks.certifies(e.By, e.Statement(station), e.Signature):
		return i >= 0 && !ks[i].Ended.IsZero(), nil
	case !ks[i].Ended.IsZero():
		return true, nil
	}
	at := e.Ended
	if now.Before(at) {
		at = now
	}
	if ks[i].Ended = at; ks[i].Supervisor && !ks.supervisors() {
		ks[i].Ended = time.Time{}
		return false, nil
	}
	return true, s.EndOfficerKey(station, e.Public, at)
}

// ahead is by how much a laptop's clock may have been ahead when it made a key.
const ahead = 24 * time.Hour

// Act is what an officer signed.
type Act struct {
	Purpose siak.Purpose
	Station string
	Officer string // the account that it names
	Body    []byte
	At      time.Time // when, by what else is signed; zero: the signature's own time
}

// Judge says what speaks against an officer's signature: officer-unsigned where
// there is none or it does not hold, officer-unknown, officer-revoked, or nothing.
func (ks Keys) Judge(s siak.OfficerSignature, a Act) siak.Reason {
	if !s.Holds(a.Purpose, a.Station, a.Body) {
		return siak.ReasonOfficerUnsigned
	}
	k, known := ks.find(s.Public)
	if !known || k.Officer != a.Officer {
		return siak.ReasonOfficerUnknown
	}
	for _, at := range []time.Time{s.Signed, a.At} {
		switch {
		case at.IsZero():
		case !k.Ended.IsZero() && at.After(k.Ended), at.Before(k.From.Add(-ahead)):
			return siak.ReasonOfficerRevoked
		}
	}
	return siak.ReasonNone
}

// JudgeSecond is [Keys.Judge] for the second signature of an act that needs two:
// another officer's than the first, and one of the two a supervisor's. Where it is
// not, supervisor-needed.
func (ks Keys) JudgeSecond(first, second siak.OfficerSignature, a Act) siak.Reason {
	one, _ := ks.find(first.Public)
	two, known := ks.find(second.Public)
	if second.IsZero() || known && (two.Officer == one.Officer || !one.Supervisor && !two.Supervisor) {
		return siak.ReasonSupervisorNeeded
	}
	a.Officer = two.Officer
	return ks.Judge(second, a)
}

// Unsigned judges what no officer signed and what was made at a time: a station of an
// older version, which has told no keys by then, may hand it in until an end.
func (ks Keys) Unsigned(made, now, until time.Time) siak.Reason {
	since, known := ks.Since()
	if known && !made.Before(since) || !now.Before(until) {
		return siak.ReasonOfficerUnsigned
	}
	return siak.ReasonNone
}

// Since is when the first key of a station was made; false where it has told none.
func (ks Keys) Since() (since time.Time, any bool) {
	for _, k := range ks {
		if !any || k.From.Before(since) {
			since, any = k.From, true
		}
	}
	return since, any
}
