// Package logging is the station's log: what support needs to find out what went
// wrong on a laptop it has never seen, and nothing about a person.
//
//	log := logging.New(logging.LevelFromEnv())      // at once, before there is a folder
//	slog.SetDefault(log.Logger())                   // libraries write here too
//	defer log.Close()                               // after the last worker
//	...
//	err := log.Open(folder)                         // when the station's folder is held
//	...
//	logger := log.Logger().With(logging.Component("sync"))
//	logger.Info("sent", logging.Count("activations", 3), logging.Took(d))
//	logger.Error("not sent", logging.Error(err))
//	...
//	err = log.Pack(ctx, file, logging.Contents{Figures: figures, Settings: settings})
//
// # Where it lies
//
// In the folder "logs" of the station's folder (0700, its files 0600): the file
// station.log, one JSON object a line, and older ones beside it. A file is closed
// at 2 MB; the last five are kept, for 30 days. [New] needs no folder: records are
// held in memory, the last 64 KiB of them, until [Log.Open] or for good. One
// process writes at a time: open the log after the lock of the station's folder
// was taken, and close it before the folder is wiped.
//
// The level is info. The variable STATION_LOG sets another: debug, info, warn or
// error.
//
// # What may stand in it
//
// Every record goes through a handler that lets only the following pass, whoever
// wrote it:
//
//   - numbers below 10¹², truth values, times and durations;
//   - strings under the keys of [Keys], each in the form of its key: a kind, a
//     region's code, an activation's random id. The functions of this package make
//     them; packages that may not import it write the same keys with [slog.String];
//   - errors, of which the steps and kinds are written and never the free text, see
//     [Error];
//   - the message, which must be a constant of the program. What looks like a NIK,
//     a telephone number or an e-mail address in it is taken out.
//
// Everything else is replaced by "[removed]". Names, NIKs, e-mail addresses, the
// text of codes and paths of files have no key and must never get one.
//
// # Crashes
//
// From [Log.Open] to [Log.Close] the Go runtime writes what it prints at a crash to
// a file "crash-….txt" of the same folder too. Its stacks hold function names,
// lines and the words of the arguments, in which a string is a pointer and a
// length, never its text. The text of a panic can be anything, so the next
// [Log.Open], and [Log.Pack] before, rewrite the file: of the heading only the
// runtime's own sentences stay, and the arguments go. The last five are kept.
//
// # For support
//
// [Log.Pack] writes a zip file with all that and with what the program is, runs on,
// has counted and is set to.
package logging

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/DeRuina/timberjack"
)

// Folder is the name of the log's folder in the station's one.
const Folder = "logs"

const (
	fileName   = "station.log"
	maxFileMB  = 2
	maxFiles   = 5
	maxDays    = 30
	maxWaiting = 64 << 10 // bytes of records that wait for a folder
)

// LevelFromEnv is the level that the variable STATION_LOG names, info where it
// names none.
func LevelFromEnv() slog.Level {
	var level slog.Level
	if level.UnmarshalText([]byte(strings.TrimSpace(os.Getenv("STATION_LOG")))) != nil {
		return slog.LevelInfo
	}
	return level
}

// Log is the program's log. Safe for concurrent use.
type Log struct {
	logger *slog.Logger

	mu      sync.Mutex
	waiting [][]byte // records written before there is a folder
	bytes   int      // in waiting
	file    io.WriteCloser
	crash   *crashFile
	folder  string // of the log, "" before Open
	closed  bool
}

// New makes a log that holds its records in memory until [Log.Open].
func New(level slog.Leveler) *Log {
	l := &Log{}
	l.logger = slog.New(newHandler(writer{l}, level))
	return l
}

// Logger is the logger of the log. Packages that do the work take it as a
// parameter.
func (l *Log) Logger() *slog.Logger { return l.logger }

// Open begins to write in the station's folder, and to catch crashes there. It
// fails, with the error of the system, where there is no such folder or nothing can
// be written: the records then stay in memory, and Open may be called again. It
// fails too, but writes the log, where only crashes cannot be caught. Once the log
// is written further calls do nothing.
func (l *Log) Open(stationFolder string) error {
	opened, err := l.open(stationFolder)
	if opened {
		l.logger.Info("log opened", Version(version()), slog.String("os", runtime.GOOS), slog.String("arch", runtime.GOARCH))
	}
	return err
}

func (l *Log) open(stationFolder string) (opened bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || l.file != nil {
		return false, nil
	}
	folder := filepath.Join(stationFolder, Folder)
	if err := os.Mkdir(folder, 0o700); err != nil && !os.IsExist(err) {
		return false, err
	}
	if err := os.Chmod(folder, 0o700); err != nil {
		return false, err
	}
	if err := l.start(folder); err != nil {
		return false, err
	}
	l.folder = folder
	// Without a file for crashes the log is worth having all the same.
	l.crash, err = catchCrashes(folder)
	return true, err
}

// start opens the file and writes what waits.
func (l *Log) start(folder string) error {
	file := &timberjack.Logger{
		Filename: filepath.Join(folder, fileName), FileMode: 0o600,
		MaxSize: maxFileMB, MaxBackups: maxFiles, MaxAge: maxDays,
	}
	for len(l.waiting) > 0 {
		if _, err := file.Write(l.waiting[0]); err != nil {
			_ = file.Close()
			return err
		}
		l.forgetFirst()
	}
	l.file = file
	return nil
}

// Close writes what is left and gives the folder back. Records that follow go
// nowhere. It is called once everything that writes has ended; calling it again
// does nothing.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed, l.waiting = true, nil
	return l.release()
}

// Release closes the files of a station's folder, which may be removed then.
// Records are held in memory again until [Log.Open] is called for another folder.
func (l *Log) Release() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.release()
}

func (l *Log) release() error {
	l.crash.release()
	l.crash = nil
	if l.file == nil {
		return nil
	}
	file := l.file
	l.file = nil
	return file.Close()
}

// write takes one record, a line.
func (l *Log) write(line []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
	case l.file != nil:
		_, _ = l.file.Write(line) // a full disk is told by what needs it, not by the log
	default:
		l.waiting = append(l.waiting, append([]byte(nil), line...))
		for l.bytes += len(line); l.bytes > maxWaiting; {
			l.forgetFirst()
		}
	}
}

func (l *Log) forgetFirst() {
	l.bytes -= len(l.waiting[0])
	l.waiting = l.waiting[1:]
}

// writer lets the handler write without making a writer of the log.
type writer struct{ log *Log }

func (w writer) Write(line []byte) (int, error) {
	w.log.write(line)
	return len(line), nil
}
