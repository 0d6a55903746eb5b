package recovery

import (
	"encoding/binary"
	"iter"

	"ikd/station/siak"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/seal"
)

// Where a table's tree is broken its leaves are still there. They are read from
// the file's bytes (sqlite.org/fileformat, sections 1.6 and 2.1), and which table
// a row is of is told by its shape.

// LeafShapes tells for each of the ledger's large tables whether a row is one of
// its. Of a table of numbered rows the first value is the number.
var LeafShapes = map[string]func(values []any) bool{
	"activations": func(v []any) bool {
		if len(v) < 10 || len(v) > 12 || !isNumber(v[0]) || blobLength(v[1]) != len(siak.ActivationID{}) || blobLength(v[2]) != seal.MarkLength {
			return false
		}
		_, state := v[3].(string)
		_, reason := v[4].(string)
		return state && reason && isNumber(v[8]) && blobLength(v[9]) > 0
	},
	"audit": func(v []any) bool {
		if len(v) != 3 || !isNumber(v[0]) || blobLength(v[1]) < 0 || blobLength(v[2]) != 32 {
			return false
		}
		return audit.Canonical(v[1].([]byte), v[0].(int64))
	},
	"used": func(v []any) bool {
		return len(v) == 2 && blobLength(v[0]) == seal.MarkLength && blobLength(v[1]) == len(siak.ActivationID{})
	},
}

func isNumber(v any) bool { _, is := v.(int64); return is }

// blobLength is -1 for what is no blob.
func blobLength(v any) int {
	if b, is := v.([]byte); is {
		return len(b)
	}
	return -1
}

// The kinds of pages that hold rows.
const (
	LeafIndex = 0x0a // of a table WITHOUT ROWID, too
	LeafTable = 0x0d
)

// leafRows gives the rows of a shape from all leaves of a file. A page whose kind
// is none of SQLite's is tried as either.
func leafRows(image []byte, is func([]any) bool) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for at := pageBytes; at+pageBytes <= len(image); at += pageBytes { // the first lists the tables
			kinds := []byte{LeafTable, LeafIndex}
			switch kind := image[at]; kind {
			case LeafIndex, LeafTable:
				kinds = []byte{kind}
			case 0x02, 0x05: // inner pages
				continue
			}
			for _, kind := range kinds {
				for row := range PageRows(image, at, kind) {
					if is(row) && !yield(row) {
						return
					}
				}
			}
		}
	}
}

// PageRows gives the rows of one page.
func PageRows(image []byte, at int, kind byte) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		page := image[at:][:pageBytes]
		cells := min(int(binary.BigEndian.Uint16(page[3:])), (pageBytes-8)/2)
		for i := range cells {
			cell := int(binary.BigEndian.Uint16(page[8+2*i:]))
			if cell < 8 || cell >= len(page) {
				continue
			}
			if row := cellRow(image, page[cell:], kind); row != nil && !yield(row) {
				return
			}
		}
	}
}

// cellRow reads a cell's row; nil where it is none.
func cellRow(image, cell []byte, kind byte) []any {
	in := &varints{rest: cell}
	length := in.next()
	var number int64
	if kind == LeafTable {
		number = in.next()
	}
	if in.short || length <= 0 || length > int64(len(image)) {
		return nil
	}
	values := recordValues(wholePayload(image, in.rest, int(length), kind))
	if kind == LeafTable && len(values) > 0 {
		if values[0] != nil {
			return nil
		}
		values[0] = number // it stands in the cell
	}
	return values
}

// wholePayload is a row's bytes with what stands on overflow pages (section 1.6);
// nil where they are not all there.
func wholePayload(image, local []byte, length int, kind byte) []byte {
	const least = (pageBytes-12)*32/255 - 23
	most := pageBytes - 35
	if kind == LeafIndex {
		most = (pageBytes-12)*64/255 - 23
	}
	keep := length
	if length > most {
		if keep = least + (length-least)%(pageBytes-4); keep > most {
			keep = least
		}
	}
	if keep > len(local) {
		return nil
	}
	all, rest := append([]byte(nil), local[:keep]...), local[keep:]
	for len(all) < length {
		if len(rest) < 4 {
			return nil
		}
		at := (int(binary.BigEndian.Uint32(rest)) - 1) * pageBytes
		if at < 0 || at+pageBytes > len(image) {
			return nil
		}
		rest = image[at:][:pageBytes]
		all = append(all, rest[4:][:min(pageBytes-4, length-len(all))]...)
	}
	return all
}
