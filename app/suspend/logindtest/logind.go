//go:build linux

// Package logindtest is a simulated logind on a D-Bus daemon of its own: the
// real bus, in a process that the test started, and on it the few calls and
// signals of org.freedesktop.login1(5) that a station uses. Nothing sleeps.
package logindtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/godbus/dbus/v5"
)

// Program is what must be installed: Debian's package dbus.
const Program = "dbus-daemon"

const (
	name    = "org.freedesktop.login1"
	path    = dbus.ObjectPath("/org/freedesktop/login1")
	session = path + "/session/_31"
)

// Logind is a simulated logind with its bus.
type Logind struct {
	daemon  *exec.Cmd
	address string
	dir     string // of the socket, whose name must be short
	bus     *dbus.Conn
	answers sync.WaitGroup

	mu     sync.Mutex
	delays []*os.File    // each is at its end when the program gives its delay lock up
	asked  chan struct{} // closed when the first delay lock was given
}

// config lets everybody do everything.
const config = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><listen>unix:dir=%s</listen><auth>EXTERNAL</auth><policy context="default">
<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`

// Start starts the bus and takes logind's place on it.
func Start() (*Logind, error) {
	dir, err := os.MkdirTemp("", "bus")
	if err != nil {
		return nil, err
	}
	l := &Logind{dir: dir, asked: make(chan struct{})}
	if err := errors.Join(l.startBus(), l.takePlace()); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func (l *Logind) startBus() error {
	file := filepath.Join(l.dir, "bus.conf")
	if err := os.WriteFile(file, fmt.Appendf(nil, config, l.dir), 0o600); err != nil {
		return err
	}
	daemon := exec.Command(Program, "--config-file="+file, "--nofork", "--nopidfile", "--print-address")
	out, err := daemon.StdoutPipe()
	if err != nil {
		return err
	}
	if err := daemon.Start(); err != nil {
		return err
	}
	l.daemon = daemon
	address, err := bufio.NewReader(out).ReadString('\n')
	l.address = strings.TrimSpace(address)
	return err
}

func (l *Logind) takePlace() (err error) {
	if l.bus, err = dbus.Connect(l.address); err != nil {
		return err
	}
	if _, err := l.bus.RequestName(name, dbus.NameFlagDoNotQueue); err != nil {
		return err
	}
	calls := make(chan *dbus.Message, 64)
	l.bus.Eavesdrop(calls)
	l.answers.Go(func() {
		for m := range calls {
			l.answer(m)
		}
	})
	return nil
}

// Address is the bus's, for DBUS_SYSTEM_BUS_ADDRESS.
func (l *Logind) Address() string { return l.address }

// answer does what is asked. It answers itself and not through the library's
// export, so that this side's end of a delay lock can be closed once it is sent.
func (l *Logind) answer(m *dbus.Message) {
	if m.Type != dbus.TypeMethodCall {
		return
	}
	switch m.Headers[dbus.FieldMember].Value() {
	case "GetSession":
		l.reply(m, session)
	case "Inhibit":
		read, write, err := os.Pipe()
		if err != nil {
			return // whoever asked waits, and the test says so
		}
		l.reply(m, dbus.UnixFD(write.Fd()))
		_ = write.Close() // the program's is the only one now
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.delays = append(l.delays, read); len(l.delays) == 1 {
			close(l.asked)
		}
	}
}

func (l *Logind) reply(to *dbus.Message, value any) {
	l.bus.Send(&dbus.Message{
		Type: dbus.TypeMethodReply,
		Headers: map[dbus.HeaderField]dbus.Variant{
			dbus.FieldDestination: to.Headers[dbus.FieldSender],
			dbus.FieldReplySerial: dbus.MakeVariant(to.Serial()),
			dbus.FieldSignature:   dbus.MakeVariant(dbus.SignatureOf(value)),
		},
		Body: []any{value},
	}, nil)
}

// Delayed waits until a program has asked to be waited for.
func (l *Logind) Delayed(ctx context.Context) error {
	select {
	case <-l.asked:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Sleep says that the computer is about to sleep and waits until every program
// that has asked for it lets it. The next [Logind.Delayed] waits for another.
func (l *Logind) Sleep(ctx context.Context) error {
	l.mu.Lock()
	delays := l.delays
	l.delays, l.asked = nil, make(chan struct{})
	l.mu.Unlock()
	if err := l.bus.Emit(path, name+".Manager.PrepareForSleep", true); err != nil {
		return err
	}
	for _, d := range delays {
		stop := context.AfterFunc(ctx, func() { _ = d.Close() })
		_, err := io.Copy(io.Discard, d)
		stop()
		if err := errors.Join(err, d.Close()); err != nil {
			return fmt.Errorf("the delay lock is still held: %w", errors.Join(err, ctx.Err()))
		}
	}
	return nil
}

// Wake says that the computer has woken.
func (l *Logind) Wake() error { return l.bus.Emit(path, name+".Manager.PrepareForSleep", false) }

// Lock asks the session to be locked, as loginctl lock-session does.
func (l *Logind) Lock() error { return l.bus.Emit(session, name+".Session.Lock") }

// Close ends the bus.
func (l *Logind) Close() (err error) {
	if l.bus != nil {
		err = l.bus.Close()
		l.answers.Wait()
	}
	for _, d := range l.delays {
		err = errors.Join(err, d.Close())
	}
	if l.daemon != nil {
		err = errors.Join(err, l.daemon.Process.Kill())
		_ = l.daemon.Wait() // it was killed
	}
	return errors.Join(err, os.RemoveAll(l.dir))
}
