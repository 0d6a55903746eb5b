package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ikd/station/scanner/qr/detect/picture"
)

// writePacks writes count random pictures of every kind, a pack a kind, in the
// format of the command qrbench.
func writePacks(folder string, count int, seed uint64) error {
	for _, k := range picture.Kinds {
		name := strings.ReplaceAll(k.Name, " ", "-") + ".pk"
		if err := writePack(filepath.Join(folder, name), k, count, seed); err != nil {
			return err
		}
	}
	return nil
}

func writePack(path string, k picture.Kind, count int, seed uint64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintf(w, "QRPK1 %d\n", count)
	for i := range count {
		c := k.Random(seed*1_000_003 + uint64(i))
		img, err := c.Scene.Draw()
		if err != nil {
			return errors.Join(err, f.Close())
		}
		fmt.Fprintf(w, "%s_%d\t%d\t%d\t%d\n%s", k.Name, i, c.Scene.Width, c.Scene.Height, len(c.Texts[0]), c.Texts[0])
		_, _ = w.Write(img.Pix) // the error is Flush's
	}
	return errors.Join(w.Flush(), f.Close())
}
