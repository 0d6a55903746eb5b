package transfer

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	pb "ikd/station/siak/registry/registryv1"
)

// Extension ends the name of every file.
const Extension = ".ikd"

// kindNames begin a file's name, in the language of those who carry it: to be
// sent, area, reply.
var kindNames = map[pb.FileKind]string{
	pb.FileKind_FILE_KIND_OUTBOX:   "kirim",
	pb.FileKind_FILE_KIND_AREA:     "wilayah",
	pb.FileKind_FILE_KIND_RECEIPTS: "balasan",
}

// kindWords are the kinds in the audit and in what commands print.
var kindWords = map[pb.FileKind]string{
	pb.FileKind_FILE_KIND_OUTBOX:   "outbox",
	pb.FileKind_FILE_KIND_AREA:     "area",
	pb.FileKind_FILE_KIND_RECEIPTS: "receipts",
}

// Word is a kind in a word; "" for none.
func Word(kind pb.FileKind) string { return kindWords[kind] }

// Prefix begins the names of files of a kind.
func Prefix(kind pb.FileKind) string { return kindNames[kind] + "-" }

// Name is a file's default name: sort, station and time, and nothing about
// anybody: "kirim-S-1a2b3c4d-20261121-084100.ikd". No file system minds it.
func Name(kind pb.FileKind, station string, made time.Time) string {
	plain := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-':
			return c
		default:
			return '_'
		}
	}, station[:min(len(station), 40)])
	return Prefix(kind) + plain + "-" + made.Format("20060102-150405") + Extension
}

// PathFor is a path, or a file of its default name in a folder that the path is.
func PathFor(path string, kind pb.FileKind, station string, made time.Time) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return filepath.Join(path, Name(kind, station, made))
	}
	return path
}
