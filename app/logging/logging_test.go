package logging

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"ikd/station/siak"
)

// TestMain is the program that crashes, see TestCrash, and else looks for
// goroutines that nobody waited for.
func TestMain(m *testing.M) {
	if folder := os.Getenv("CRASH_IN"); folder != "" {
		crash(folder)
	}
	goleak.VerifyTestMain(m)
}

// record writes one record through the handler and reads it back.
func record(t testing.TB, write func(*slog.Logger)) map[string]any {
	t.Helper()
	var out bytes.Buffer
	write(slog.New(newHandler(&out, slog.LevelDebug)))
	var fields map[string]any
	if err := json.Unmarshal(out.Bytes(), &fields); err != nil {
		t.Fatalf("%v: %s", err, &out)
	}
	return fields
}

func text(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAttributes(t *testing.T) {
	id, err := siak.ParseActivationID("00112233-4455-4677-8899-001122334455")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 1, 9, 30, 0, 123456789, siak.WIB)
	for _, test := range []struct {
		attr slog.Attr
		want string
	}{
		{Component("sync"), `{"component":"sync"}`},
		{Op("open ledger"), `{"op":"open ledger"}`},
		{Kind(siak.KindDiskFull), `{"kind":"disk-full"}`},
		{State(siak.Queued), `{"state":"queued"}`},
		{Region("327601"), `{"region":"327601"}`},
		{Activation(id), `{"activation":"00112233-4455-4677-8899-001122334455"}`},
		{Version("v1.2.3-rc.1"), `{"version":"v1.2.3-rc.1"}`},
		{Count("rows", 1_405_000), `{"rows":1405000}`},
		{Bytes(1 << 30), `{"bytes":1073741824}`},
		{Took(1500 * time.Millisecond), `{"took":"1.5s"}`},
		{Flag("online", true), `{"online":true}`},
		{At("next_try", at), `{"next_try":"2026-03-01T02:30:00.123Z"}`},
		{File(`C:\Users\Budi\foto Budi.PNG`), `{"file":"picture"}`},
		{File("/media/Budi/Budi 3276010101909001"), `{"file":"other"}`},
		{slog.Any("kind", siak.KindBusy), `{"kind":"busy"}`},
		{slog.Group("queue", slog.Int("due", 2), Kind(siak.KindOffline)), `{"queue":{"due":2,"kind":"offline"}}`},
	} {
		fields := record(t, func(l *slog.Logger) { l.Info("m", test.attr) })
		delete(fields, "time")
		delete(fields, "level")
		delete(fields, "msg")
		if got := text(t, fields); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
	for _, o := range siak.Outcomes() {
		if fields := record(t, func(l *slog.Logger) { l.Info("m", Outcome(o)) }); fields["outcome"] != string(o) {
			t.Errorf("%q became %v", o, fields["outcome"])
		}
	}
}

type secretive struct{ name string }

func (s secretive) String() string               { return s.name }
func (s secretive) LogValue() slog.Value         { return slog.StringValue(s.name) }
func (s secretive) MarshalText() ([]byte, error) { return []byte(s.name), nil }

// Whatever is written, by whichever way, nothing of a made-up person comes through.
func TestNothingPersonal(t *testing.T) {
	const name, nik, mail, phone = "Budi Santoso", "3276014508909001", "budi.santoso@contoh.example", "0812-3456-7890"
	for i, write := range []func(*slog.Logger){
		func(l *slog.Logger) { l.Info("look up " + nik) },
		func(l *slog.Logger) { l.Info("look up 3276 0145 0890 9001 and 3276.0145.0890.9001") },
		func(l *slog.Logger) { l.Info("mail to " + mail + ", call " + phone + " or +62 812 3456 7890") },
		func(l *slog.Logger) { l.Info("m", "name", name, "nik", nik, "mail", mail, "phone", phone) },
		func(l *slog.Logger) {
			l.Info("m", "kind", name, "op", nik, "region", nik, "activation", nik, "version", mail)
		},
		func(l *slog.Logger) {
			l.Info("m", "nik", 3276014508909001, "also", uint64(3276014508909001), "float", 3276014508909001.0)
		},
		func(l *slog.Logger) { l.Info("m", nik, 1, name, 2, mail, true) },
		func(l *slog.Logger) { l.With("name", name).WithGroup(nik).Info("m", "nik", nik) },
		func(l *slog.Logger) {
			l.Info("m", "value", secretive{name}, "kind", secretive{nik}, "any", &secretive{mail})
		},
		func(l *slog.Logger) {
			l.Info("m", "list", []string{name, nik}, "map", map[string]string{name: nik}, "bytes", []byte(nik))
		},
		func(l *slog.Logger) { l.Info("m", slog.Group("person", "name", name, slog.Group(nik, "kind", mail))) },
		func(l *slog.Logger) { l.Error("m", Error(fmt.Errorf("no %s: %w", name, errors.New(nik)))) },
		func(l *slog.Logger) { l.Error("m", "err", siak.E("look up "+nik, siak.Kind(mail), errors.New(name))) },
		func(l *slog.Logger) {
			l.Error("m", "err", &fs.PathError{Op: "open " + name, Path: nik, Err: fs.ErrNotExist})
		},
		func(l *slog.Logger) { l.Error("m", "err", &net.DNSError{Err: name, Name: mail}) },
		func(l *slog.Logger) { l.Info("m", File("/home/"+name+"/"+nik+".png"), File(mail)) },
	} {
		got := text(t, record(t, write))
		for _, secret := range []string{"Budi", "budi", "Santoso", "3276014508909001", "0890", "@", "7890"} {
			if strings.Contains(got, secret) {
				t.Errorf("%d: %s comes through: %s", i, secret, got)
			}
		}
	}
}

// The same with any digits and addresses anywhere.
func TestNothingLooksPersonal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := rapid.String().Draw(t, "before"), rapid.String().Draw(t, "after")
		personal := rapid.OneOf(rapid.StringMatching(`[0-9]{16}`), rapid.StringMatching(`[a-z]{1,9}@[a-z]{1,9}\.id`)).Draw(t, "personal")
		key := rapid.OneOf(rapid.StringMatching(`[a-z]{1,8}`), rapid.SampledFrom([]string{"op", "kind", "region", "activation", "version"})).Draw(t, "key")
		s := before + personal + after
		var out bytes.Buffer
		slog.New(newHandler(&out, slog.LevelInfo)).With(key, s).WithGroup(s).Error(s, key, s, s, 1, "err", siak.E(s, siak.Kind(s), errors.New(s)))
		if strings.Contains(out.String(), personal) {
			t.Fatalf("%s comes through: %s", personal, &out)
		}
	})
}

