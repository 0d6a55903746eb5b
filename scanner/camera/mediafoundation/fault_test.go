package mediafoundation

import (
	"errors"
	"strings"
	"testing"

	"ikd/station/scanner"
)

func TestFaultOf(t *testing.T) {
	for _, c := range []struct {
		name string
		code int32 // as C has it
		live bool
		want scanner.Fault
	}{
		{"S_OK", 0, false, scanner.FaultNone},
		{"S_FALSE", 1, true, scanner.FaultNone},
		{"E_ACCESSDENIED: privacy settings", -0x7ff8fffb, false, scanner.FaultDenied},
		{"E_ACCESSDENIED: switched off meanwhile", -0x7ff8fffb, true, scanner.FaultDenied},
		{"MF_E_VIDEO_RECORDING_DEVICE_INVALIDATED", -0x3ff2c15e, true, scanner.FaultLost},
		{"MF_E_VIDEO_RECORDING_DEVICE_PREEMPTED", -0x3ff2c15d, true, scanner.FaultBusy},
		{"MF_E_HW_MFT_FAILED_START_STREAMING", -0x3ff2c8fc, false, scanner.FaultBusy},
		{"ERROR_SHARING_VIOLATION", -0x7ff8ffe0, false, scanner.FaultBusy},
		{"ERROR_NO_SYSTEM_RESOURCES", -0x7ff8fa56, false, scanner.FaultBusy},
		{"MF_E_NO_CAPTURE_DEVICES_AVAILABLE", -0x3ff25420, false, scanner.FaultNoCamera},
		{"ERROR_NO_SUCH_DEVICE on opening", -0x7ff8fe4f, false, scanner.FaultNoCamera},
		{"ERROR_NO_SUCH_DEVICE between two frames", -0x7ff8fe4f, true, scanner.FaultLost},
		{"ERROR_MOD_NOT_FOUND: an N edition", -0x7ff8ff82, false, scanner.FaultNoCamera},
		{"MF_E_SHUTDOWN", -0x3ff2c17b, true, scanner.FaultLost},
		{"E_FAIL", -0x7fffbffb, false, scanner.FaultLost},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := faultOf("open the camera", hresult(c.code), c.live)
			if c.want == scanner.FaultNone {
				if err != nil {
					t.Fatalf("error %v of a code that is none", err)
				}
				return
			}
			fault, ok := errors.AsType[*scanner.FaultError](err)
			if !ok || fault.Fault != c.want {
				t.Fatalf("%v, want %s", err, c.want)
			}
			if !errors.Is(err, hresult(c.code)) {
				t.Errorf("%v does not hold its code", err)
			}
		})
	}
}

func TestFaultSaysWhatToLookUp(t *testing.T) {
	if got := faultOf("open the camera", startFailed, false).Error(); got != "camera-busy: open the camera: 0xC00D3704" {
		t.Error(got)
	}
	if got := faultOf("start Media Foundation", noLibrary, false).Error(); !strings.Contains(got, "Media Feature Pack") {
		t.Error(got)
	}
}
