//go:build cgo

package mediafoundation

/*
#cgo CFLAGS: -std=c11 -Wall
#cgo LDFLAGS: -lmfuuid -lole32 -luuid
#include "mf.h"
*/
import "C"

import (
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// system is Media Foundation, on the thread of the goroutine that began it.
type system struct {
	com  C.int32_t // whether COM is to be let go of
	list *C.mf_list
}

// begin keeps the goroutine on its thread until end.
func begin() (*system, error) {
	runtime.LockOSThread()
	s := &system{}
	if err := faultOf("start Media Foundation", hresult(C.mf_begin(&s.com)), false); err != nil {
		runtime.UnlockOSThread()
		return nil, err
	}
	return s, nil
}

func (s *system) end() {
	if s.list != nil {
		C.mf_list_free(s.list)
	}
	C.mf_end(s.com)
	runtime.UnlockOSThread()
}

// cameras may be called once.
func (s *system) cameras() ([]Info, error) {
	if err := faultOf("list the cameras", hresult(C.mf_list_make(&s.list)), false); err != nil {
		return nil, err
	}
	var all []Info
	for i := range C.mf_list_length(s.list) {
		var id, name *C.uint16_t
		h := hresult(C.mf_list_names(s.list, i, &id, &name))
		info := Info{ID: taken(id), Name: taken(name)}
		if err := faultOf("name the cameras", h, false); err != nil {
			return nil, err
		}
		all = append(all, info)
	}
	return all, nil
}

// taken is a text of Windows, which it frees; "" for none.
func taken(text *C.uint16_t) string {
	defer C.mf_text_free(text)
	return windows.UTF16PtrToString((*uint16)(text))
}

func (s *system) open(i int) (device, error) {
	var c *C.mf_camera
	if err := faultOf("open the camera", hresult(C.mf_open(s.list, C.uint32_t(i), &c)), false); err != nil {
		return nil, err
	}
	return &camera{c}, nil
}

// camera is a [device].
type camera struct{ c *C.mf_camera }

func (c *camera) format(index uint32) (format, hresult) {
	var f C.mf_format
	h := hresult(C.mf_format_at(c.c, C.uint32_t(index), &f))
	out := format{index: index, subtype: uint32(f.subtype), width: int(f.width), height: int(f.height)}
	if f.per != 0 {
		out.fps = float64(f.rate) / float64(f.per)
	}
	return out, h
}

func (c *camera) use(index uint32) hresult { return hresult(C.mf_use(c.c, C.uint32_t(index))) }

func (c *camera) layout() (layout, hresult) {
	var p C.mf_picture
	h := hresult(C.mf_picture_now(c.c, &p))
	return newLayout(int(p.width), int(p.height),
		visible{int(p.x), int(p.y), int(p.visible_width), int(p.visible_height)}, p.limited != 0), h
}

func (c *camera) ask() hresult { return hresult(C.mf_ask(c.c)) }

func (c *camera) wait(d time.Duration) (answer, bool) {
	var a C.mf_answer
	if C.mf_wait(c.c, C.uint32_t(d.Milliseconds()), &a) == 0 {
		return answer{}, false
	}
	return answer{hresult(a.result), uint32(a.flags), a.sample != 0}, true
}

func (c *camera) lock() (memory []byte, top, pitch int, h hresult) {
	var m C.mf_memory
	if h := hresult(C.mf_lock(c.c, &m)); h>>31 != 0 {
		return nil, 0, 0, h
	}
	return unsafe.Slice((*byte)(m.start), int(m.length)), int(m.top), int(m.pitch), 0
}

func (c *camera) unlock() { C.mf_unlock(c.c) }

func (c *camera) close() { C.mf_close(c.c) }
