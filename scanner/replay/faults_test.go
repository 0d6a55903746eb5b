package replay

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ikd/station/scanner"
)

// greyReader "reads" a frame's grey.
type greyReader struct{}

func (greyReader) Decode(f *scanner.Frame, _ bool) (scanner.Code, bool) {
	return scanner.Code{Text: fmt.Sprint(f.Luma[0] / 10)}, true
}

// The pipeline lives through each fault of a live source.
func TestFaultsThroughThePipeline(t *testing.T) {
	var video []byte
	for i := range 20 {
		video = append(video, jpegOf(t, flat(16, 16, byte(10*i+5)))...)
	}
	dir := write(t, map[string][]byte{"a.mjpeg": video})
	tests := []struct {
		name   string
		faults Faults
		want   []scanner.Fault // "" is live, and in the end the end
	}{
		{"none", Faults{}, []scanner.Fault{"", ""}},
		{"busy", Faults{Busy: 3}, []scanner.Fault{scanner.FaultBusy, "", ""}},
		{"denied", Faults{Denied: 2}, []scanner.Fault{scanner.FaultDenied, "", ""}},
		{"unplugged", Faults{UnplugAfter: 7}, []scanner.Fault{"", scanner.FaultLost, "", ""}},
		{"stalled", Faults{StallAfter: 7}, []scanner.Fault{"", scanner.FaultLost, "", ""}},
		{"all", Faults{Busy: 1, UnplugAfter: 3, StallAfter: 9}, []scanner.Fault{
			scanner.FaultBusy, "", scanner.FaultLost, "", scanner.FaultLost, "", "",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var last string
				var told []scanner.Fault
				s := open(t, filepath.Join(dir, "a.mjpeg"), Options{Faults: tt.faults})
				err := scanner.Run(t.Context(), s, greyReader{}, nil, scanner.Events{
					Reading: func(r scanner.Reading) { last = r.Text },
					Status:  func(s scanner.Status) { told = append(told, s.Fault) },
				})
				if err != nil || last != "19" || !slices.Equal(told, tt.want) {
					t.Errorf("told %q, last %q, %v", told, last, err)
				}
			})
		})
	}
}

// A folder that was broken off goes on with the next picture.
func TestFolderGoesOn(t *testing.T) {
	files := map[string][]byte{}
	for i := range 9 {
		files[fmt.Sprintf("%d.jpg", i)] = jpegOf(t, flat(16, 16, byte(10*i+5)))
	}
	dir := write(t, files)
	synctest.Test(t, func(t *testing.T) {
		var read []string
		s := open(t, dir, Options{Faults: Faults{Busy: 1, UnplugAfter: 4}})
		err := scanner.Run(t.Context(), s, greyReader{}, nil, scanner.Events{
			Reading: func(r scanner.Reading) { read = append(read, r.Name) },
		})
		want := []string{"0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg", "6.jpg", "7.jpg", "8.jpg"}
		if err != nil || !slices.Equal(read, want) {
			t.Errorf("read %v, %v", read, err)
		}
	})
}

func TestCancelEndsAStall(t *testing.T) {
	dir := write(t, map[string][]byte{"a.jpg": jpegOf(t, flat(16, 16, 5)), "b.jpg": jpegOf(t, flat(16, 16, 5))})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		n := 0
		err := open(t, dir, Options{Faults: Faults{StallAfter: 1}}).Run(ctx, func(*scanner.Frame) { n++ })
		if err == nil || n != 1 {
			t.Errorf("%d frames, %v", n, err)
		}
	})
}
