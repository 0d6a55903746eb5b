package logging

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
)

func TestPack(t *testing.T) {
	station := t.TempDir()
	l := New(slog.LevelInfo)
	if err := l.Open(station); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	l.Logger().Warn("not sent", Error(siak.E("submit", siak.KindOffline, errors.New("Budi"))))
	// What else lies there, and what somebody else wrote into a file of the log.
	folder := filepath.Join(station, Folder)
	older := time.Now().UTC().Add(-time.Hour).Format("station-2006-01-02T15-04-05.000-size.log") // not old enough to go
	write(t, filepath.Join(folder, older),
		`{"msg":"3276014508909001 of budi@contoh.example"}`+"\nBudi\n"+`{"msg":"whole"}`+"\n"+`{"msg":"cut`)
	write(t, filepath.Join(folder, "crash-20260301T000000-1.txt"), "panic: Budi\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:1\n")
	write(t, filepath.Join(folder, "ledger.db"), "Budi")
	write(t, filepath.Join(station, "ledger.db"), "Budi")
	if runtime.GOOS != "windows" {
		if err := os.Symlink(filepath.Join(station, "ledger.db"), filepath.Join(folder, "station-link.log")); err != nil {
			t.Fatal(err)
		}
	}

	var out bytes.Buffer
	err := l.Pack(t.Context(), &out, Contents{
		Figures:  []slog.Attr{Count("queued", 3), slog.Group("level", Region("327601"), Bytes(12))},
		Settings: []slog.Attr{Flag("online", true), slog.String("office", "Budi"), slog.String("level", "Budi")},
	})
	if err != nil {
		t.Fatal(err)
	}
	files := unzip(t, out.Bytes())
	names := slices.Sorted(maps.Keys(files))
	want := []string{
		"about.json", "crashes/crash-20260301T000000-1.txt", "figures.json",
		"logs/" + older, "logs/station.log", "settings.json",
	}
	if !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
	for name, text := range files {
		for _, personal := range []string{"Budi", "budi", "3276014508909001"} {
			if strings.Contains(text, personal) {
				t.Errorf("%s is in %s:\n%s", personal, name, text)
			}
		}
	}
	wantJSON(t, files["figures.json"], `{"queued":3,"level":{"region":"327601","bytes":12}}`)
	wantJSON(t, files["settings.json"], `{"online":true,"office":"[removed]","level":"[removed]"}`)
	if got := files["logs/"+older]; got != `{"msg":"[removed] of [removed]"}`+"\n"+`{"msg":"whole"}`+"\n" {
		t.Error(got)
	}
	if !strings.Contains(files["logs/station.log"], `"op":"submit","kind":"offline"`) {
		t.Error(files["logs/station.log"])
	}
	for _, part := range []string{`"packed"`, runtime.Version(), runtime.GOOS} {
		if !strings.Contains(files["about.json"], part) {
			t.Errorf("%s is missing in %s", part, files["about.json"])
		}
	}
}

func TestModules(t *testing.T) {
	attr := modules([]*debug.Module{{Path: "github.com/DeRuina/timberjack", Version: "v1.4.10"}, {Path: "filippo.io/age", Version: "v1.3.2"}})
	fields := record(t, func(l *slog.Logger) { l.Info("m", attr) })
	const want = `{"filippo.io_age":{"version":"v1.3.2"},"github.com_deruina_timberjack":{"version":"v1.4.10"}}`
	if got := text(t, fields["modules"]); got != want {
		t.Error(got)
	}
}

func wantJSON(t *testing.T, got, want string) {
	t.Helper()
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(got)); err != nil || compact.String() != want {
		t.Errorf("%s, want %s (%v)", &compact, want, err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestPackFails(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	station := t.TempDir()
	l := New(slog.LevelInfo)
	if err := errors.Join(l.Open(station), l.Close()); err != nil {
		t.Fatal(err)
	}
	if err := Pack(ctx, io.Discard, station, Contents{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := Pack(t.Context(), brokenWriter{}, station, Contents{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%v", err)
	}
	// A station that never had a log still says what it runs on.
	var out bytes.Buffer
	if err := errors.Join(New(slog.LevelInfo).Pack(t.Context(), &out, Contents{}), Pack(t.Context(), &out, t.TempDir(), Contents{})); err != nil {
		t.Error(err)
	}
	if files := unzip(t, out.Bytes()); len(files) != 3 {
		t.Errorf("%v", files)
	}
}
