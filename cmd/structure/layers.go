package main

// This file is the data of the check of imports: edit it when a package is
// added. docs/design.md explains the layers.
//
// A pattern is a folder ("siak"), everything below a folder but not the folder
// itself ("siak/..."), the root (""), or everything ("...").

// layer is a row of the table: a package, or several, and what of the project
// they may import.
type layer struct {
	packages string   // a pattern
	may      []string // patterns
}

// layers is the table of allowed imports. Of the rows that fit a package the one
// with the longest pattern counts, and a package that fits no row is an error.
var layers = []layer{
	{"", []string{"..."}},

	{"siak", nil},
	{"siak/credential", []string{"siak"}},
	{"siak/registry", []string{"siak", "siak/registry/..."}},
	{"siak/registry/...", []string{"siak", "siak/registry/..."}},
	{"siak/station", []string{"siak"}},
	{"siak/byhand", []string{"siak", "siak/registry/..."}},
	{"siak/central", []string{"siak", "siak/byhand", "siak/credential", "siak/registry/..."}},
	{"siak/central/...", []string{"siak", "siak/credential", "siak/central", "siak/central/..."}},
	{"siak/sandbox", []string{"siak", "siak/credential", "siak/registry/...", "siak/central", "siak/central/sqlite"}},

	{"store", []string{"siak"}},
	{"store/internal/...", nil},

	{"scanner", nil},
	{"scanner/...", []string{"scanner", "scanner/..."}},

	{"app/desk", []string{"siak", "scanner"}},
	{"app/locale", nil},
	{"app/logging", []string{"siak"}},
	{"app/suspend", nil},
	{"app/suspend/...", nil},
	{"app", []string{"app/desk", "siak", "scanner", "assets", "assets/..."}},

	{"assets", []string{"siak"}},
	{"assets/words", []string{"siak", "scanner"}},
	{"assets/sound", nil},

	{"cmd/registry", []string{"siak", "siak/..."}},
	{"cmd/...", []string{"siak", "siak/...", "scanner", "scanner/..."}},
}

// reserved are imports from outside that only some packages may have. The first
// row that fits an import counts.
var reserved = []struct {
	prefix   string   // the import's path, or what begins it
	packages []string // patterns
}{
	{"fyne.io/fyne/v2/app", []string{""}},
	{"fyne.io/fyne", []string{"", "app", "assets"}},
	{"database/sql", []string{"store", "siak/central/...", "siak/sandbox"}},
	{"github.com/mattn/go-sqlite3", []string{"store", "siak/central/sqlite"}},
	{"github.com/jackc", []string{"siak/central/postgres", "siak/central/storagetest"}},
	{"net/http", []string{"siak/registry", "siak/registry/...", "siak/central", "cmd/registry"}},
	{"connectrpc.com/connect", []string{"siak/registry", "siak/registry/...", "siak/central", "siak/sandbox", "cmd/registry"}},
	{"github.com/DeRuina/timberjack", []string{"app/logging"}},
	{"github.com/godbus/dbus", []string{"app/suspend", "app/suspend/..."}},
	{"github.com/pion/mediadevices", []string{"scanner/..."}},
	{"github.com/makiuchi-d/gozxing", []string{"scanner/..."}},
}

// pure are the packages that import the standard library and nothing else.
var pure = []string{"siak", "scanner"}
