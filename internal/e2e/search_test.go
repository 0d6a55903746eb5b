package e2e

import (
	"encoding/json"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// person takes who the last station inspect --reveal printed into the
// environment: NIK, NAME and BIRTH.
func cmdPerson(ts *testscript.TestScript, _ bool, _ []string) {
	var report struct {
		Fields struct{ NIK, Name, Birth string }
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &report))
	ts.Setenv("NIK", report.Fields.NIK)
	ts.Setenv("NIKTYPED", asTyped(report.Fields.NIK))
	ts.Setenv("TOGETHER", strings.ReplaceAll(report.Fields.Name, " ", ""))
	ts.Setenv("NAME", report.Fields.Name)
	ts.Setenv("BIRTH", report.Fields.Birth)
}
