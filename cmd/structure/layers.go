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

	{"siak", []string{"siak/personname", "siak/text"}},
	{"siak/personname", []string{"siak/text"}},
	{"siak/text", nil},
	{"siak/credential", []string{"siak", "siak/text"}},
	{"siak/syncer", []string{"siak"}},
	{"siak/table", []string{"siak", "siak/text"}},
	{"siak/newfile", nil},
	{"siak/hardening", nil},
	{"siak/transfer", []string{"siak", "siak/newfile", "siak/registry/registryv1", "siak/registry/wire"}},

	{"siak/registry", []string{"siak", "siak/text", "siak/registry/proxy", "siak/registry/registryv1", "siak/registry/wire"}},
	{"siak/registry/proxy", []string{"siak"}},
	{"siak/registry/proxy/...", nil},
	{"siak/registry/registryv1", nil},
	{"siak/registry/wire", []string{"siak", "siak/text", "siak/registry/registryv1"}},
	{"siak/registry/server", []string{"siak", "siak/text", "siak/credential", "siak/transfer", "siak/registry/registryv1", "siak/registry/wire", "siak/registry/server/admission", "siak/registry/server/officers", "siak/registry/server/trail", "siak/registry/server/keys", "siak/registry/server/population", "siak/registry/server/row", "siak/registry/server/scope"}},
	{"siak/registry/server/admission", nil},
	{"siak/registry/server/officers", []string{"siak"}},
	{"siak/registry/server/trail", []string{"siak"}},
	{"siak/registry/server/keys", []string{"siak", "siak/newfile", "siak/credential", "siak/registry/wire"}},
	{"siak/registry/server/population", []string{"siak", "siak/registry/server/row", "siak/registry/server/scope"}},
	{"siak/registry/server/row", []string{"siak", "siak/registry/wire"}},
	{"siak/registry/server/scope", []string{"siak"}},
	{"siak/registry/server/...", []string{"siak", "siak/credential", "siak/registry/server", "siak/registry/server/...", "siak/migrate"}},
	{"siak/registry/server/admin", []string{"siak", "siak/newfile", "siak/table", "siak/text", "siak/transfer", "siak/registry/registryv1", "siak/registry/server", "siak/registry/server/trail", "siak/registry/server/keys", "siak/registry/server/population", "siak/registry/server/scope"}},
	{"siak/registry/sandbox", []string{"siak", "siak/credential", "siak/registry/...", "siak/registry/server/sqlite"}},

	{"siak/migrate", []string{"siak"}},
	{"internal/kinds", []string{"siak"}},

	{"store", []string{"siak", "siak/newfile", "siak/personname", "siak/text", "store/internal/..."}},
	{"store/internal/...", []string{"siak", "siak/hardening", "siak/newfile", "siak/personname", "siak/text", "siak/migrate", "store/internal/..."}},
	{"store/tpmtest", nil},

	{"scanner", nil},
	{"scanner/...", []string{"scanner", "scanner/..."}},

	{"app/desk", []string{"siak", "scanner"}},
	{"app/locale", nil},
	{"app/logging", []string{"siak"}},
	{"app/suspend", nil},
	{"app/suspend/...", nil},
	{"app/training", []string{"siak", "siak/registry/sandbox", "scanner", "scanner/phone"}},
	{"app/runtime", []string{"app/desk", "app/logging", "siak", "siak/...", "scanner", "store"}},
	{"app/ui", []string{"siak", "scanner", "assets"}},
	{"app/pages", []string{"app/desk", "app/ui", "siak", "siak/text", "scanner/wedge", "assets", "assets/words"}},
	{"app", []string{"app/desk", "app/pages", "app/ui", "siak", "siak/text", "scanner", "scanner/wedge", "assets", "assets/..."}},
	{"app/session", []string{"app", "app/desk", "app/logging", "app/runtime", "app/suspend", "app/training", "assets/words", "siak", "siak/...", "scanner", "scanner/...", "store"}},
	{"app/cli", []string{"app/desk", "app/logging", "app/runtime", "app/training", "assets/words", "siak", "siak/...", "scanner", "scanner/...", "store"}},

	{"internal/e2e", []string{"..."}},

	{"assets", []string{"siak"}},
	{"assets/words", []string{"siak", "siak/text", "scanner"}},
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
	{"fyne.io/fyne/v2/app", []string{"app/session"}},
	{"fyne.io/fyne", []string{"app", "app/pages", "app/session", "app/ui", "assets"}},
	{"database/sql", []string{"store", "store/internal/...", "siak/migrate", "siak/registry/server/...", "siak/registry/sandbox"}},
	{"github.com/google/go-tpm", []string{"store/internal/tpm"}},
	{"github.com/mattn/go-sqlite3", []string{"store", "store/internal/...", "siak/registry/server/sqlite"}},
	{"github.com/jackc", []string{"siak/registry/server/postgres", "siak/registry/server/storagetest"}},
	{"net/http", []string{"siak/registry", "siak/registry/...", "siak/registry/server", "cmd/registry", "cmd/attack"}},
	{"connectrpc.com/connect", []string{"siak/registry", "siak/registry/...", "siak/registry/server", "siak/registry/sandbox", "cmd/registry"}},
	{"github.com/DeRuina/timberjack", []string{"app/logging"}},
	{"github.com/godbus/dbus", []string{"app/suspend", "app/suspend/..."}},
	{"github.com/pion/mediadevices", []string{"scanner/..."}},
	{"github.com/makiuchi-d/gozxing", []string{"scanner/..."}},
}

// pure are the packages that import the standard library and nothing else.
var pure = []string{"siak", "scanner"}
