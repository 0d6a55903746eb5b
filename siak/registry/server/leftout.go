package server

import (
	"sync"
	"unicode/utf8"

	"ikd/station/siak"
)

// leftOut remembers which rows are not given out because something in them is
// damaged. Each is logged once, by its table and its key; nothing of a person
// stands there. Who looks after the registry watches [Registry.LeftOut].
type leftOut struct {
	mu   sync.Mutex
	rows map[damagedRow]bool
	all  map[string]uint64 // by table
}

// damagedRow names a row of a table.
type damagedRow struct {
	table string
	key   any // a number, or a region's code
}

// The tables whose rows may be left out.
const (
	tablePeople     = "people"
	tablePartitions = "partitions"
	tableTombstones = "tombstones"
)

// Tables lists the tables of which [Registry.LeftOut] tells.
func Tables() []string { return []string{tablePeople, tablePartitions, tableTombstones} }

// mostLogged bounds how many rows are logged one by one and remembered: a
// register that is damaged throughout says so with that many lines.
const mostLogged = 10_000

// LeftOut is how many rows of a table are known to be damaged (a row that was
// read again and is whole is none any more), and how often one was left out of an
// answer since the program started.
func (r *core) LeftOut(table string) (rows int, times uint64) {
	r.left.mu.Lock()
	defer r.left.mu.Unlock()
	for row := range r.left.rows {
		if row.table == table {
			rows++
		}
	}
	return rows, r.left.all[table]
}

// good reports whether a row may be given out, and notes one that may not.
// column is what of it is damaged, "" for nothing.
func (r *core) good(table string, key any, column string) bool {
	row := damagedRow{table, key}
	r.left.mu.Lock()
	known := r.left.rows[row]
	switch {
	case column != "":
		r.left.all[table]++
		if known = known || len(r.left.rows) >= mostLogged; !known {
			r.left.rows[row] = true
		}
	case known:
		delete(r.left.rows, row)
	}
	r.left.mu.Unlock()
	if column != "" && !known {
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
