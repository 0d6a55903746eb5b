package main

import (
	"fmt"
	"slices"
	"strings"
)

const module = "ikd/station"

// room is a folder with what it may import of the house. A folder belongs to
// the room with the longest prefix.
type room struct {
	folder string
	may    []string // rooms, by folder; a trailing /... means the whole floor
}

// rooms is the table of docs/design.md.
var rooms = []room{
	{"", []string{"..."}},
	{"siak", nil},
	{"siak/credential", []string{"siak"}},
	{"siak/registry", []string{"siak", "siak/registry/..."}},
	{"siak/syncer", []string{"siak"}},
	{"siak/transfer", []string{"siak", "siak/registry/..."}},
	{"siak/registry/server", []string{"siak", "siak/transfer", "siak/credential", "siak/registry/..."}},
	{"siak/registry/server/...", []string{"siak", "siak/credential", "siak/registry/server", "siak/registry/server/..."}},
	{"siak/registry/sandbox", []string{"siak", "siak/credential", "siak/registry/...", "siak/registry/server", "siak/registry/server/sqlite"}},
	{"store", []string{"siak", "store/..."}},
	{"store/internal/...", []string{"siak", "store/internal/..."}},
	{"scanner", nil},
	{"scanner/...", []string{"scanner", "scanner/..."}},
	{"app/desk", []string{"siak", "scanner"}},
	{"app/suspend", nil},
	{"app", []string{"app/desk", "siak", "scanner", "assets", "assets/..."}},
	{"assets", []string{"siak"}},
	{"assets/words", []string{"siak", "scanner"}},
	{"assets/sound", nil},
	{"cmd/registry", []string{"siak", "siak/..."}},
	{"cmd", []string{"siak", "siak/...", "scanner", "scanner/..."}},
}

// fenced are imports from outside that only some rooms may have.
var fenced = []struct {
	prefix string
	rooms  []string
}{
	{"fyne.io/fyne/v2/app", []string{""}},
	{"fyne.io/fyne", []string{"", "app", "assets"}},
	{"database/sql", []string{"store", "store/internal/...", "siak/registry/server/...", "siak/registry/sandbox"}},
	{"github.com/mattn/go-sqlite3", []string{"store", "store/internal/...", "siak/registry/server/sqlite"}},
	{"github.com/jackc", []string{"siak/registry/server/postgres", "siak/registry/server/storagetest"}},
	{"net/http", []string{"siak/registry", "siak/registry/...", "siak/registry/server", "cmd/registry"}},
	{"connectrpc.com/connect", []string{"siak/registry", "siak/registry/...", "siak/registry/server", "siak/registry/sandbox", "cmd/registry"}},
	{"github.com/godbus/dbus", []string{"app/suspend", "app/suspend/..."}},
	{"github.com/pion/mediadevices", []string{"scanner/..."}},
	{"github.com/makiuchi-d/gozxing", []string{"scanner/..."}},
}

// pure may import the standard library and nothing else.
var pure = []string{"siak", "scanner"}

// check returns a line for each import that goes the wrong way.
func check(packages []goPackage) []string {
	var wrong []string
	for _, p := range packages {
		from, ok := folder(p.ImportPath)
		if !ok {
			continue
		}
		for _, imported := range p.Imports {
			if why := judge(from, imported); why != "" {
				wrong = append(wrong, fmt.Sprintf("%s imports %s: %s", p.ImportPath, imported, why))
			}
		}
	}
	slices.Sort(wrong)
	return slices.Compact(wrong)
}

// judge says why a folder may not import a package, or "".
func judge(from, imported string) string {
	r := roomOf(from)
	if to, inside := folder(imported); inside {
		if allows(r.may, to) {
			return ""
		}
		return "no such arrow in docs/design.md"
	}
	if slices.Contains(pure, from) && strings.Contains(strings.Split(imported, "/")[0], ".") {
		return "this room has the standard library only"
	}
	for _, f := range fenced {
		if within(imported, f.prefix) {
			if slices.ContainsFunc(f.rooms, func(pattern string) bool { return matches(pattern, from) }) {
				return ""
			}
			return "kept out of this room"
		}
	}
	return ""
}

func folder(path string) (string, bool) {
	if path == module {
		return "", true
	}
	return strings.CutPrefix(path, module+"/")
}

// roomOf finds the room with the longest matching folder.
func roomOf(from string) room {
	best := rooms[0]
	for _, r := range rooms {
		prefix, whole := strings.CutSuffix(r.folder, "/...")
		fits := within(from, prefix) && (!whole || from != prefix)
		if r.folder != "" && fits && len(r.folder) >= len(best.folder) {
			best = r
		}
	}
	return best
}

func allows(may []string, to string) bool {
	return slices.ContainsFunc(may, func(pattern string) bool { return matches(pattern, to) })
}

// matches reports whether a folder is the pattern, or below it where the
// pattern ends in "...".
func matches(pattern, folder string) bool {
	if pattern == "..." {
		return true
	}
	if floor, ok := strings.CutSuffix(pattern, "/..."); ok {
		return within(folder, floor) && folder != floor
	}
	return folder == pattern
}

// within reports whether path is prefix or below it.
func within(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, prefix+"/")
}