func TestError(t *testing.T) {
	wrapped := fmt.Errorf("of Budi: %w", siak.E("open ledger", siak.KindDiskFull,
		&fs.PathError{Op: "write", Path: "/home/budi", Err: syscall.ENOSPC}))
	for _, test := range []struct {
		err  error
		want string
	}{
		{nil, `null`},
		{wrapped, fmt.Sprintf(`[{"op":"open ledger","kind":"disk-full"},{"op":"write"},{"cause":"errno %d"}]`, int(syscall.ENOSPC))},
		{errors.Join(context.Canceled, siak.E("pull", siak.KindOffline, nil)), `[{"cause":"context canceled"},{"kind":"offline","op":"pull"}]`},
		{errors.New("Budi"), `[{"cause":"*errors.errorString"}]`},
		{fmt.Errorf("Budi %w, %w", io.EOF, fs.ErrExist), `[{"cause":"EOF"},{"cause":"file already exists"}]`},
	} {
		got := text(t, record(t, func(l *slog.Logger) { l.Error("m", Error(test.err)) })["error"])
		var a, b any
		if json.Unmarshal([]byte(got), &a) != nil || json.Unmarshal([]byte(test.want), &b) != nil || text(t, a) != text(t, b) {
			t.Errorf("%v: %s, want %s", test.err, got, test.want)
		}
	}
	deep := error(io.EOF)
	for range 100 {
		deep = siak.E("again", siak.KindUnknown, deep)
	}
	if links := record(t, func(l *slog.Logger) { l.Error("m", Error(deep)) })["error"].([]any); len(links) != maxLinks {
		t.Errorf("%d links", len(links))
	}
}

