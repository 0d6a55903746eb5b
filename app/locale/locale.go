// Package locale keeps Fyne from complaining about the locale C.UTF-8, the
// usual one of a server or a container: Fyne's own package initialisation parses
// the locale as a language tag and prints an error of three lines for it, ahead
// of whatever the program says, under every command.
//
// The package must be initialised before Fyne's: packages are, in the order of
// their paths, as soon as what they import is (Go specification, "Package
// initialization"), and this one needs next to nothing. It is imported for that
// effect alone.
package locale

import (
	"cmp"
	"os"
	"strings"
)

func init() {
	locale := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
	// LANGUAGE says which translations to take and nothing else; the station's
	// own language is a setting.
	if strings.HasPrefix(locale, "C.") && os.Getenv("LANGUAGE") == "" {
		_ = os.Setenv("LANGUAGE", "en")
	}
}
