package officers

import (
	"sync"
	"time"

	"ikd/station/siak"
)

// History is what the registry knows of when a station called.
type History interface {
	// AddContact notes that a station called; Contact is the last one of a station
	// that is not after a time, zero for none. Those before it may be forgotten.
	AddContact(station string, at time.Time) error
	Contact(station string, notAfter time.Time) (time.Time, error)
	// NoteRevocation keeps when a station's right to call was first taken, Revoked
	// gives it, zero for never.
	NoteRevocation(station string, at time.Time) error
	Revoked(station string) (time.Time, error)
}

const (
	// Settle is how long a station that is back on the line may take to hand in what
	// it has: a contact tells of what was read before it only after that. A week's
	// work of a busy counter over 2 KiB/s takes less.
	Settle = time.Hour
	// Tolerance is by how much the clocks of a station and of a phone may differ
	// from the registry's where neither was corrected.
	Tolerance = 15 * time.Minute
)

// Past is what an activation's times are held against.
type Past struct {
	Contact time.Time // the last one at which everything before it was handed in; zero for none
	Revoked time.Time // zero: the station may call
}

// PastOf reads what is known of a station at a time. A station reads nothing
// before it is enrolled, which counts as its first contact.
func PastOf(h History, station string, enrolled, now time.Time) (p Past, err error) {
	if p.Contact, err = h.Contact(station, now.Add(-Settle)); err != nil {
		return p, err
	}
	if p.Contact.Before(enrolled) {
		p.Contact = enrolled
	}
	p.Revoked, err = h.Revoked(station)
	return p, err
}

// Times are those of an activation, by the registry's clock as far as it was known.
type Times struct {
	Presented time.Time // when the phone made its code
	Read      time.Time // when the station says that it read it
	Confirmed time.Time
}

// Judge says what speaks against an activation's times: after-revocation,
// reading-late, or nothing. The phone's time is the one that no station can make
// up: a code of last month was last month's however the reading is dated.
func (p Past) Judge(t Times) siak.Reason {
	switch {
	case !p.Revoked.IsZero() && latest(t.Presented, t.Read, t.Confirmed).After(p.Revoked):
		return siak.ReasonAfterRevocation
	case earliest(t.Presented, t.Read).Before(p.Contact.Add(-Tolerance)):
		return siak.ReasonReadingLate
	}
	return siak.ReasonNone
}

func latest(first time.Time, more ...time.Time) time.Time {
	for _, t := range more {
		if t.After(first) {
			first = t
		}
	}
	return first
}

func earliest(first time.Time, more ...time.Time) time.Time {
	for _, t := range more {
		if t.Before(first) {
			first = t
		}
	}
	return first
}

// Contacts spares the storage a row for each call of a station that is on the line.
type Contacts struct {
	mu   sync.Mutex
	last map[string]time.Time // that was noted
}

// contactEvery is how often a contact is noted.
const contactEvery = 10 * time.Minute

// Due reports whether a contact is to be noted now.
func (c *Contacts) Due(station string, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if last, noted := c.last[station]; noted && now.Sub(last).Abs() < contactEvery {
		return false
	}
	if c.last == nil {
		c.last = map[string]time.Time{}
	}
	c.last[station] = now
	return true
}
