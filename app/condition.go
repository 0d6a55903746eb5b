package app

import "ikd/station/siak"

// Condition is how the store is, beside what the desk tells of it.
type Condition struct {
	// Turning: the data key is being changed; Done of Of are sealed anew.
	Turning  bool
	Done, Of int
	// Rebuilding: the copy of the register was damaged and is fetched anew. How
	// far it is the desk tells.
	Rebuilding bool
	// Drifted is the region whose part of that copy was last found to differ from
	// the centre's, "" for none. Mending: it is being fetched anew.
	Drifted siak.Region
	Mending bool
	// Reserve: the disk was full, and the reserve was given up to finish the work
	// in hand.
	Reserve bool
	// Older: an older file was put back.
	Older bool
	// Ordered: the registry wants the station wiped, see [Session.Obey].
	Ordered bool
}

// WipePlan is what a wipe takes and keeps.
type WipePlan struct {
	Residents, Officers int
	Waiting             int // activations to send, or to export for the registry
	Lost                int // of them, which can be neither
}

// Wiped is what a wipe left.
type Wiped struct {
	Activations int    // exported; 0: all were sent
	File        string // has them, for the registry alone
	Audit       string // has the audit
}

// Rescued is what was saved of a ledger that cannot be worked with.
type Rescued struct {
	File        string
	Activations int
	Lost        int // rows that could not be read
}
