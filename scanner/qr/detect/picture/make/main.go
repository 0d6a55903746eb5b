// Command make draws the pictures of the package picture: its cases as PNG
// files, or random ones of every kind as packs for the command qrbench.
//
//	go run ./scanner/qr/detect/picture/make scanner/qr/detect/testdata/frames
//	go run ./scanner/qr/detect/picture/make -packs 60 -seed 1 /tmp/kinds
package main

import (
	"errors"
	"flag"
	"fmt"
	"image/png"
	"os"
	"path/filepath"

	"ikd/station/scanner/qr/detect/picture"
)

func main() {
	count := flag.Int("packs", 0, "write packs of so many random pictures of each kind instead")
	seed := flag.Uint64("seed", 1, "of the random pictures")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *count, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

func run(folder string, count int, seed uint64) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if count > 0 {
		return writePacks(folder, count, seed)
	}
	for _, c := range picture.Cases() {
		if err := write(filepath.Join(folder, c.Name+".png"), c.Scene); err != nil {
			return err
		}
	}
	return nil
}

func write(path string, s picture.Scene) error {
	img, err := s.Draw()
	if err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	e := png.Encoder{CompressionLevel: png.BestCompression}
	return errors.Join(e.Encode(f, img), f.Close())
}
