package logging

import (
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"ikd/station/siak"
)

// Constant is a text that is written in the program. A constant takes this type by
// itself; a variable, whose text could be anything, does not.
type Constant string

var (
	word = regexp.MustCompile(`^[a-z][a-z_-]{0,39}(/[a-z_-]{1,40})?$`)
	// sentence has no capital letters: a name in it takes the whole away.
	sentence = regexp.MustCompile(`^[a-z][a-z ,'/_-]{0,79}$`)
)

// Keys are the keys under which a string may stand in the log, each with the form
// that it must have.
var Keys = map[string]*regexp.Regexp{
	"component":  word,
	"op":         sentence,
	"kind":       word,
	"state":      word,
	"outcome":    word,
	"file":       word,
	"os":         regexp.MustCompile(`^[a-z0-9]{1,20}$`),
	"arch":       regexp.MustCompile(`^[a-z0-9]{1,20}$`),
	"version":    regexp.MustCompile(`^[A-Za-z0-9.+()_-]{1,60}$`),
	"proxy":      word,
	"step":       word,
	"host":       regexp.MustCompile(`^[A-Za-z0-9._:\[\]-]{1,120}$`),
	"class":      regexp.MustCompile(`^[A-Za-z][A-Za-z0-9 ,:'_-]{0,79}$`),
	"region":     regexp.MustCompile(`^[0-9]{2}([0-9]{2}([0-9]{2})?)?$`),
	"language":   regexp.MustCompile(`^[a-z]{2}$`),
	"mute":       word,
	"look":       word,
	"window":     regexp.MustCompile(`^([0-9]{1,5}x[0-9]{1,5}|[a-z]{1,12})$`),
	"activation": regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
}

// Connection is what support wants to know of a call that did not come to its end:
// the step, the registry's or the proxy's host and port, the class of the error.
func Connection(f siak.ConnectionFault) slog.Attr {
	if f == (siak.ConnectionFault{}) {
		return slog.Attr{}
	}
	return slog.Group("connection", slog.String("step", string(f.Step)), slog.String("host", f.Host), slog.String("class", f.Class))
}

// Component says which part of the program writes: "sync", "camera".
func Component(name Constant) slog.Attr { return slog.String("component", string(name)) }

// Op says what was tried: "open ledger".
func Op(name Constant) slog.Attr { return slog.String("op", string(name)) }

// Kind is a kind of failure; "" is not written.
func Kind(k siak.Kind) slog.Attr {
	if k == "" {
		return slog.Attr{}
	}
	return slog.String("kind", string(k))
}

// State is the state of an activation.
func State(s siak.State) slog.Attr { return slog.String("state", string(s)) }

// Outcome is that of judging a code. Beside an activation's id or a time to the
// second it would tell of a person: use it for counts.
func Outcome(o siak.Outcome) slog.Attr { return slog.String("outcome", string(o)) }

// Region is the code of a province, a city or regency, or a kecamatan.
func Region(r siak.Region) slog.Attr { return slog.String("region", string(r)) }

// Activation is an activation's id, drawn at random.
func Activation(id siak.ActivationID) slog.Attr { return slog.String("activation", id.String()) }

// Version is that of a program or of a format.
func Version(v string) slog.Attr { return slog.String("version", v) }

// Count is how many there are of something.
func Count(of Constant, n int) slog.Attr { return slog.Int(string(of), n) }

// Bytes is a size in bytes.
func Bytes(n int64) slog.Attr { return slog.Int64("bytes", n) }

// Took is how long something took.
func Took(d time.Duration) slog.Attr { return slog.Duration("took", d) }

// Flag is whether something holds.
func Flag(name Constant, holds bool) slog.Attr { return slog.Bool(string(name), holds) }

// At is a point in time, of the program and not of a person: the next try, the end
// of a certificate.
func At(name Constant, t time.Time) slog.Attr { return slog.Time(string(name), t) }

// fileKinds are the endings of files that the program writes and reads.
var fileKinds = map[string]string{
	".db": "database", ".db-wal": "database", ".db-shm": "database", ".age": "exchange",
	".png": "picture", ".jpg": "picture", ".jpeg": "picture", ".webp": "picture", ".gif": "picture", ".heic": "picture", ".heif": "picture", ".avif": "picture",
	".y4m": "video", ".mjpeg": "video", ".mjpg": "video",
	".jsonl": "lines", ".json": "lines", ".log": "log", ".zip": "archive", ".txt": "text",
}

// File says what sort of file a path names: "database", "picture". The name itself
// is the officer's, and may be a citizen's.
func File(path string) slog.Attr {
	kind, ok := fileKinds[strings.ToLower(filepath.Ext(path))]
	if !ok {
		kind = "other"
	}
	return slog.String("file", kind)
}
