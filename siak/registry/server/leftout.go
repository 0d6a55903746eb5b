package server

import (
	"unicode/utf8"

	"ikd/station/siak"
)

// The tables whose rows may be left out.
const (
	tablePeople     = "people"
	tablePartitions = "partitions"
	tableTombstones = "tombstones"
)

// Tables lists the tables of which [Registry.LeftOut] tells.
func Tables() []string { return []string{tablePeople, tablePartitions, tableTombstones} }

// LeftOut is how many rows of a table are known to be damaged, and how often one
// was left out of an answer since the program started. Who looks after the registry
// watches it.
func (r *core) LeftOut(table string) (rows int, times uint64) { return r.left.Count(table) }

// good reports whether a row may be given out. One that may not is logged once, by
// its table and its key; nothing of a person stands there.
func (r *core) good(table string, key any, column string) bool {
	if r.left.Note(table, key, column) {
		r.o.Log.Error("a damaged row is left out", "table", table, "key", key, "column", column)
	}
	return column == ""
}

// whole reports whether somebody's record may be given out.
func (r *core) whole(p Person) bool { return r.good(tablePeople, p.ID, p.Damage) }

// givenOut are the partitions that stations may be told of. One whose name no
// message can carry goes by its code.
func (r *core) givenOut(all []Partition) []Partition {
	good := make([]Partition, 0, len(all))
	for _, p := range all {
		name := ""
		if !utf8.ValidString(p.Name) || p.Name == "" || len(p.Name) > maxPartitionName {
			name, p.Name = "name", string(p.Region)
		}
		if p.Damage != "" {
			name = p.Damage
		}
		r.good(tablePartitions, printable(p.Region), name)
		if p.Damage == "" {
			good = append(good, p)
		}
	}
	return good
}

// maxPartitionName is the contract's, in bytes.
const maxPartitionName = 200

// printable is a region's code as a log may have it, whatever stands there.
func printable(region siak.Region) string {
	if len(region) > 6 || !utf8.ValidString(string(region)) {
		return "no code"
	}
	return string(region)
}
