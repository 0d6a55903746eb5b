package row

import (
	"log/slog"
	"unicode/utf8"

	"ikd/station/siak"
)

// The tables whose rows may be left out.
const (
	tablePeople     = "people"
	tablePartitions = "partitions"
	tableTombstones = "tombstones"
)

// Tables lists the tables of which [Judge.LeftOut] tells.
func Tables() []string { return []string{tablePeople, tablePartitions, tableTombstones} }

// Judge says which rows may be given out, and logs and counts the others. It may be
// used by many goroutines.
type Judge struct {
	left LeftOut
	log  *slog.Logger
}

// NewJudge makes one.
func NewJudge(log *slog.Logger) *Judge { return &Judge{log: log} }

// LeftOut is how many rows of a table are known to be damaged, and how often one
// was left out of an answer since the program started. Who looks after the registry
// watches it.
func (j *Judge) LeftOut(table string) (rows int, times uint64) { return j.left.Count(table) }

// good reports whether a row may be given out. One that may not is logged once, by
// its table and its key; nothing of a person stands there.
func (j *Judge) good(table string, key any, column string) bool {
	if j.left.Note(table, key, column) {
		j.log.Error("a damaged row is left out", "table", table, "key", key, "column", column)
	}
	return column == ""
}

// Whole reports whether somebody's record may be given out.
func (j *Judge) Whole(p Person) bool { return j.good(tablePeople, p.ID, p.Damage) }

// Left reports whether a tombstone may be given out.
func (j *Judge) Left(t siak.Tombstone) bool {
	column := ""
	if t.NIK.IsZero() {
		column = "nik"
	}
	return j.good(tableTombstones, t.Version, column)
}

// GivenOut are the partitions that stations may be told of. One whose name no
// message can carry goes by its code.
func (j *Judge) GivenOut(all []Partition) []Partition {
	good := make([]Partition, 0, len(all))
	for _, p := range all {
		name := ""
		if !utf8.ValidString(p.Name) || p.Name == "" || len(p.Name) > maxPartitionName {
			name, p.Name = "name", string(p.Region)
		}
		if p.Damage != "" {
			name = p.Damage
		}
		j.good(tablePartitions, printable(p.Region), name)
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
