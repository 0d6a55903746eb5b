package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// station-id DIR N VAR sets a variable to the ID of the registry's Nth station.
func cmdStationID(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: station-id DIR N VAR")
	}
	ts.Setenv(args[2], stationID(ts, args[0], args[1]))
}

// stationID is the ID of a registry's nth station.
func stationID(ts *testscript.TestScript, dir, nth string) string {
	n, err := strconv.Atoi(nth)
	ts.Check(err)
	ts.Check(ts.Exec("station", "registry", "stations", "--dir", dir))
	lines := strings.Split(strings.TrimSpace(ts.ReadFile("stdout")), "\n")
	if n > len(lines) {
		ts.Fatalf("%d stations", len(lines))
	}
	var line printedStation
	ts.Check(json.Unmarshal([]byte(lines[n-1]), &line))
	return line.Station
}

// cut-file FROM TO N copies the first N bytes of a file.
func cmdCutFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: cut-file FROM TO N")
	}
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	b, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b[:n], 0o600))
}

// file-appears DIR PREFIX FILE waits until a folder has a file whose name begins
// and ends so (.ikd), and gives it a name that a script can say.
func cmdFileAppears(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: file-appears DIR PREFIX FILE")
	}
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for range 300 {
		found, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), args[1]+"*.ikd"))
		ts.Check(err)
		if len(found) == 1 {
			ts.Check(os.Rename(found[0], ts.MkAbs(args[2])))
			return
		}
		<-tick.C
	}
	picture(ts, playgroundOf(ts).screen.display, "late.png")
	ts.Fatalf("no such file; the screen is in late.png")
}
