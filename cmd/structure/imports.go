package main

import (
	"fmt"
	"slices"
	"strings"
)

// checkImports returns a line for each import that the table does not allow and
// for each package that is in no row of it. Tests may import what they like.
func checkImports(t *tree, table []layer) []string {
	var wrong []string
	for _, p := range t.packages {
		row, ok := rowOf(table, p.folder)
		if !ok {
			wrong = append(wrong, p.place()+" is in no row of the table in cmd/structure/layers.go")
			continue
		}
		for _, imported := range imports(p.code()...) {
			if why := judge(row, p.folder, imported, t.module); why != "" {
				wrong = append(wrong, fmt.Sprintf("%s imports %s: %s", p.place(), imported, why))
			}
		}
	}
	return wrong
}

// judge says why a package may not import another, or "".
func judge(row layer, from, imported, module string) string {
	if to, inside := folderOf(imported, module); inside {
		if matchesAny(row.may, to) {
			return ""
		}
		return "the table in cmd/structure/layers.go does not allow it"
	}
	if slices.Contains(pure, from) && strings.Contains(strings.Split(imported, "/")[0], ".") {
		return "this package has the standard library only"
	}
	for _, r := range reserved {
		if within(imported, r.prefix) {
			if matchesAny(r.packages, from) {
				return ""
			}
			return "reserved for other packages"
		}
	}
	return ""
}

// unusedLayers returns a line for each row of the table that fits no package.
func unusedLayers(t *tree, table []layer) []string {
	var wrong []string
	for _, row := range table {
		if !slices.ContainsFunc(t.packages, func(p *pkg) bool {
			of, ok := rowOf(table, p.folder)
			return ok && of.packages == row.packages
		}) {
			wrong = append(wrong, fmt.Sprintf("%q: no package needs this row of the table in cmd/structure/layers.go", row.packages))
		}
	}
	return wrong
}

// folderOf is the folder of a package of the module, false for others.
func folderOf(path, module string) (string, bool) {
	if path == module {
		return "", true
	}
	return strings.CutPrefix(path, module+"/")
}

// rowOf finds the row with the longest pattern that fits.
func rowOf(table []layer, folder string) (best layer, found bool) {
	for _, row := range table {
		if matches(row.packages, folder) && (!found || len(row.packages) > len(best.packages)) {
			best, found = row, true
		}
	}
	return best, found
}

func matchesAny(patterns []string, folder string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, folder) })
}

// matches reports whether a folder fits a pattern, see layers.go.
func matches(pattern, folder string) bool {
	if pattern == "..." {
		return true
	}
	if above, ok := strings.CutSuffix(pattern, "/..."); ok {
		return within(folder, above) && folder != above
	}
	return folder == pattern
}

// within reports whether path is prefix or below it.
func within(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, prefix+"/")
}
