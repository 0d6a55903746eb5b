package suspend

import (
	"context"
	"syscall"
	"testing"

	"golang.org/x/sys/windows"
)

// TestCallback calls what the system calls, the way the system does.
func TestCallback(t *testing.T) {
	locked := 0
	callback := windows.NewCallback(powerCallback(t.Context(), func(context.Context) { locked++ }))
	const resumes = 7 // PBT_APMRESUMESUSPEND
	for _, event := range []uintptr{resumes, powerSuspends} {
		if code, _, _ := syscall.SyscallN(callback, 0, event, 0); code != 0 {
			t.Errorf("event %d: answered %d", event, code)
		}
	}
	if locked != 1 {
		t.Errorf("locked %d times", locked)
	}
}

// TestWatchEnds registers with the system and gives it up again. No system is put
// to sleep.
func TestWatchEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Watch(ctx, func(context.Context) { t.Error("locked") }) }()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
