package admin

import (
	"fmt"
	"hash/maphash"
	"strings"

	"ikd/station/siak/table"
)

var seed = maphash.MakeSeed()

// meet holds a row against those before it. Two records for one NIK are both
// refused: the list does not say which is right. The same record twice is one.
func (i *peopleImport) meet(e *entry) {
	nik := e.resident.NIK
	if nik.IsZero() {
		return
	}
	if i.niks++; strings.HasSuffix(nik.Digits(), "0") {
		i.zeros++
	}
	digest := maphash.Comparable(seed, e.resident)
	was, known := i.seen[nik]
	switch {
	case !known:
		i.seen[nik] = first{e.row.Number, len(e.faults) > 0, digest}
	case was.digest == digest:
		i.reader.warn(e, colNIK, fmt.Sprintf("the same as row %d; taken once", was.row))
	default:
		if _, doubled := i.doubled[nik]; !doubled && !was.faulty {
			i.faulty++
		}
		i.doubled[nik] = was.row
		e.faults = append(e.faults, i.reader.double(e, was.row))
	}
}

// double is the fault of a NIK that stands in another row as well.
func (r reader) double(e *entry, row int) table.Fault {
	return r.fault(e, colNIK, fmt.Sprintf("the NIK of one person; it stands in row %d with other values: leave the one that is right", row))
}

// judgeAgain adds what only the whole list told of a row.
func (i *peopleImport) judgeAgain(e *entry) {
	nik := e.resident.NIK
	if row, doubled := i.doubled[nik]; doubled {
		if row == e.row.Number {
			e.faults = append(e.faults, i.reader.fault(e, colNIK, "the NIK of one person; it stands in a row below with other values: leave the one that is right"))
		} else {
			e.faults = append(e.faults, i.reader.double(e, row))
		}
	}
	if i.rounded() {
		e.faults = append(e.faults, i.reader.fault(e, colNIK, allRounded))
	}
}
