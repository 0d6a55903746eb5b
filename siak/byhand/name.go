package byhand

import (
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
	return kindNames[kind] + "-" + plain + "-" + made.Format("20060102-150405") + Extension
}

// Prefix begins the names of files of a kind.
func Prefix(kind pb.FileKind) string { return kindNames[kind] + "-" }
