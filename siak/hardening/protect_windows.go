package hardening

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"
)

// WER_FAULT_REPORTING_FLAG_NOHEAP of werapi.h: no heap in a crash report.
const noHeap = 1

var (
	wer       = windows.NewLazySystemDLL("wer.dll")
	exclude   = wer.NewProc("WerAddExcludedApplication")
	kernel    = windows.NewLazySystemDLL("kernel32.dll")
	setFlags  = kernel.NewProc("WerSetFlags")
	errorMode = uint32(windows.SEM_FAILCRITICALERRORS | windows.SEM_NOGPFAULTERRORBOX | windows.SEM_NOOPENFILEERRORBOX)
)

// protect leaves nothing to Windows Error Reporting. Who may debug a process of the
// same user is decided by Windows, which has no switch like PR_SET_DUMPABLE.
func protect() error {
	windows.SetErrorMode(errorMode)
	return errors.Join(forbidHeap(), excludeSelf())
}

func forbidHeap() error {
	if err := setFlags.Find(); err != nil {
		return err
	}
	if r, _, _ := setFlags.Call(noHeap); r != 0 {
		return fmt.Errorf("keep memory out of crash reports: %w", windows.Errno(uint32(r)))
	}
	return nil
}

// excludeSelf has no reports made of this program, for the user who runs it.
func excludeSelf() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	name, err := windows.UTF16PtrFromString(filepath.Base(self))
	if err != nil {
		return err
	}
	if err := exclude.Find(); err != nil {
		return err
	}
	if r, _, _ := exclude.Call(uintptr(unsafe.Pointer(name)), 0); r != 0 {
		return fmt.Errorf("have no crash reports made: %w", windows.Errno(uint32(r)))
	}
	return nil
}
