package app

import (
	"testing"

	"ikd/station/scanner"
	"ikd/station/siak"
)

func TestWhatWasMeasuredIsSaid(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	p := r.app.sessions.counter.preview
	for _, h := range scanner.Hints() {
		v := someView()
		v.Hint = h
		p.Receive(v)
		if got, want := r.app.sessions.counter.camera.shown.text, r.app.env.Words.Text("hint."+h.String()); got != want {
			t.Errorf("%v: says %q, want %q", h, got, want)
		}
	}
}

// Where the system tells which program has the camera, the officer is told.
func TestBusyCameraNamesItsProgram(t *testing.T) {
	r := newRig(t, plain)
	s := judgedState(siak.Eligible)
	s.Status.CameraFault, s.Status.CameraBy = string(scanner.FaultBusy), "cheese"
	r.work(s)
	if got := r.app.sessions.counter.camera.shown; got.by != "cheese" {
		t.Errorf("shown %+v", got)
	}
}
