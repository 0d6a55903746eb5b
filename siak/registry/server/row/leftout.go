package row

import "sync"

// LeftOut remembers which rows are not given out because something in them is
// damaged, by their table and their key. It may be used by many goroutines.
type LeftOut struct {
	mu   sync.Mutex
	rows map[damaged]bool
	all  map[string]uint64 // by table
}

// damaged names a row of a table.
type damaged struct {
	table string
	key   any // a number, or a region's code
}

// mostRemembered bounds how many rows are remembered, and so told of one by one: a
// register that is damaged throughout says so that many times.
const mostRemembered = 10_000

// Count is how many rows of a table are known to be damaged (a row that was read
// again and is whole is none any more), and how often one was left out.
func (l *LeftOut) Count(table string) (rows int, times uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for row := range l.rows {
		if row.table == table {
			rows++
		}
	}
	return rows, l.all[table]
}

// Note takes a row that was read; column is what of it is damaged, "" for nothing.
// It reports whether the damage is to be told of: it was not known.
func (l *LeftOut) Note(table string, key any, column string) (tell bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.rows == nil {
		l.rows, l.all = map[damaged]bool{}, map[string]uint64{}
	}
	row := damaged{table, key}
	known := l.rows[row]
	if column == "" {
		delete(l.rows, row)
		return false
	}
	l.all[table]++
	if tell = !known && len(l.rows) < mostRemembered; tell {
		l.rows[row] = true
	}
	return tell
}
