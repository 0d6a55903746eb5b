package e2e

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// What the program leaves on a disk is searched for every NIK, name, e-mail
// address, phone number and birth date of the registry's 5,000 people, in every
// form in which somebody would look for them.

// needles finds many byte strings of eight bytes and more in one pass: by their
// first eight bytes, behind a filter of one bit each.
type needles struct {
	filter [1 << 18]uint64
	by     map[uint64][]needle
	added  map[string]bool // many begin with the same eight bytes
}

type needle struct {
	rest []byte
	// alone: it counts only where no letter or digit stands beside it. A date of
	// eight digits turns up within random hexadecimals.
	alone bool
}

func newNeedles() *needles {
	return &needles{by: make(map[uint64][]needle), added: make(map[string]bool)}
}

func (n *needles) bit(head uint64) (word int, mask uint64) {
	h := head * 0x9e3779b97f4a7c15 >> 40
	return int(h >> 6), 1 << (h & 63)
}

func (n *needles) add(b []byte, alone bool) {
	if len(b) < 8 || n.added[string(b)] {
		return
	}
	n.added[string(b)] = true
	head := binary.LittleEndian.Uint64(b)
	word, mask := n.bit(head)
	n.filter[word] |= mask
	n.by[head] = append(n.by[head], needle{b[8:], alone})
}

// in reports where the first needle stands; -1 where none does.
func (n *needles) in(b []byte) int {
	for i := 0; i+8 <= len(b); i++ {
		head := binary.LittleEndian.Uint64(b[i:])
		if word, mask := n.bit(head); n.filter[word]&mask == 0 {
			continue
		}
		for _, x := range n.by[head] {
			end := i + 8 + len(x.rest)
			if bytes.HasPrefix(b[i+8:], x.rest) && (!x.alone || !wordAt(b, i-1) && !wordAt(b, end)) {
				return i
			}
		}
	}
	return -1
}

func wordAt(b []byte, i int) bool {
	return i >= 0 && i < len(b) && (b[i] >= '0' && b[i] <= '9' || b[i] >= 'a' && b[i] <= 'z' || b[i] >= 'A' && b[i] <= 'Z')
}

// forms are the ways in which a text may stand in a file: as it is, backwards, in
// UTF-16, hexadecimal and base64, whose edges depend on what stands beside it.
func forms(text string) [][]byte {
	plain := []byte(text)
	backwards := slices.Clone(plain)
	slices.Reverse(backwards)
	all := [][]byte{plain, backwards, wide(text)}
	for _, b := range [][]byte{plain, backwards} {
		h := hex.EncodeToString(b)
		all = append(all, []byte(h), []byte(strings.ToUpper(h)))
	}
	for shift := range 3 {
		for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
			s := e.EncodeToString(append(make([]byte, shift), plain...))
			from, to := (shift*8+5)/6, (shift+len(plain))*8/6 // the letters that hold nothing else
			all = append(all, []byte(s[from:to]))
		}
	}
	return all
}

func wide(text string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// hashes are the unkeyed hashes of a text, raw, hexadecimal and in base64.
func hashes(text string) [][]byte {
	m, s1, s2 := md5.Sum([]byte(text)), sha1.Sum([]byte(text)), sha256.Sum256([]byte(text))
	var all [][]byte
	for _, sum := range [][]byte{m[:], s1[:], s2[:]} {
		h := hex.EncodeToString(sum)
		all = append(all, sum, []byte(h), []byte(strings.ToUpper(h)),
			[]byte(base64.StdEncoding.EncodeToString(sum)), []byte(base64.RawURLEncoding.EncodeToString(sum)))
	}
	return all
}

// addPerson adds whatever tells of a person.
func (n *needles) addPerson(p siak.Resident) {
	nik := p.NIK.Digits()
	grouped := nik[:6] + " " + nik[6:12] + " " + nik[12:]
	for _, text := range []string{nik, grouped, strings.ReplaceAll(grouped, " ", "-"), strings.ReplaceAll(grouped, " ", "."), p.Name, strings.ToLower(p.Name), titled(p.Name)} {
		for _, f := range forms(text) {
			n.add(f, false)
		}
	}
	for _, text := range []string{nik, grouped, nik + "\n", "NIK" + nik, "nik:" + nik, nik + p.Birth.String(), nik + p.Name, p.Name, strings.ToLower(p.Name), p.Name + p.Birth.String()} {
		for _, h := range hashes(text) {
			n.add(h, false)
		}
	}
	var number [8]byte
	var value uint64
	for _, c := range nik {
		value = value*10 + uint64(c-'0')
	}
	binary.BigEndian.PutUint64(number[:], value)
	n.add(number[:], false)
	slices.Reverse(number[:])
	n.add(number[:], false)
	n.addBirth(p.Birth)
}

func (n *needles) addBirth(d siak.Date) {
	for _, text := range []string{
		d.String(), fmt.Sprintf("%02d-%02d-%04d", d.Day, d.Month, d.Year), fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year),
	} {
		for i, f := range forms(text) {
			n.add(f, i < 2)
		}
	}
	for _, text := range []string{d.Compact(), fmt.Sprintf("%02d%02d%04d", d.Day, d.Month, d.Year)} {
		n.add([]byte(text), true)
		n.add(wide(text), false)
	}
}

