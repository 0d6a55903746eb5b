package session

import (
	"bufio"
	"encoding/binary"
	"hash/maphash"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// glass is a display of its own whose pixels can be read where they lie, so
// that what is seen on it is measured without a word to the program.
type glass struct {
	display string
	pixels  []byte
	stride  int
	seed    maphash.Seed
}

// newGlass starts a display server of that size (WIDTHxHEIGHT).
func newGlass(b *testing.B, size string) *glass {
	read, write, err := os.Pipe()
	must(b, err)
	defer read.Close()
	dir := b.TempDir()
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", size+"x24", "-fbdir", dir, "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{write}
	must(b, server.Start())
	b.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	must(b, write.Close())
	line, err := bufio.NewReader(read).ReadString('\n')
	must(b, err)
	g := &glass{display: ":" + strings.TrimSpace(line), seed: maphash.MakeSeed()}
	g.open(b, filepath.Join(dir, "Xvfb_screen0"))
	return g
}

// open maps the server's file: an X window dump (XWDFile.h), big-endian words
// before a table of colours and the pixels.
func (g *glass) open(b *testing.B, path string) {
	file, err := os.Open(path)
	must(b, err)
	defer file.Close()
	info, err := file.Stat()
	must(b, err)
	all, err := syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	must(b, err)
	b.Cleanup(func() { _ = syscall.Munmap(all) })
	word := func(i int) int { return int(binary.BigEndian.Uint32(all[4*i:])) }
	const headerSize, bytesPerLine, colours, colourSize = 0, 12, 19, 12
	g.stride = word(bytesPerLine)
	g.pixels = all[word(headerSize)+colourSize*word(colours):]
}

// look is a digest of a part of a row of pixels.
func (g *glass) look(x0, x1, y int) uint64 {
	row := g.pixels[y*g.stride:]
	return maphash.Bytes(g.seed, row[4*x0:4*x1])
}

// press presses a key.
func (g *glass) press(b *testing.B, key string) { must(b, xdotool(g.display, "key", key)) }

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// xdotool drives a display as a person's hands do.
func xdotool(display string, args ...string) error {
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+display)
	return cmd.Run()
}
