package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ikd/station/scanner/qr/detect/picture"
)

// A pack with a code and without one gives a line for each, still and live.
func TestMeasure(t *testing.T) {
	path := filepath.Join(t.TempDir(), "two.pk")
	var pack bytes.Buffer
	fmt.Fprintln(&pack, "QRPK1 2")
	for _, codes := range [][]picture.Code{{{Text: "HALO", X: 80, Y: 80, Module: 4, Quiet: 4}}, nil} {
		img, err := picture.Scene{Width: 160, Height: 160, Codes: codes}.Draw()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&pack, "p%d\t160\t160\t4\nHALO%s", len(codes), img.Pix)
	}
	if err := os.WriteFile(path, pack.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"still", "a-live"} {
		var out bytes.Buffer
		if err := measureAll(bufio.NewWriter(&out), name, []string{path}); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != 2 {
			t.Fatalf("%q", lines)
		}
		for i, want := range []string{hex.EncodeToString([]byte("HALO")), ""} {
			f := strings.Split(lines[i], "\t")
			if len(f) != 5 || f[0] != name || f[1] != "two" || f[4] != want {
				t.Errorf("%q", f)
			}
		}
	}
}

// The table counts what is right, and says what is wrong.
func TestTable(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	line := func(picture, texts string) string { return "x\tkind\t" + picture + "\t1.0\t" + texts + "\n" }
	a, b := hex.EncodeToString([]byte("A")), hex.EncodeToString([]byte("B"))
	var out bytes.Buffer
	err := table(&out, []string{
		file("kind.pk", "QRPK1 2\np1\t1\t1\t1\nA.p2\t1\t1\t1\nB."),
		file("ours.tsv", line("p1", b+","+a)+line("p2", b)), file("peer.tsv", line("p1", b)+line("p2", "")),
	})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Fields(out.String())
	if want := strings.Fields("pictures ours peer kind 2 2 0 (1 wrong)"); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if table(&out, []string{filepath.Join(dir, "none.tsv")}) == nil {
		t.Error("results that are not there were read")
	}
}

func TestNotAPack(t *testing.T) {
	for _, text := range []string{"", "QRPK1 x\n", "QRPK1 1\n", "QRPK1 1\na\t9\t9\t0\nshort", "QRPK1 1\na\t-9\t9\t0\n"} {
		path := filepath.Join(t.TempDir(), "bad.pk")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readPack(path); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}
