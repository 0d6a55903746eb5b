package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/sqlite"
	"ikd/station/siak/registry/server/storagetest"
)

// harness is a registry in a file of its own.
func harness(t *testing.T) *storagetest.Harness {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir(), Fill: func(tx *sqlite.Tx) error { return storagetest.Setup(tx) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return storagetest.NewHarness(t, s, storagetest.NewClock())
}

// printed collects lines as a command line would print them.
type printed []string

func (p *printed) line(v any) error {
	text, err := json.Marshal(v)
	*p = append(*p, string(text))
	return err
}

// do runs a verb that must end well, and gives what it printed.
func do(t *testing.T, verb func(Print) error) string {
	t.Helper()
	var out printed
	if err := verb(out.line); err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, "\n")
}

// refuses runs a verb that must end so, and print nothing.
func refuses(t *testing.T, what string, code int, says string, verb func(Print) error) {
	t.Helper()
	var out printed
	err := verb(out.line)
	if ExitCode(err) != code || err == nil || !strings.Contains(err.Error(), says) || len(out) > 0 {
		t.Errorf("%s: exit code %d, %v, printed %q; want %d, %q", what, ExitCode(err), err, out, code, says)
	}
}

func TestStationsAreListedWithWhatBecameOfThem(t *testing.T) {
	w := harness(t)
	ctx, r := t.Context(), w.Registry
	if got := do(t, func(p Print) error { return Stations(ctx, r, p) }); got != "" {
		t.Errorf("a new registry has %s", got)
	}
	first := w.NewStation(t)
	w.Clock.Add(time.Second)
	second := w.NewStation(t)

	if got, want := do(t, func(p Print) error { return Revoke(ctx, r, first.ID, p) }), fmt.Sprintf(`{"event":"revoked","station":%q}`, first.ID); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := do(t, func(p Print) error { return Wipe(ctx, r, second.ID, p) }), fmt.Sprintf(`{"event":"wipe-ordered","station":%q}`, second.ID); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	list := func() [2]station {
		var stations [2]station
		lines := strings.Split(do(t, func(p Print) error { return Stations(ctx, r, p) }), "\n")
		if len(lines) != 2 {
			t.Fatalf("%q", lines)
		}
		for i, l := range lines {
			if err := json.Unmarshal([]byte(l), &stations[i]); err != nil {
				t.Fatal(err)
			}
		}
		return stations
	}
	got := list()
	if got[0].Station != first.ID || !got[0].Revoked || got[0].Wipe != "" || got[0].Name != "Loket" {
		t.Errorf("the first is %+v", got[0])
	}
	if got[1].Station != second.ID || got[1].Revoked || got[1].Wipe != "ordered" || !got[1].Enrolled.Equal(w.Clock.Now()) {
		t.Errorf("the second is %+v", got[1])
	}
	// A second order changes nothing, and says so to nobody.
	do(t, func(p Print) error { return Wipe(ctx, r, second.ID, p) })
	if again := list(); again[1] != got[1] {
		t.Errorf("the second is %+v, and was %+v", again[1], got[1])
	}
}

