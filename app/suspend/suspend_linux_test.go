package suspend_test

import (
	"context"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ikd/station/app/suspend"
	"ikd/station/app/suspend/logindtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// system is a bus of its own with the simulated logind on it.
func system(t *testing.T) *logindtest.Logind {
	t.Helper()
	if _, err := exec.LookPath(logindtest.Program); err != nil {
		t.Skipf("%s is not installed: suspend is not tested", logindtest.Program)
	}
	l, err := logindtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { must(t, l.Close()) })
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", l.Address())
	t.Setenv("XDG_SESSION_ID", "1")
	return l
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// watching runs Watch until the test's end.
func watching(t *testing.T, lock func(context.Context)) {
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- suspend.Watch(ctx, lock) }()
	t.Cleanup(func() {
		stop()
		must(t, <-ended)
	})
}

// soon bounds what is waited for.
func soon(t *testing.T) context.Context {
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(stop)
	return ctx
}

func TestTheComputerSleepsAfterTheLockAndNotBefore(t *testing.T) {
	l := system(t)
	begun, may := make(chan struct{}), make(chan struct{})
	var locked atomic.Int32
	watching(t, func(context.Context) {
		begun <- struct{}{}
		<-may
		locked.Add(1)
	})
	for night := range int32(3) { // the lock on sleep is taken anew after each
		must(t, l.Delayed(soon(t)))
		asleep := make(chan error, 1)
		go func() { asleep <- l.Sleep(soon(t)) }()
		<-begun
		select {
		case err := <-asleep:
			t.Fatalf("asleep before the lock: %v", err)
		default:
		}
		may <- struct{}{}
		must(t, <-asleep)
		if got := locked.Load(); got != night+1 {
			t.Fatalf("asleep after %d locks, in night %d", got, night+1)
		}
		must(t, l.Wake())
	}
	must(t, l.Delayed(soon(t)))
}

func TestTheSessionsLockLocks(t *testing.T) {
	l := system(t)
	locked := make(chan struct{}, 1)
	watching(t, func(context.Context) { locked <- struct{}{} })
	must(t, l.Delayed(soon(t))) // it listens
	must(t, l.Lock())
	select {
	case <-locked:
	case <-soon(t).Done():
		t.Fatal("not locked")
	}
}

func TestAProgramThatEndsKeepsNobodyAwake(t *testing.T) {
	l := system(t)
	ctx, stop := context.WithCancel(t.Context())
	ended, locked := make(chan error, 1), make(chan struct{}, 1)
	go func() { ended <- suspend.Watch(ctx, func(context.Context) { locked <- struct{}{} }) }()
	must(t, l.Delayed(soon(t)))
	must(t, l.Lock())
	<-locked // so it has the delay lock in its hands
	stop()
	must(t, <-ended)
	must(t, l.Sleep(soon(t)))
}

func TestNoSystemBusIsTold(t *testing.T) {
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	if err := suspend.Watch(t.Context(), func(context.Context) {}); err == nil {
		t.Error("no error without a bus")
	}
}
