package mediafoundation

import "testing"

// f is a format of a table.
func f(subtype string, width, height int, fps float64) format {
	return format{subtype: fourCC(subtype), width: width, height: height, fps: fps}
}

func TestRank(t *testing.T) {
	want := Options{Width: 1280, Height: 720, FPS: 30}
	for _, c := range []struct {
		name  string
		offer []format
		best  int // its index, -1 for none
	}{
		{"a USB 2 webcam: raw only where it is slow or small", []format{
			f("YUY2", 640, 480, 30), f("YUY2", 1280, 720, 10), f("MJPG", 640, 480, 30), f("MJPG", 1280, 720, 30), f("MJPG", 1920, 1080, 30),
		}, 3},
		{"a laptop's camera that gives NV12", []format{
			f("MJPG", 1280, 720, 30), f("NV12", 640, 480, 30), f("NV12", 1280, 720, 30), f("YUY2", 1280, 720, 30),
		}, 2},
		{"the first 720p is one frame a second", []format{f("YUY2", 1280, 720, 1), f("YUY2", 1280, 720, 30)}, 1},
		{"25 as in PAL is as good as 30", []format{f("MJPG", 1280, 720, 30), f("YUY2", 1280, 720, 25)}, 1},
		{"60 only costs time", []format{f("MJPG", 1280, 720, 60), f("MJPG", 1280, 720, 30)}, 1},
		{"60 rather than 10", []format{f("MJPG", 1280, 720, 10), f("MJPG", 1280, 720, 60)}, 1},
		{"VGA only", []format{f("YUY2", 160, 120, 30), f("YUY2", 640, 480, 30), f("YUY2", 320, 240, 30)}, 1},
		{"1080p rather than VGA", []format{f("YUY2", 640, 480, 30), f("MJPG", 1920, 1080, 30)}, 1},
		{"4K at any rate last", []format{f("MJPG", 3840, 2160, 30), f("MJPG", 1280, 960, 30)}, 1},
		{"a picture rather than a video stream", []format{f("H264", 1280, 720, 30), f("MJPG", 1280, 720, 30)}, 1},
		{"a video stream rather than a stamp", []format{f("YUY2", 320, 240, 30), f("H264", 1280, 720, 30)}, 1},
		{"no rate named", []format{f("YUY2", 1280, 720, 5), f("YUY2", 1280, 720, 0)}, 1},
		{"a format that is not in the table", []format{{subtype: 20, width: 1280, height: 720, fps: 30}}, 0},
		{"an infrared camera", []format{{subtype: subtypeL8, width: 640, height: 360, fps: 30}}, -1},
		{"nothing", nil, -1},
		{"a format without a size", []format{f("YUY2", 0, 0, 30)}, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i := range c.offer {
				c.offer[i].index = uint32(i)
			}
			got := rank(c.offer, want)
			switch {
			case c.best < 0 && len(got) > 0:
				t.Errorf("chose %+v, want none", got[0])
			case c.best >= 0 && (len(got) == 0 || int(got[0].index) != c.best):
				t.Errorf("order %+v, want %d first", got, c.best)
			}
		})
	}
}

func TestRankOtherWishes(t *testing.T) {
	offer := []format{f("MJPG", 1280, 720, 30), f("MJPG", 1920, 1080, 60)}
	if got := rank(offer, Options{Width: 1920, Height: 1080, FPS: 60}); got[0].width != 1920 {
		t.Errorf("chose %+v", got[0])
	}
}
