package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// printFigures prints what docs/state.md compares between states of the project.
func printFigures(out io.Writer, t *tree) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "package\tfiles\tlines\tof tests\tfiles drawn: arrows\tlevels\tupwards")
	for _, p := range t.packages {
		printPackage(w, t, p)
	}
	fmt.Fprintln(w, "\ndrawn by imports\tboxes\tarrows\tlevels\tupwards")
	printDrawing(w, "top folders and root files", t.drawTop())
	for _, top := range t.tops() {
		printDrawing(w, top, t.drawBelow(top))
	}
	fmt.Fprintln(w, "\nhighest, hand-written code without tests\t\tplace")
	t.measureAll((*pkg).handWritten).print(w)
	fmt.Fprintln(w, "\nhighest in tests\t\tplace")
	t.measureAll((*pkg).tests).print(w)
	fmt.Fprintf(w, "\nplaces over a limit\t%d\n", len(overLimits(t)))
	return w.Flush()
}

func printPackage(w io.Writer, t *tree, p *pkg) {
	files := p.handWritten()
	d := newDrawing()
	t.drawFiles(d, p)
	levels, upwards := d.layout()
	fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\n", p.place(), len(files), lines(files), lines(p.tests()), d.count(), levels, upwards)
}

func printDrawing(w io.Writer, name string, d *drawing) {
	levels, upwards := d.layout()
	fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\n", name, len(d.boxes), d.count(), levels, upwards)
}

// tops are the top folders with code.
func (t *tree) tops() []string {
	var all []string
	for _, p := range t.packages {
		if top := topFolder(p.folder); top != "" && !slices.Contains(all, top) {
			all = append(all, top)
		}
	}
	return all
}

// highest are the functions and types that stand out.
type highest struct {
	types     []named
	functions []function
}

func (t *tree) measureAll(of func(*pkg) []*file) highest {
	var h highest
	for _, p := range t.packages {
		h.types = append(h.types, t.types(p, of(p))...)
		h.functions = append(h.functions, t.functions(p, of(p))...)
	}
	return h
}

func (h highest) print(w io.Writer) {
	if len(h.types) > 0 {
		n := slices.MaxFunc(h.types, func(a, b named) int { return cmp.Compare(a.methods, b.methods) })
		fmt.Fprintf(w, "methods of a type\t%d\t%s\n", n.methods, n.place)
	}
	h.printFunction(w, "lines of a function", func(f function) int { return f.lines })
	h.printFunction(w, "cyclomatic complexity", func(f function) int { return f.cyclomatic })
	h.printFunction(w, "parameters", func(f function) int { return f.parameters })
}

func (h highest) printFunction(w io.Writer, what string, of func(function) int) {
	if len(h.functions) == 0 {
		return
	}
	f := slices.MaxFunc(h.functions, func(a, b function) int { return cmp.Compare(of(a), of(b)) })
	fmt.Fprintf(w, "%s\t%d\t%s\n", what, of(f), f.place)
}
