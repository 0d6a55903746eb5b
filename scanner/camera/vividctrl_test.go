//go:build vivid && cgo && linux

package camera

import (
	"bytes"
	"os"
	"syscall"
	"testing"
	"unsafe"
)

// Requests of V4L2 (linux/videodev2.h), as 64-bit machines number them.
const (
	queryControl = 0xc0445624 // VIDIOC_QUERYCTRL
	setControl   = 0xc008561c // VIDIOC_S_CTRL
	nextControl  = 0x80000000 // V4L2_CTRL_FLAG_NEXT_CTRL
)

// v4l2Query is struct v4l2_queryctrl.
type v4l2Query struct {
	id, kind                    uint32
	name                        [32]byte
	least, most, step, standard int32
	flags                       uint32
	_                           [2]uint32
}

// v4l2Control is struct v4l2_control.
type v4l2Control struct {
	id    uint32
	value int32
}

// press pushes one of vivid's buttons.
func press(t *testing.T, name string) {
	t.Helper()
	control(t, name, 1)
}

// control sets one of vivid's controls, which are known by name.
func control(t *testing.T, name string, value int32) {
	t.Helper()
	file, err := os.OpenFile(node, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	q := v4l2Query{id: nextControl}
	for {
		if errno := request(file, queryControl, unsafe.Pointer(&q)); errno != 0 {
			t.Fatalf("no control %q: %v", name, errno)
		}
		if before, _, _ := bytes.Cut(q.name[:], []byte{0}); string(before) == name {
			break
		}
		q = v4l2Query{id: q.id | nextControl}
	}
	c := v4l2Control{q.id, value}
	if errno := request(file, setControl, unsafe.Pointer(&c)); errno != 0 {
		t.Fatalf("%q: %v", name, errno)
	}
}

func request(file *os.File, number uintptr, what unsafe.Pointer) syscall.Errno {
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, file.Fd(), number, uintptr(what))
	return errno
}
