package admin

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/fxamacker/cbor/v2"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/trail"
)

// auditForm is a row of a station's audit as the station wrote it: store/internal/audit,
// EventForm.
type auditForm struct {
	Seq        uint64 `cbor:"1,keyasint"`
	Act        string `cbor:"2,keyasint"`
	At         int64  `cbor:"3,keyasint"`
	Offset     int64  `cbor:"4,keyasint"`
	Officer    string `cbor:"5,keyasint"`
	Activation []byte `cbor:"6,keyasint"`
	Outcome    string `cbor:"7,keyasint"`
	State      string `cbor:"8,keyasint"`
	Reason     string `cbor:"9,keyasint"`
	Kind       string `cbor:"10,keyasint"`
	Subject    string `cbor:"11,keyasint"`
	About      string `cbor:"12,keyasint"`
	Region     string `cbor:"13,keyasint"`
	Sealed     []byte `cbor:"14,keyasint"`
}

// auditRow is a printed row.
type auditRow struct {
	Station    string    `json:"station"`
	Seq        uint64    `json:"seq"`
	Time       time.Time `json:"time"` // by the registry's clock, as the station last measured it
	Officer    string    `json:"officer"`
	Act        string    `json:"act"`
	About      string    `json:"about,omitempty"`
	Activation string    `json:"activation,omitempty"`
	Outcome    string    `json:"outcome,omitempty"`
	State      string    `json:"state,omitempty"`
	Reason     string    `json:"reason,omitempty"`
	Kind       string    `json:"kind,omitempty"`
	Subject    string    `json:"subject,omitempty"`
	Region     string    `json:"region,omitempty"`
	LookedUp   []string  `json:"looked_up,omitempty"` // NIKs, where they were asked for
	Hash       string    `json:"hash"`
}

// auditEnd closes what is printed of a station's audit.
type auditEnd struct {
	Event   string `json:"event"` // "audit"
	Station string `json:"station"`
	// Rows is how many the registry has, Anchored the number of the last head that it
	// took: rows behind it have not come yet.
	Rows     uint64 `json:"rows"`
	Anchored uint64 `json:"anchored"`
	// Sound: each row follows the one before it, and they come to every head that was
	// taken. Bad is the first that does not.
	Sound  bool   `json:"sound"`
	Bad    uint64 `json:"bad,omitempty"`
	Forked bool   `json:"forked"`
}

// AuditAsked says what of a station's audit is printed.
type AuditAsked struct {
	Station string
	Reveal  bool     // say whom look-ups were about
	About   siak.NIK // only the look-ups about this person; zero for all rows
}

// Audit prints a station's audit as the registry has it, and whether it is sound. It
// fails with [ExitRegistry] for a station that is not there.
func Audit(ctx context.Context, r *server.Registry, ask AuditAsked, print Print) error {
	if err := known(ctx, r, ask.Station); err != nil {
		return err
	}
	state, err := r.AnchorState(ctx, ask.Station)
	if err != nil {
		return err
	}
	heads, err := r.Anchors(ctx, ask.Station)
	if err != nil {
		return err
	}
	check := newAuditCheck(heads)
	err = r.Trail(ctx, ask.Station, func(row trail.Row) error {
		check.add(row)
		if line, wanted := ask.line(r, row); wanted {
			return print(line)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return print(auditEnd{"audit", ask.Station, check.rows, check.anchored, check.bad == 0, check.bad, state.Forked})
}

// auditCheck goes through the rows of an audit as anybody can who has them.
type auditCheck struct {
	rows, anchored, bad uint64
	hash                [sha256.Size]byte
	taken               map[uint64][sha256.Size]byte // the heads that were taken
}

func newAuditCheck(heads []server.Anchor) *auditCheck {
	c := &auditCheck{taken: map[uint64][sha256.Size]byte{}}
	for _, a := range heads {
		if a.Kept {
			c.taken[a.Head.Seq] = a.Head.Hash
			c.anchored = max(c.anchored, a.Head.Seq)
		}
	}
	return c
}

// add takes the next row: it must follow the one before it, and come to the head of
// its number where one was taken.
func (c *auditCheck) add(row trail.Row) {
	c.hash = sha256.Sum256(append(bytes.Clone(c.hash[:]), row.Body...))
	head, is := c.taken[row.Seq]
	good := row.Seq == c.rows+1 && bytes.Equal(c.hash[:], row.Hash) && (!is || head == c.hash)
	if !good && c.bad == 0 {
		c.bad = row.Seq
	}
	c.rows = row.Seq
}

// line is a row as it is printed; false where it is not asked for.
func (a AuditAsked) line(r *server.Registry, row trail.Row) (line auditRow, wanted bool) {
	line = auditRow{Station: a.Station, Seq: row.Seq, Hash: hex.EncodeToString(row.Hash)}
	var f auditForm
	if cbor.Unmarshal(row.Body, &f) != nil {
		return line, a.About.IsZero()
	}
	line.Time = time.Unix(0, f.At).Add(time.Duration(f.Offset)).UTC()
	line.Officer, line.Act, line.About, line.Activation = f.Officer, f.Act, f.About, hex.EncodeToString(f.Activation)
	line.Outcome, line.State, line.Reason, line.Kind, line.Subject, line.Region = f.Outcome, f.State, f.Reason, f.Kind, f.Subject, f.Region
	if len(f.Sealed) == 0 || !a.Reveal && a.About.IsZero() {
		return line, a.About.IsZero()
	}
	people, err := r.LookedUp(a.Station, f.Sealed)
	wanted = a.About.IsZero()
	for _, nik := range people {
		wanted = wanted || nik == a.About
		line.LookedUp = append(line.LookedUp, nik.Digits())
	}
	if !a.Reveal {
		line.LookedUp = nil
	}
	return line, wanted && err == nil || a.About.IsZero()
}

// Forks prints the stations whose audit is not one: two were seen, or the head that
// came last was refused.
func Forks(ctx context.Context, r *server.Registry, print Print) error {
	stations, err := r.Stations(ctx)
	if err != nil {
		return err
	}
	for _, s := range stations {
		state, err := r.AnchorState(ctx, s.ID)
		if err != nil {
			return err
		}
		if !state.Forked && !state.Refused {
			continue
		}
		if err := print(forkLine{s.ID, s.Name, state.Forked, s.Anchored, s.Refused, state.Kept, state.From}); err != nil {
			return err
		}
	}
	return nil
}

// forkLine is a station whose audit is not one.
type forkLine struct {
	Station string `json:"station"`
	Name    string `json:"name"`
	// Forked: two were seen; else the head that came last was refused, as of an older
	// file that was put back.
	Forked       bool      `json:"forked"`
	Anchored     uint64    `json:"anchored"`
	RefusedHeads int       `json:"refused_heads"`
	Kept         time.Time `json:"kept"` // when the last head was taken
	From         string    `json:"from"` // and from which address
}
