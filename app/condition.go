package app

import "ikd/station/siak"

// Condition is how the store is, beside what the desk tells of it.
type Condition struct {
	// RotatingKey: the data key is being changed; Done of Of records are sealed anew.
	RotatingKey bool
	Done, Of    int
	// Rebuilding: the copy of the register was damaged and is fetched anew. How
	// far it is the desk tells.
	Rebuilding bool
	// Differing is the region whose part of that copy was last found to differ from
	// the centre's, "" for none. Refetching: it is being fetched anew.
	Differing  siak.Region
	Refetching bool
	// Reserve: the disk was full, and the reserve was given up to finish the work
	// in hand.
	Reserve bool
	// Older: an older file was put back.
	Older bool
	// Reading: the ledger is damaged and can only be read. Saved is how many of its
	// activations could be, Waiting those of them that the registry has not
	// acknowledged, Lost how many rows could not.
	Reading              bool
	Saved, Waiting, Lost int
	// Protection is what keeps the folder from opening at another laptop.
	Protection Protection
	// Ordered: the registry wants the station wiped, see [Session.Obey].
	Ordered bool
}

// Wiped is what a wipe left.
type Wiped struct {
	Activations int    // exported; 0: all were sent
	File        string // has them, for the registry alone
	Audit       string // has the audit
}

// Restored is what a restore has led to.
type Restored struct {
	Activations, Waiting int
	Aside                string // the file that was put aside
}

// Rescued is what was saved of a ledger that cannot be worked with.
type Rescued struct {
	File        string
	Activations int
	Lost        int // rows that could not be read
}
