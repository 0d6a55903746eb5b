package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
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
