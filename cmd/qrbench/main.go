// Command qrbench measures the station's decoder beside its peers: it
// takes a name and packs of grey pictures and prints a line for each picture,
//
//	name, set, picture, CPU milliseconds, texts in hexadecimal
//
// with tabs between, and commas between the texts where there are several codes.
// A pack is a line "QRPK1 count" and, for each picture, a line "name, width,
// height, length of the truth" with tabs between, the truth and the pixels.
//
// Each picture is decoded as a still. Where the program's own name or the name
// it is given ends in "-live", each is shown as a camera would, [liveFrames]
// times in a row after a grey frame, and the time is the mean of a frame; the
// longest frames of a set then go to the standard error. REPS=n decodes each n
// times and takes the fastest.
//
//	qrbench table PACK... RESULT.tsv...
//
// prints instead how many pictures of each pack were read by whom.
package main

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: qrbench NAME PACK... or qrbench table PACK... RESULT.tsv...")
		os.Exit(2)
	}
	out := bufio.NewWriter(os.Stdout)
	do := func() error { return measureAll(out, os.Args[1], os.Args[2:]) }
	if os.Args[1] == "table" {
		do = func() error { return table(out, os.Args[2:]) }
	}
	if err := errors.Join(do(), out.Flush()); err != nil {
		fmt.Fprintln(os.Stderr, "qrbench:", err)
		os.Exit(1)
	}
}

func measureAll(out *bufio.Writer, name string, packs []string) error {
	live := strings.HasSuffix(name, "-live") || strings.HasSuffix(filepath.Base(os.Args[0]), "-live")
	reps, _ := strconv.Atoi(os.Getenv("REPS"))
	m := newMeter(live, max(reps, 1))
	for _, path := range packs {
		set := strings.TrimSuffix(filepath.Base(path), ".pk")
		pictures, err := readPack(path)
		if err != nil {
			return err
		}
		for i, p := range pictures {
			if i == 0 {
				m.decode(p) // warm
				m.frames = m.frames[:0]
			}
			ms, texts := m.decode(p)
			for i, text := range texts {
				texts[i] = hex.EncodeToString([]byte(text))
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%.3f\t%s\n", name, set, p.name, ms, strings.Join(texts, ","))
		}
		if err := out.Flush(); err != nil {
			return err
		}
		m.report(name, set)
	}
	return nil
}

// report tells how long the longest frames of a set took.
func (m *meter) report(name, set string) {
	if !m.live || len(m.frames) == 0 {
		return
	}
	slices.Sort(m.frames)
	n := len(m.frames)
	fmt.Fprintf(os.Stderr, "%s %s: a frame p50 %.2f p95 %.2f p99 %.2f longest %.2f ms\n", name, set,
		m.frames[n/2], m.frames[n*95/100], m.frames[n*99/100], m.frames[n-1])
	m.frames = m.frames[:0]
}
