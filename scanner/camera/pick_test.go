package camera

import "testing"

func TestPick(t *testing.T) {
	all := []Info{
		{ID: `\\?\usb#vid_04f2&pid_b6d9&mi_00#6&1#{e5323777}\global`, Name: "Integrated Camera"},
		{ID: "usb-B-video-index0", Name: "HD Webcam C270"},
		{ID: "c0", Name: "usb-b-video-index0 lookalike"},
	}
	for which, want := range map[string]int{
		"":                   0,
		all[1].ID:            1,
		"usb-b-VIDEO-index0": 1,
		"webcam c270":        1,
		"Integrated":         0,
		"lookalike":          2,
		"no such camera":     -1,
		all[0].ID + "nee":    -1,
		`\\?\USB#VID_04F2&PID_B6D9&MI_00#6&1#{E5323777}\GLOBAL`: 0,
	} {
		if got := pick(all, which); got != want {
			t.Errorf("%q: %d, want %d", which, got, want)
		}
	}
	if got := pick(nil, ""); got != -1 {
		t.Errorf("picked %d of none", got)
	}
}
