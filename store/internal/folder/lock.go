package folder

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
)

// lockName is the file whose lock says which program has the folder. The lock is the
// system's and ends with the program, however it ends; what stands in the file is
// where that program can be called.
const lockName = "station.lock"

// hold is a folder that this program has.
type hold struct {
	dir  os.FileInfo
	file *os.File // is locked
	// The program took the folder by [Lock]; a store is open in it, by [LockForStore].
	byProgram, byStore bool
}

var (
	holdsMu sync.Mutex
	holds   []*hold
)

// Lock takes a folder for this program alone, until release. It fails with
// [siak.KindBusy] where another program has it, or a store of this one.
//
// show is called, from a goroutine of its own, when another program asks this
// one to come to the front by [Show]; nil where there is nothing to show.
func Lock(dir string, show func()) (release func() error, err error) {
	const op = "lock the folder"
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Wrap(op, err)
	}
	holdsMu.Lock()
	defer holdsMu.Unlock()
	h, err := take(dir)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	h.byProgram = true
	server, err := listen(h.file, show)
	if err != nil {
		return nil, errors.Join(fault.Wrap(op, err), h.drop())
	}
	return sync.OnceValue(func() error {
		err := server.close()
		holdsMu.Lock()
		defer holdsMu.Unlock()
		h.byProgram = false
		return fault.Wrap("unlock the folder", errors.Join(err, h.drop()))
	}), nil
}

// LockForStore takes a folder for one open store, until release: what is swept or
// rewritten when a store is opened must be in nobody's use. The lock is the
// program's, where it has the folder by [Lock], or one of its own. It fails with
// [siak.KindBusy] where another program has the folder, or another store of this one.
func LockForStore(dir string) (release func() error, err error) {
	const op = "lock the folder"
	holdsMu.Lock()
	defer holdsMu.Unlock()
	h, err := held(dir)
	switch {
	case err != nil:
		return nil, fault.Wrap(op, err)
	case h == nil:
		if h, err = take(dir); err != nil {
			return nil, fault.Wrap(op, err)
		}
	case h.byStore:
		return nil, siak.E(op, fault.KindBusy, errors.New("a store is open in it"))
	}
	h.byStore = true
	return sync.OnceValue(func() error {
		holdsMu.Lock()
		defer holdsMu.Unlock()
		h.byStore = false
		return fault.Wrap("unlock the folder", h.drop())
	}), nil
}

// held finds what this program has of a folder; nil for nothing.
func held(dir string) (*hold, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	for _, h := range holds {
		if os.SameFile(h.dir, info) {
			return h, nil
		}
	}
	return nil, nil
}

// take locks a folder that this program does not have.
func take(dir string) (*hold, error) {
	if err := private(dir); err != nil {
		return nil, err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockFile(f); err != nil {
		return nil, errors.Join(siak.E("lock the folder", fault.KindBusy, errors.New("another station program has it")), f.Close())
	}
	if err := begin(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	h := &hold{dir: info, file: f}
	holds = append(holds, h)
	return h, nil
}

// begin makes sure that the file that was locked is still the folder's, and empties
// it: a program that died may have left its address.
func begin(f *os.File) error {
	locked, err := f.Stat()
	if err != nil {
		return err
	}
	if there, err := os.Stat(f.Name()); err != nil || !os.SameFile(locked, there) {
		return siak.E("lock the folder", fault.KindBusy, errors.New("the station in it is just being removed"))
	}
	return f.Truncate(0)
}

// removeAndDrop gives back a folder in which there is no station any more, and takes
// the file with it where the system lets one remove an open file.
func (h *hold) removeAndDrop(dir string) error {
	_ = os.Remove(filepath.Join(dir, lockName))
	return h.drop()
}

// drop gives the folder back, unless it is still in use.
func (h *hold) drop() error {
	if h.byProgram || h.byStore {
		return nil
	}
	holds = slices.DeleteFunc(holds, func(other *hold) bool { return other == h })
	return errors.Join(h.file.Truncate(0), h.file.Close())
}

// showServer listens on loopback for those who would have this program shown.
type showServer struct {
	listener net.Listener
	token    string // that only who may read the folder knows
	show     func()
	done     sync.WaitGroup
}

// listen writes into the locked file where the program can be called. Without show
// there is no server: nil.
func listen(f *os.File, show func()) (*showServer, error) {
	if show == nil {
		return nil, nil
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	token := make([]byte, 16)
	_, _ = rand.Read(token) // never fails since Go 1.24
	s := &showServer{listener: l, token: hex.EncodeToString(token), show: show}
	if _, err := f.WriteAt([]byte(l.Addr().String()+" "+s.token+"\n"), 0); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	s.done.Go(s.serve)
	return s, nil
}

func (s *showServer) close() error {
	if s == nil {
		return nil
	}
	err := s.listener.Close()
	s.done.Wait()
	return err
}

// showTimeout bounds a call: both ends are on this laptop.
const showTimeout = 2 * time.Second

func (s *showServer) serve() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		_ = c.SetDeadline(time.Now().Add(showTimeout))
		token, _ := bufio.NewReader(io.LimitReader(c, 64)).ReadString('\n')
		if subtle.ConstantTimeCompare([]byte(strings.TrimSpace(token)), []byte(s.token)) == 1 {
			s.show()
			_, _ = io.WriteString(c, "ok\n")
		}
		_ = c.Close()
	}
}

// Show asks the program that has the folder to come to the front. It fails with
// [siak.KindNotFound] where there is none, or none that can be shown.
func Show(ctx context.Context, dir string) error {
	const op = "show the other program"
	content, err := os.ReadFile(filepath.Join(dir, lockName))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fault.Wrap(op, err)
	}
	address, token, known := strings.Cut(strings.TrimSpace(string(content)), " ")
	if !known {
		return siak.E(op, fault.KindNotFound, errors.New("no program that can be shown has the folder"))
	}
	ctx, stop := context.WithTimeout(ctx, showTimeout)
	defer stop()
	c, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return siak.E(op, fault.KindNotFound, err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(showTimeout))
	if _, err := fmt.Fprintln(c, token); err != nil {
		return siak.E(op, fault.KindNotFound, err)
	}
	if answer, err := bufio.NewReader(c).ReadString('\n'); err != nil || answer != "ok\n" {
		return siak.E(op, fault.KindNotFound, errors.Join(err, errors.New("it did not answer")))
	}
	return nil
}
