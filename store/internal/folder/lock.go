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
	"strings"
	"sync"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
)

// occupiedFile says which program has the folder. The lock on it is the system's
// and ends with the program, however it ends; what stands in it is where that
// program can be called.
const lockName = "station.lock"

// Occupy takes a folder for this program alone, until release. It fails with
// [siak.KindBusy] where another program has it. Programs that only read need not
// ask: [Outbox], [VerifyAudit], [Backup].
//
// show is called, from a goroutine of its own, when another program asks this
// one to come to the front by [Show]; nil where there is nothing to show.
func Occupy(dir string, show func()) (release func() error, err error) {
	const op = "take the folder"
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Wrap(op, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if err := lockFile(f); err != nil {
		return nil, errors.Join(siak.E(op, fault.KindBusy, errors.New("another station program has it")), f.Close())
	}
	b, err := hang(f, show)
	if err != nil {
		return nil, errors.Join(fault.Wrap(op, err), f.Close())
	}
	return sync.OnceValue(func() error {
		// The file stays: whoever removed it could remove another one's.
		return fault.Wrap("give the folder back", errors.Join(b.take(), f.Truncate(0), f.Close()))
	}), nil
}

// bell listens on loopback for those who would have this program shown.
type bell struct {
	listener net.Listener
	word     string // that only who may read the folder knows
	show     func()
	rung     sync.WaitGroup
}

// hang writes into the file where the program can be called.
func hang(f *os.File, show func()) (*bell, error) {
	if err := f.Truncate(0); err != nil {
		return nil, err
	}
	if show == nil {
		return nil, nil
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	word := make([]byte, 16)
	_, _ = rand.Read(word) // never fails since Go 1.24
	b := &bell{listener: l, word: hex.EncodeToString(word), show: show}
	if _, err := f.WriteAt([]byte(l.Addr().String()+" "+b.word+"\n"), 0); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	b.rung.Go(b.listen)
	return b, nil
}

func (b *bell) take() error {
	if b == nil {
		return nil
	}
	err := b.listener.Close()
	b.rung.Wait()
	return err
}

// bellPatience bounds a call: both ends are on this laptop.
const bellPatience = 2 * time.Second

func (b *bell) listen() {
	for {
		c, err := b.listener.Accept()
		if err != nil {
			return
		}
		_ = c.SetDeadline(time.Now().Add(bellPatience))
		word, _ := bufio.NewReader(io.LimitReader(c, 64)).ReadString('\n')
		if subtle.ConstantTimeCompare([]byte(strings.TrimSpace(word)), []byte(b.word)) == 1 {
			b.show()
			_, _ = io.WriteString(c, "ok\n")
		}
		_ = c.Close()
	}
}

// Show asks the program that has the folder to come to the front. It fails with
// [siak.KindNotFound] where there is none, or none that can be shown.
func Show(ctx context.Context, dir string) error {
	const op = "show the other program"
	told, err := os.ReadFile(filepath.Join(dir, lockName))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fault.Wrap(op, err)
	}
	address, word, is := strings.Cut(strings.TrimSpace(string(told)), " ")
	if !is {
		return siak.E(op, fault.KindNotFound, errors.New("no program that can be shown has the folder"))
	}
	ctx, stop := context.WithTimeout(ctx, bellPatience)
	defer stop()
	c, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return siak.E(op, fault.KindNotFound, err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(bellPatience))
	if _, err := fmt.Fprintln(c, word); err != nil {
		return siak.E(op, fault.KindNotFound, err)
	}
	if answer, err := bufio.NewReader(c).ReadString('\n'); err != nil || answer != "ok\n" {
		return siak.E(op, fault.KindNotFound, errors.Join(err, errors.New("it did not answer")))
	}
	return nil
}
