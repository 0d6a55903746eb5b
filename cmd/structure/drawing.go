package main

import (
	"maps"
	"slices"
)

// drawing is boxes with arrows between them: an arrow goes from the box that
// uses to the box that is used.
type drawing struct {
	boxes  []string // sorted
	arrows map[string]map[string]bool
}

func newDrawing() *drawing { return &drawing{arrows: map[string]map[string]bool{}} }

func (d *drawing) box(name string) {
	if d.arrows[name] == nil {
		d.arrows[name] = map[string]bool{}
		d.boxes = append(d.boxes, name)
		slices.Sort(d.boxes)
	}
}

// arrow draws one; an arrow from a box to itself is left out.
func (d *drawing) arrow(from, to string) {
	d.box(from)
	d.box(to)
	if from != to {
		d.arrows[from][to] = true
	}
}

// count is the number of arrows.
func (d *drawing) count() int {
	n := 0
	for _, to := range d.arrows {
		n += len(to)
	}
	return n
}

// layout puts the boxes on levels such that arrows point downwards. Where arrows
// go round in a circle some must point upwards: the order is that of Eades, Lin
// and Smyth, "A fast and effective heuristic for the feedback arc set problem"
// (1993), which has few of them but not always the fewest. A box stands one level
// below the lowest that has a downward arrow to it.
func (d *drawing) layout() (levels, upwards int) {
	order := d.order()
	position := map[string]int{}
	for i, name := range order {
		position[name] = i
	}
	level := map[string]int{}
	for _, from := range order {
		levels = max(levels, level[from]+1)
		for to := range d.arrows[from] {
			if position[to] < position[from] {
				upwards++
			} else {
				level[to] = max(level[to], level[from]+1)
			}
		}
	}
	return levels, upwards
}

// order sorts the boxes from the top to the bottom. Sinks go to the bottom and
// sources to the top; where there is neither, the box with the most arrows out
// over those in goes to the top.
func (d *drawing) order() []string {
	var top, bottom []string
	rest := slices.Clone(d.boxes)
	for len(rest) > 0 {
		out, in := d.degrees(rest)
		pick := slices.IndexFunc(rest, func(name string) bool { return out[name] == 0 })
		sink := pick >= 0
		if !sink {
			pick = slices.IndexFunc(rest, func(name string) bool { return in[name] == 0 })
		}
		if pick < 0 {
			best := slices.MaxFunc(rest, func(a, b string) int { return out[a] - in[a] - (out[b] - in[b]) })
			pick = slices.Index(rest, best)
		}
		if sink {
			bottom = append(bottom, rest[pick])
		} else {
			top = append(top, rest[pick])
		}
		rest = slices.Delete(rest, pick, pick+1)
	}
	slices.Reverse(bottom)
	return append(top, bottom...)
}

// degrees counts the arrows out of and into each of the boxes, among them alone.
func (d *drawing) degrees(boxes []string) (out, in map[string]int) {
	out, in = map[string]int{}, map[string]int{}
	among := map[string]bool{}
	for _, name := range boxes {
		among[name] = true
	}
	for _, from := range boxes {
		for to := range maps.Keys(d.arrows[from]) {
			if among[to] {
				out[from]++
				in[to]++
			}
		}
	}
	return out, in
}
