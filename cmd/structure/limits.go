package main

import (
	"fmt"
	"strings"
)

// The limits. Generated code and tests do not count, but for the root's.
const (
	maxPackageLines = 4500
	maxPackageFiles = 40
	maxMethods      = 25 // of a type
	maxLines        = 60 // of a function
	maxCyclomatic   = 12
	maxParameters   = 5
	maxRootFiles    = 2
	maxRootLines    = 200
)

// exception is a place that is allowed to be over a limit.
type exception struct {
	place  string // as it is printed, without the line's number: "store/file.go Function"
	limit  string // "lines", say: the word before the figures in what is printed
	reason string
}

// exceptions is the table of them. The aim is to have none. One that is not
// needed any more is an error.
var exceptions []exception

// excess is a place over a limit.
type excess struct {
	place, limit string
	what         string // "61 lines, at most 60"
}

// checkLimits returns a line for each place over a limit that is not among the
// exceptions, and for each exception that fits no place.
func checkLimits(t *tree, allowed []exception) []string {
	var wrong []string
	used := make([]bool, len(allowed))
	for _, e := range overLimits(t) {
		excused := false
		for i, a := range allowed {
			if a.place == unnumbered(e.place) && a.limit == e.limit && a.reason != "" {
				used[i], excused = true, true
			}
		}
		if !excused {
			wrong = append(wrong, e.place+": "+e.what)
		}
	}
	for i, a := range allowed {
		if !used[i] {
			wrong = append(wrong, fmt.Sprintf("%s: the exception from %q is not needed, or has no reason", a.place, a.limit))
		}
	}
	return wrong
}

// unnumbered is a place without its line's number, so that an exception outlasts
// changes above it.
func unnumbered(place string) string {
	file, name, ok := strings.Cut(place, " ")
	if file, _, numbered := strings.Cut(file, ":"); ok && numbered {
		return file + " " + name
	}
	return place
}

func overLimits(t *tree) []excess {
	var all []excess
	over := func(place, limit string, n, most int) {
		if n > most {
			all = append(all, excess{place, limit, fmt.Sprintf("%d %s, at most %d", n, limit, most)})
		}
	}
	for _, p := range t.packages {
		files := p.handWritten()
		over(p.place(), "files", len(files), maxPackageFiles)
		over(p.place(), "lines", lines(files), maxPackageLines)
		if p.folder == "" {
			over(p.place(), "files with tests", len(p.files), maxRootFiles)
			over(p.place(), "lines with tests", lines(p.files), maxRootLines)
		}
		for _, n := range t.types(p, files) {
			over(n.place, "methods", n.methods, maxMethods)
		}
		for _, f := range t.functions(p, files) {
			over(f.place, "lines", f.lines, maxLines)
			over(f.place, "ways (cyclomatic complexity)", f.cyclomatic, maxCyclomatic)
			over(f.place, "parameters", f.parameters, maxParameters)
		}
		for _, place := range t.undocumented(p, files) {
			all = append(all, excess{place, "comment", "exported without a comment"})
		}
	}
	return all
}
