package session

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this test a program too: the window of BenchmarkWindow.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"station-webcam": withWebcam})
}
