package mediafoundation

import (
	"fmt"

	"ikd/station/scanner"
)

// hresult is a result code of Windows (MS-ERREF section 2.1); the highest bit
// says that it is an error.
type hresult uint32

// The codes that tell something about the camera: those of Media Foundation
// (mferror.h), and those of Windows with 0x8007 before them (winerror.h).
const (
	accessDenied hresult = 0x80070005
	fileNotFound hresult = 0x80070002
	pathNotFound hresult = 0x80070003
	sharing      hresult = 0x80070020 // ERROR_SHARING_VIOLATION
	busy         hresult = 0x800700AA
	noSuchDevice hresult = 0x800701B1
	noResources  hresult = 0x800705AA // ERROR_NO_SYSTEM_RESOURCES: the USB's bandwidth is taken
	deviceInUse  hresult = 0x80070964
	noLibrary    hresult = 0x8007007E // ERROR_MOD_NOT_FOUND
	noFunction   hresult = 0x8007007F // ERROR_PROC_NOT_FOUND
	noDevices    hresult = 0xC00DABE0 // MF_E_NO_CAPTURE_DEVICES_AVAILABLE
	preempted    hresult = 0xC00D3EA3 // MF_E_VIDEO_RECORDING_DEVICE_PREEMPTED
	startFailed  hresult = 0xC00D3704 // MF_E_HW_MFT_FAILED_START_STREAMING
	noMoreTypes  hresult = 0xC00D36B9 // MF_E_NO_MORE_TYPES
	noNV12       hresult = 0xC00D5212 // MF_E_TOPO_CODEC_NOT_FOUND
)

// Error names the code, for those who look it up.
func (h hresult) Error() string {
	switch h {
	case noLibrary, noFunction:
		return "this Windows has no Media Foundation: an N edition needs the Media Feature Pack"
	case noNV12:
		return fmt.Sprintf("no decoder for the camera's format (0x%08X)", uint32(h))
	}
	return fmt.Sprintf("0x%08X", uint32(h))
}

// faults are the codes that mean something else than that the camera is lost.
//
// Windows answers "denied" where the privacy settings keep desktop programs
// from the camera; a camera in use is "failed to start" or "preempted" there.
var faults = map[hresult]scanner.Fault{
	accessDenied: scanner.FaultDenied,
	preempted:    scanner.FaultBusy,
	startFailed:  scanner.FaultBusy,
	sharing:      scanner.FaultBusy,
	busy:         scanner.FaultBusy,
	deviceInUse:  scanner.FaultBusy,
	noResources:  scanner.FaultBusy,
	noDevices:    scanner.FaultNoCamera,
	noSuchDevice: scanner.FaultNoCamera,
	fileNotFound: scanner.FaultNoCamera,
	pathNotFound: scanner.FaultNoCamera,
	noLibrary:    scanner.FaultNoCamera,
	noFunction:   scanner.FaultNoCamera,
}

// faultOf tells what a code means, nil where it is no error. doing says what
// was being done: "open the camera". A camera that was giving frames cannot be
// one that is not there: what says so then means that it was unplugged.
func faultOf(doing string, h hresult, live bool) error {
	if h>>31 == 0 {
		return nil
	}
	fault, ok := faults[h]
	if !ok || live && fault == scanner.FaultNoCamera {
		fault = scanner.FaultLost
	}
	return &scanner.FaultError{Fault: fault, Err: fmt.Errorf("%s: %w", doing, h)}
}
