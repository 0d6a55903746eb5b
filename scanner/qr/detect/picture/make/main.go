// Command make writes the pictures of the package picture's cases as PNG files
// into a folder: go run ./scanner/qr/detect/picture/make scanner/qr/detect/testdata/frames
package main

import (
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"

	"ikd/station/scanner/qr/detect/picture"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: make FOLDER")
		os.Exit(2)
	}
	if err := writeAll(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

func writeAll(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
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
