package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// results is what one program read: texts by set and picture.
type results struct {
	name  string
	texts map[[2]string][]string
}

// readResults reads the lines that this program, or a peer, has printed.
func readResults(path string) (results, error) {
	out := results{strings.TrimSuffix(filepath.Base(path), ".tsv"), map[[2]string][]string{}}
	file, err := os.Open(path)
	if err != nil {
		return out, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		if len(f) < 5 {
			continue
		}
		key := [2]string{f[1], f[2]}
		for _, text := range strings.Split(f[4], ",") {
			if b, err := hex.DecodeString(text); err == nil && len(b) > 0 {
				out.texts[key] = append(out.texts[key], string(b))
			}
		}
	}
	return out, lines.Err()
}

// table prints, of packs and results (*.tsv), how many pictures of each pack each
// program read; wrong readings, if any, stand behind.
func table(out io.Writer, paths []string) error {
	var packs []string
	var all []results
	for _, path := range paths {
		if !strings.HasSuffix(path, ".tsv") {
			packs = append(packs, path)
			continue
		}
		r, err := readResults(path)
		if err != nil {
			return err
		}
		all = append(all, r)
	}
	fmt.Fprintf(out, "%-20s %8s", "", "pictures")
	for _, r := range all {
		fmt.Fprintf(out, " %14s", r.name)
	}
	fmt.Fprintln(out)
	for _, path := range packs {
		pictures, err := readPack(path)
		if err != nil {
			return err
		}
		set := strings.TrimSuffix(filepath.Base(path), ".pk")
		fmt.Fprintf(out, "%-20s %8d", set, len(pictures))
		for _, r := range all {
			fmt.Fprintf(out, " %14s", r.score(set, pictures))
		}
		fmt.Fprintln(out)
	}
	return nil
}

// score is how many of a set's pictures were read rightly.
func (r *results) score(set string, pictures []grey) string {
	right, wrong := 0, 0
	for _, p := range pictures {
		switch texts := r.texts[[2]string{set, p.name}]; {
		case slices.Contains(texts, p.truth):
			right++
		case len(texts) > 0:
			wrong++
		}
	}
	if wrong > 0 {
		return fmt.Sprintf("%d (%d wrong)", right, wrong)
	}
	return fmt.Sprint(right)
}