func TestClearAnchor(t *testing.T) {
	w := harness(t)
	ctx, r, d := t.Context(), w.Registry, w.NewStation(t)
	clearAnchor := func(p Print) error { return ClearAnchor(ctx, r, d.ID, p) }
	refuses(t, "no head was taken", ExitRegistry, "taken no head of that station's audit: "+d.ID, clearAnchor)
	err := w.Store.Write(ctx, func(tx server.Tx) error {
		return tx.AddAnchor(d.ID, server.Anchor{Head: siak.AuditHead{Seq: 5, Signature: []byte("signed")}, Kept: true}, w.Clock.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := do(t, func(p Print) error { return Stations(ctx, r, p) }); !strings.Contains(got, `"anchored":5,"refused_heads":0`) {
		t.Errorf("listed as %s", got)
	}
	if got, want := do(t, clearAnchor), fmt.Sprintf(`{"event":"anchor-cleared","station":%q}`, d.ID); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	refuses(t, "cleared already", ExitRegistry, "taken no head", clearAnchor)
	if got := do(t, func(p Print) error { return Stations(ctx, r, p) }); !strings.Contains(got, `"anchored":0,"refused_heads":1`) {
		t.Errorf("listed as %s", got)
	}
}

func TestUnknownStationIsNamed(t *testing.T) {
	r, to := harness(t).Registry, filepath.Join(t.TempDir(), "out.ikd")
	escrow := filepath.Join(t.TempDir(), "activations.json")
	text, err := json.Marshal(siak.EscrowFile{Format: siak.EscrowFormat, Station: "S-nothere"})
	if err = errors.Join(err, os.WriteFile(escrow, text, 0o600)); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for what, verb := range map[string]func(Print) error{
		"revoke":       func(p Print) error { return Revoke(ctx, r, "S-nothere", p) },
		"wipe":         func(p Print) error { return Wipe(ctx, r, "S-nothere", p) },
		"clear anchor": func(p Print) error { return ClearAnchor(ctx, r, "S-nothere", p) },
		"area":         func(p Print) error { return ExportArea(ctx, r, AreaFile{Station: "S-nothere", To: to}, p) },
		"receipts":     func(p Print) error { return ExportReceipts(ctx, r, "S-nothere", to, p) },
		"accept":       func(p Print) error { return Accept(ctx, r, escrow, p) },
	} {
		refuses(t, what, ExitRegistry, "the registry knows no such station: S-nothere", verb)
	}
	if _, err := os.Stat(to); err == nil {
		t.Error("a file was written for nobody")
	}
}

func TestInvite(t *testing.T) {
	w := harness(t)
	ctx, r := t.Context(), w.Registry
	invite := func(i Invitation) func(Print) error {
		return func(p Print) error { return Invite(ctx, r, i, p) }
	}
	for what, i := range map[string]Invitation{
		"no time":   {Name: "Loket 2"},
		"past":      {Name: "Loket 2", For: -time.Second},
		"too long":  {Name: "Loket 2", For: server.MaxInvitation + 1},
		"long name": {Name: strings.Repeat("x", server.MaxStationName+1), For: time.Hour},
	} {
		refuses(t, what, ExitUsage, "out of bounds", invite(i))
	}
	refuses(t, "a region that is not there", ExitUsage, "--region 999999", invite(Invitation{Name: "Loket 2", Region: "999999", For: time.Hour}))
	for _, i := range []Invitation{
		{Name: "Loket 2", For: server.MaxInvitation},
		{Name: strings.Repeat("x", server.MaxStationName), For: time.Nanosecond, Region: "327606"},
	} {
		var line invited
		if err := json.Unmarshal([]byte(do(t, invite(i))), &line); err != nil {
			t.Fatal(err)
		}
		if line.Name != i.Name || line.Code == "" || !line.Until.Equal(w.Clock.Now().Add(i.For)) {
			t.Errorf("%+v made %+v", i, line)
		}
	}
}

// A file that cannot be read or written is told before the registry does any work.
func TestFilesThatCannotBe(t *testing.T) {
	w := harness(t)
	ctx, r, d, dir := t.Context(), w.Registry, w.NewStation(t), t.TempDir()
	noise := filepath.Join(dir, "noise")
	if err := os.WriteFile(noise, []byte(`{"format":"another"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	away, missing := filepath.Join(dir, "away", "out"), filepath.Join(dir, "missing")
	refuses(t, "area", ExitUsage, "there is no such folder", func(p Print) error { return ExportArea(ctx, r, AreaFile{Station: d.ID, To: away}, p) })
	refuses(t, "area since", ExitUsage, "there is no such file: "+missing, func(p Print) error {
		return ExportArea(ctx, r, AreaFile{Station: d.ID, To: noise, Since: missing}, p)
	})
	refuses(t, "receipts", ExitUsage, "there is no such folder", func(p Print) error { return ExportReceipts(ctx, r, d.ID, away, p) })
	refuses(t, "outbox", ExitUsage, "there is no such file: "+missing, func(p Print) error { return ImportOutbox(ctx, r, missing, noise, p) })
	refuses(t, "replies", ExitUsage, "there is no such folder", func(p Print) error { return ImportOutbox(ctx, r, noise, away, p) })
	refuses(t, "accept", ExitUsage, "cannot read the file", func(p Print) error { return Accept(ctx, r, missing, p) })
	refuses(t, "accept another file", ExitUsage, "not a file of a wiped station: "+noise, func(p Print) error { return Accept(ctx, r, noise, p) })

	do(t, func(p Print) error { return Revoke(ctx, r, d.ID, p) })
	refuses(t, "revoked", ExitRegistry, "the station was revoked", func(p Print) error {
		return ExportArea(ctx, r, AreaFile{Station: d.ID, To: filepath.Join(dir, "out")}, p)
	})
}

// What cannot be printed is the verb's failure: whoever reads a pipe must not take
// half of a list for all of it.
func TestUnprintedIsAnError(t *testing.T) {
	w := harness(t)
	ctx, r, d := t.Context(), w.Registry, w.NewStation(t)
	full := errors.New("the pipe is full")
	deaf := func(any) error { return full }
	for what, verb := range map[string]func() error{
		"stations": func() error { return Stations(ctx, r, deaf) },
		"wipe":     func() error { return Wipe(ctx, r, d.ID, deaf) },
		"invite":   func() error { return Invite(ctx, r, Invitation{Name: "Loket 2", For: time.Hour}, deaf) },
	} {
		if err := verb(); !errors.Is(err, full) || ExitCode(err) != ExitOther {
			t.Errorf("%s: %v, exit code %d", what, err, ExitCode(err))
		}
	}
	ended, end := context.WithCancel(ctx)
	end()
	if err := Stations(ended, r, deaf); err == nil || errors.Is(err, full) {
		t.Errorf("after the end: %v", err)
	}
}

func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
	}{
		{nil, ExitDone},
		{Usage("--for is out of bounds"), ExitUsage},
		{fmt.Errorf("the command: %w", Usage("wrapped")), ExitUsage},
		{siak.E("open registry", siak.KindNotSetUp, nil), ExitStorage},
		{siak.E("open registry", siak.KindDiskFull, nil), ExitStorage},
		{siak.E("open registry", siak.KindUnavailable, nil), ExitStorage},
		{siak.E("list", siak.KindNotFound, nil), ExitRegistry},
		{fmt.Errorf("the command: %w", siak.E("take in", siak.KindRefused, nil)), ExitRegistry},
		{siak.E("read a file", siak.KindFileStrange, nil), ExitOther},
		{context.Canceled, ExitOther},
	} {
		if got := ExitCode(c.err); got != c.code {
			t.Errorf("%v ends with %d, want %d", c.err, got, c.code)
		}
	}
}