func TestLevelFromEnv(t *testing.T) {
	for set, want := range map[string]slog.Level{"": slog.LevelInfo, "debug": slog.LevelDebug, " WARN ": slog.LevelWarn, "loud": slog.LevelInfo} {
		t.Setenv("STATION_LOG", set)
		if got := LevelFromEnv(); got != want {
			t.Errorf("%q: %v", set, got)
		}
	}
}

// Records written before there is a folder arrive in it, in order; those after the
// end go nowhere, and files and folder are the owner's alone.
func TestOpen(t *testing.T) {
	station := t.TempDir()
	l := New(slog.LevelInfo)
	l.Logger().Info("before")
	l.Logger().Debug("not at this level")
	if err := l.Open(filepath.Join(station, "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("%v", err)
	}
	if err := l.Open(station); err != nil {
		t.Fatal(err)
	}
	if err := l.Open(station); err != nil {
		t.Fatal(err)
	}
	l.Logger().With(Component("sync")).Info("after")
	if err := errors.Join(l.Close(), l.Close(), l.Open(station)); err != nil {
		t.Fatal(err)
	}
	l.Logger().Info("too late")
	data, err := os.ReadFile(filepath.Join(station, Folder, fileName))
	if err != nil {
		t.Fatal(err)
	}
	var messages []string
	for line := range bytes.Lines(data) {
		var r struct{ Msg string }
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		messages = append(messages, r.Msg)
	}
	if got := strings.Join(messages, ", "); got != "before, log opened, after" {
		t.Error(got)
	}
	all, err := os.ReadDir(filepath.Join(station, Folder))
	if err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for path, want := range map[string]fs.FileMode{"": 0o700, fileName: 0o600} {
		if info, err := os.Stat(filepath.Join(station, Folder, path)); err != nil || info.Mode().Perm() != want {
			t.Errorf("%q: %v, %v", path, info, err)
		}
	}
}

// Without a folder the newest records are held, within the bound.
func TestWaiting(t *testing.T) {
	l := New(slog.LevelInfo)
	for i := range 5000 {
		l.Logger().Info("waits", Count("n", i))
	}
	if l.bytes > maxWaiting || l.bytes < maxWaiting/2 {
		t.Errorf("%d bytes wait", l.bytes)
	}
	station := t.TempDir()
	if err := errors.Join(l.Open(station), l.Close()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(station, Folder, fileName))
	if err != nil || !bytes.Contains(data, []byte(`"n":4999}`)) || bytes.Contains(data, []byte(`"n":0}`)) {
		t.Errorf("%v: %.200s", err, data)
	}
}

// The files together stay within their bound, and the newest record is there.
func TestRotation(t *testing.T) {
	station := t.TempDir()
	l := New(slog.LevelInfo)
	if err := l.Open(station); err != nil {
		t.Fatal(err)
	}
	const size = 4096
	n := (maxFiles + 4) * maxFileMB << 20 / size
	for i := range n {
		l.write(fmt.Appendf(nil, "{\"msg\":%q,\"n\":%d}\n", strings.Repeat("x", size), i+1))
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(station, Folder, "station*.log"))
	if err != nil || len(files) < 2 || len(files) > maxFiles+1 {
		t.Errorf("%q, %v", files, err)
	}
	for _, path := range files {
		if info, err := os.Stat(path); err != nil || info.Size() > maxFileMB<<20 || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
	}
	data, err := os.ReadFile(filepath.Join(station, Folder, fileName))
	if err != nil || !bytes.Contains(data, fmt.Appendf(nil, `"n":%d}`, n)) {
		t.Errorf("the last record is missing: %v", err)
	}
}