func titled(name string) string {
	words := strings.Fields(strings.ToLower(name))
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

// registryFolder is the training registry's own folder, which is no file of the
// station's: it has its people in clear, as a registry has.
const registryFolder = "registry"

// traces lists the files below a folder in which a needle stands, or in whose
// names one does.
func traces(t *testing.T, dir string, n *needles) (found []string, files int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == registryFolder:
			return filepath.SkipDir
		case n.in([]byte(path)) >= 0:
			found = append(found, path+" (its name)")
		}
		if d.IsDir() || !d.Type().IsRegular() {
			return nil
		}
		files++
		b, err := os.ReadFile(path)
		if at := n.in(b); at >= 0 {
			found = append(found, fmt.Sprintf("%s at byte %d of %d", path, at, len(b)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found, files
}

// everybody gives the needles of all people of a registry.
func everybody(t *testing.T, box *sandbox.Sandbox) (n *needles, people []siak.Resident) {
	t.Helper()
	n = newNeedles()
	for _, region := range []siak.Region{"327605", "327606", "327602", "327601", "327603", "327604", "327607", "327608", "327609", "327610", "327611"} {
		for cursor := (siak.Cursor{Partition: region}); ; {
			page, err := box.Changes(t.Context(), cursor, 0)
			if siak.KindOf(err) == siak.KindNotFound {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range page.Upserts {
				n.addPerson(p)
			}
			people = append(people, page.Upserts...)
			if cursor = page.To; !page.More {
				break
			}
		}
	}
	mails, err := box.Mail(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		for _, f := range forms(m.To) {
			n.add(f, false)
		}
	}
	return n, people
}

// privateHome is a home in which the program leaves all that it leaves.
type privateHome struct{ dir string }

func (h privateHome) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("station", args...)
	path, err := exec.LookPath("station")
	if err != nil {
		t.Fatal(err)
	}
	cmd.Path = path
	cmd.Dir = h.path("work")
	for _, kept := range os.Environ() {
		name, _, _ := strings.Cut(kept, "=")
		if !strings.HasPrefix(name, "XDG_") && !slices.Contains([]string{"HOME", "TMPDIR", "DISPLAY", "WAYLAND_DISPLAY", "GOCOVERDIR"}, name) {
			cmd.Env = append(cmd.Env, kept)
		}
	}
	cmd.Env = append(cmd.Env, passphraseEnv+"="+testPassphrase, "HOME="+h.path("home"), "TMPDIR="+h.path("tmp"), "GOTRACEBACK=all")
	return cmd
}

func (h privateHome) path(name string) string { return filepath.Join(h.dir, name) }

func newPrivateHome(t *testing.T) privateHome {
	h := privateHome{t.TempDir()}
	for _, name := range []string{"home", "tmp", "work"} {
		if err := os.MkdirAll(h.path(name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// keepOutput writes what a command says into a file of the home, to be searched
// like the rest: a log, as it were.
func (h privateHome) keepOutput(t *testing.T, cmd *exec.Cmd, name string) {
	t.Helper()
	f, err := os.Create(h.path(name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	cmd.Stdout, cmd.Stderr = f, f
}

// The main job from the first start to an empty outbox, with 5,000 people, and a
// kill and a crash in between, leaves nothing of anybody.
func TestTheJobLeavesNoTrace(t *testing.T) {
	t.Parallel()
	box, address := serveSandbox(t)
	phones := t.TempDir() // the citizens' own
	h := newPrivateHome(t)
	if out, err := h.command(t, "phones", "--registry", address, "--out", phones, "--count", "38").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	scan := []string{"scan", "--source", "replay:" + phones, "--registry", address, "--confirm", "all"}
	first := h.command(t, scan...)
	first.Stderr = os.Stderr
	killAfterLines(t, h, first, 6)
	second := h.command(t, append(scan, "--until-empty")...)
	h.keepOutput(t, second, "second.log")
	if err := second.Run(); err != nil {
		t.Fatal(err)
	}
	if out, err := h.command(t, "backup", h.path("work/ledger.backup")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if out, err := h.command(t, "support", "--to", h.path("work/support.zip")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	unpack(t, h.path("work/support.zip"), h.path("work/support"))
	n, people := everybody(t, box)
	if len(people) < 5000 {
		t.Fatalf("%d people", len(people))
	}
	found, files := traces(t, h.dir, n)
	if len(found) > 0 || files < 6 {
		t.Fatalf("%d of %d files tell of somebody: %v", len(found), files, found)
	}
	t.Logf("%d people, %d forms, %d files", len(people), len(n.added), files)
	findsWhatIsThere(t, n, people[4321])
}

// unpack writes what a zip file holds into a folder, to be searched like the rest.
// It holds that the log of the commands is in it.
func unpack(t *testing.T, file, dir string) {
	t.Helper()
	packed, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	if err := os.CopyFS(dir, packed); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(filepath.Join(dir, "logs", "station.log"))
	if err != nil || !bytes.Contains(log, []byte(`"a pull is complete"`)) || !bytes.Contains(log, []byte(`"op":"scan"`)) {
		t.Fatalf("the log does not tell of the work (%v):\n%s", err, log)
	}
}

// The training mode without a window, killed in the middle, so that nothing was
// tidied up.
func TestTheTrainingLeavesNoTrace(t *testing.T) {
	t.Parallel()
	h := newPrivateHome(t)
	killAfterLines(t, h, h.command(t, "--training"), 8)
	folders, err := filepath.Glob(h.path("tmp/ikd-training-*/" + registryFolder))
	if err != nil || len(folders) != 1 {
		t.Fatalf("%d registries (%v)", len(folders), err)
	}
	box, err := sandbox.Open(t.Context(), sandbox.Options{Dir: folders[0]})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	n, people := everybody(t, box)
	found, files := traces(t, h.dir, n)
	if len(found) > 0 || files < 4 || len(people) < 5000 {
		t.Fatalf("%d of %d files tell of one of %d people: %v", len(found), files, len(people), found)
	}
}

// findsWhatIsThere makes sure that the search can find anything.
func findsWhatIsThere(t *testing.T, n *needles, p siak.Resident) {
	t.Helper()
	grouped := p.NIK.Digits()[:6] + "-" + p.NIK.Digits()[6:12] + "-" + p.NIK.Digits()[12:]
	sum := sha256.Sum256([]byte(p.NIK.Digits()))
	short := md5.Sum([]byte(p.NIK.Digits()))
	reversed := []byte(p.NIK.Digits())
	slices.Reverse(reversed)
	for name, text := range map[string]string{
		"NIK": p.NIK.Digits(), "grouped": grouped, "name": p.Name, "in small letters": strings.ToLower(p.Name), "birth": p.Birth.String(),
		"compact": p.Birth.Compact(), "reversed": string(reversed), "hexadecimal": hex.EncodeToString([]byte(p.NIK.Digits())),
		"SHA-256": string(sum[:]), "MD5": hex.EncodeToString(short[:]), "UTF-16": string(wide(p.NIK.Digits())),
		"base64": base64.StdEncoding.EncodeToString([]byte("x" + p.NIK.Digits() + "y")), "name in base64": base64.URLEncoding.EncodeToString([]byte("ab" + p.Name + "yz")),
	} {
		if n.in([]byte("\x00\x01 "+text+" \xff")) < 0 {
			t.Errorf("%s is not found", name)
		}
	}
	noise := make([]byte, 1<<20)
	for i := range noise {
		noise[i] = byte(i * i >> 3)
	}
	if at := n.in(noise); at >= 0 {
		t.Errorf("something is found where nothing is, at %d", at)
	}
}

// killAfterLines starts the program, kills it after some lines and keeps them.
func killAfterLines(t *testing.T, h privateHome, cmd *exec.Cmd, lines int) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	in := bufio.NewScanner(io.TeeReader(out, &said))
	for n := 0; in.Scan(); n++ {
		if n == lines {
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait()
	if cmd.ProcessState.Success() {
		t.Fatal("the program ended by itself")
	}
	if err := os.WriteFile(h.path("killed.log"), said.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// serveSandbox is a registry with 5,000 people on loopback.
func serveSandbox(t *testing.T) (*sandbox.Sandbox, string) {
	t.Helper()
	box, err := sandbox.Open(t.Context(), sandbox.Options{Dir: t.TempDir(), People: 5000, Seed: 9})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serving, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	served := make(chan error, 1)
	go func() { served <- box.Serve(serving, listener) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-served, box.Close()); err != nil {
			t.Error(err)
		}
	})
	return box, listener.Addr().String()
}
