package scanner

import "time"

// The grid on which motion is looked for: coarse, so that one look costs some
// ten microseconds and the noise of a pixel does not count.
const (
	motionColumns = 32
	motionRows    = 18
	motionCells   = motionColumns * motionRows
	motionSample  = 4 // pixels a side that are added up in a cell
)

const (
	// motionStep is by how many grey levels a cell must differ from what it was,
	// beyond what the whole picture does: the camera's exposure and the lamp
	// change all of it.
	motionStep = 10
	// motionOfAll wakes where the whole picture changes: the lid, the light.
	motionOfAll = 24
	// motionLeast is how many cells must differ: one alone is a glint.
	motionLeast = 2
	// motionMemory is how slowly what is seen becomes what was there, so that a
	// slow hand is noticed too and the sun that wanders is not.
	motionMemory = time.Second
)

// motion tells whether something moves, by the grey of the cells of a grid.
type motion struct {
	seen    [motionCells]int32 // as it is now
	before  [motionCells]int32 // as it was, in 1/256 of a grey level
	at      time.Time          // of the look before
	w, h    int
	started bool
}

// look compares a frame with those before it.
func (m *motion) look(f *Frame, now time.Time) bool {
	all := m.sample(f)
	if !m.started || f.Width != m.w || f.Height != m.h {
		m.before, m.started, m.w, m.h, m.at = m.seen, true, f.Width, f.Height, now
		return true
	}
	mean := all / motionCells
	moved := 0
	for i, v := range m.seen {
		if abs(v-m.before[i]-mean) > motionStep<<8 {
			moved++
		}
	}
	m.follow(now)
	return moved >= motionLeast || abs(mean) > motionOfAll<<8
}

// sample fills seen, and gives by how much all cells together differ.
func (m *motion) sample(f *Frame) (all int32) {
	for row := range motionRows {
		y0, y1 := row*f.Height/motionRows, (row+1)*f.Height/motionRows
		for column := range motionColumns {
			x0, x1 := column*f.Width/motionColumns, (column+1)*f.Width/motionColumns
			i := row*motionColumns + column
			m.seen[i] = grey(f, x0, y0, x1, y1)
			all += m.seen[i] - m.before[i]
		}
	}
	return all
}

// grey is the mean of some pixels of a cell, in 1/256 of a grey level.
func grey(f *Frame, x0, y0, x1, y1 int) int32 {
	sum := int32(0)
	for j := range motionSample {
		y := min(y0+(2*j+1)*(y1-y0)/(2*motionSample), f.Height-1)
		line := f.Luma[y*f.Stride:][:f.Width]
		for i := range motionSample {
			sum += int32(line[min(x0+(2*i+1)*(x1-x0)/(2*motionSample), f.Width-1)])
		}
	}
	return sum << 8 / (motionSample * motionSample)
}

// follow moves what was there towards what is.
func (m *motion) follow(now time.Time) {
	share := int32(min(256*now.Sub(m.at)/motionMemory, 256))
	m.at = now
	for i, v := range m.seen {
		m.before[i] += (v - m.before[i]) * share / 256
	}
}

func abs(v int32) int32 { return max(v, -v) }
