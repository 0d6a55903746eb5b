package hardening

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// lock keeps memory out of the swap file.
func lock(b []byte) error {
	return windows.VirtualLock(uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)))
}
