package siak

// PartitionState is a partition as the registry has it.
type PartitionState struct {
	Name  string // of the kecamatan
	Head  Cursor // where a copy stands that has everything
	Total int    // people in it
}

// PartitionHeld is a partition as a station has it.
type PartitionHeld struct {
	At        Cursor
	Residents int
}
