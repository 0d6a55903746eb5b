package suspend

import (
	"context"
	"fmt"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// From powerbase.h, winuser.h: DEVICE_NOTIFY_CALLBACK, PBT_APMSUSPEND.
const (
	deviceNotifyCallback = 2
	powerSuspends        = 4
)

var (
	powrprof   = windows.NewLazySystemDLL("powrprof.dll")
	register   = powrprof.NewProc("PowerRegisterSuspendResumeNotification")
	unregister = powrprof.NewProc("PowerUnregisterSuspendResumeNotification")
)

// subscription is DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS.
type subscription struct{ callback, context uintptr }

func watch(ctx context.Context, lock func(context.Context)) error {
	for _, proc := range []*windows.LazyProc{register, unregister} {
		if err := proc.Find(); err != nil {
			return fmt.Errorf("notice of sleep: %w", err)
		}
	}
	// The program has one such callback in its life: the runtime frees none.
	s := &subscription{callback: windows.NewCallback(powerCallback(ctx, lock))}
	var handle uintptr
	code, _, _ := register.Call(deviceNotifyCallback, uintptr(unsafe.Pointer(s)), uintptr(unsafe.Pointer(&handle)))
	if code != 0 {
		return fmt.Errorf("notice of sleep: %w", syscall.Errno(code))
	}
	<-ctx.Done()
	_, _, _ = unregister.Call(handle) // the program ends
	runtime.KeepAlive(s)
	return nil
}

// powerCallback is the system's callback (DEVICE_NOTIFY_CALLBACK_ROUTINE), on a thread of
// the system's; the computer waits for it.
func powerCallback(ctx context.Context, lock func(context.Context)) func(_ uintptr, event uint32, _ uintptr) uintptr {
	return func(_ uintptr, event uint32, _ uintptr) uintptr {
		if event == powerSuspends {
			lock(ctx)
		}
		return 0
	}
}
