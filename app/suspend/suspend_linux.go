package suspend

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/godbus/dbus/v5"
)

// The names of logind, see org.freedesktop.login1(5).
const (
	logind     = "org.freedesktop.login1"
	logindPath = dbus.ObjectPath("/org/freedesktop/login1")
	manager    = logind + ".Manager"
	session    = logind + ".Session"
)

// What `systemd-inhibit --list` shows.
const (
	who = "Stasiun Aktivasi IKD"
	why = "Loket dikunci sebelum laptop tidur"
)

func watch(ctx context.Context, lock func(context.Context)) error {
	// Sleep and waking must be handled in their order.
	bus, err := dbus.ConnectSystemBus(dbus.WithContext(ctx), dbus.WithSignalHandler(dbus.NewSequentialSignalHandler()))
	if err != nil {
		return fmt.Errorf("reach the system bus: %w", err)
	}
	defer bus.Close()
	signals := make(chan *dbus.Signal, 8)
	bus.Signal(signals)
	w := &watcher{bus: bus, manager: bus.Object(logind, logindPath), lock: lock}
	if err := w.listen(ctx); err != nil {
		return fmt.Errorf("listen to logind: %w", err)
	}
	defer w.letSleep()
	w.delaySleep(ctx)
	for s := range signals {
		w.handle(ctx, s)
	}
	if ctx.Err() == nil {
		return errors.New("the system bus is gone")
	}
	return nil
}

// watcher is one connection to logind.
type watcher struct {
	bus     *dbus.Conn
	manager dbus.BusObject
	lock    func(context.Context)
	delay   *os.File // the computer does not sleep while it is open; nil where logind gave none
}

func (w *watcher) listen(ctx context.Context) error {
	err := w.bus.AddMatchSignalContext(ctx, dbus.WithMatchSender(logind), dbus.WithMatchObjectPath(logindPath),
		dbus.WithMatchInterface(manager), dbus.WithMatchMember("PrepareForSleep"))
	if err != nil {
		return err
	}
	var mine dbus.ObjectPath
	id := cmp.Or(os.Getenv("XDG_SESSION_ID"), "auto")
	if w.manager.CallWithContext(ctx, manager+".GetSession", 0, id).Store(&mine) != nil {
		return nil // a program without a session, which nobody locks
	}
	return w.bus.AddMatchSignalContext(ctx, dbus.WithMatchSender(logind), dbus.WithMatchObjectPath(mine),
		dbus.WithMatchInterface(session), dbus.WithMatchMember("Lock"))
}

// handle does what a signal of logind asks for.
func (w *watcher) handle(ctx context.Context, s *dbus.Signal) {
	switch s.Name {
	case session + ".Lock":
		w.lock(ctx)
	case manager + ".PrepareForSleep":
		var begins bool
		if dbus.Store(s.Body, &begins) != nil {
			return
		}
		if !begins {
			w.delaySleep(ctx)
			return
		}
		w.lock(ctx)
		w.letSleep()
	}
}

// delaySleep asks to be waited for. Where logind refuses, it tells of the sleep
// all the same and only does not wait.
func (w *watcher) delaySleep(ctx context.Context) {
	w.letSleep()
	var fd dbus.UnixFD
	if w.manager.CallWithContext(ctx, manager+".Inhibit", 0, "sleep", who, why, "delay").Store(&fd) == nil {
		w.delay = os.NewFile(uintptr(fd), "delay of sleep")
	}
}

func (w *watcher) letSleep() {
	if w.delay != nil {
		_ = w.delay.Close() // it holds nothing
		w.delay = nil
	}
}
