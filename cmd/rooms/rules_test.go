package main

import "testing"

func TestJudge(t *testing.T) {
	tests := []struct {
		from, imported string
		wrong          bool
	}{
		{"", "fyne.io/fyne/v2/app", false},
		{"", module + "/store", false},
		{"app", "fyne.io/fyne/v2/app", true},
		{"app", "fyne.io/fyne/v2/widget", false},
		{"app", module + "/app/desk", false},
		{"app", module + "/store", true},
		{"app/desk", "fyne.io/fyne/v2", true},
		{"app/desk", module + "/siak", false},
		{"app/desk", module + "/app", true},
		{"siak", "time", false},
		{"siak", "github.com/fxamacker/cbor/v2", true},
		{"siak", module + "/store", true},
		{"siak/credential", module + "/siak", false},
		{"siak/credential", "net/http", true},
		{"siak/registry", module + "/siak/registry/registryv1", false},
		{"siak/registry/registryv1", "connectrpc.com/connect", false},
		{"siak/station", module + "/store", true},
		{"siak/sandbox", "database/sql", false},
		{"store", "database/sql", false},
		{"store", module + "/scanner", true},
		{"scanner", module + "/store", true},
		{"scanner", "github.com/makiuchi-d/gozxing", true},
		{"scanner/qr", "github.com/makiuchi-d/gozxing/qrcode", false},
		{"scanner/qr", module + "/scanner", false},
		{"scanner/qr", module + "/siak", true},
		{"assets/words", "fyne.io/fyne/v2", true},
	}
	for _, test := range tests {
		if why := judge(test.from, test.imported); (why != "") != test.wrong {
			t.Errorf("judge(%q, %q) = %q, want wrong: %v", test.from, test.imported, why, test.wrong)
		}
	}
}

func TestCheckReportsOnce(t *testing.T) {
	p := goPackage{ImportPath: module + "/store", Imports: []string{module + "/scanner"}}
	if got := check([]goPackage{p, p}); len(got) != 1 {
		t.Errorf("check reported %d lines, want 1: %q", len(got), got)
	}
}
