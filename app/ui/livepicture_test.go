package ui

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"

	"ikd/station/scanner"
)

func TestMirrorCropsAndExchangesLeftAndRight(t *testing.T) {
	big := image.NewRGBA(image.Rect(0, 0, 20, 6))
	src := big.SubImage(image.Rect(2, 1, 18, 5)).(*image.RGBA) // its rows are longer than it
	for y := range 4 {
		for x := range 16 {
			src.SetRGBA(2+x, 1+y, color.RGBA{uint8(x), uint8(y), 7, 255})
		}
	}
	for _, cut := range []int{0, 3} {
		dst := mirror(nil, src, cut)
		w := 16 - 2*cut
		if dst.Rect.Dx() != w || dst.Rect.Dy() != 4 {
			t.Fatalf("cut %d: %v", cut, dst.Rect)
		}
		for y := range 4 {
			for x := range w {
				if want := (color.RGBA{uint8(cut + w - 1 - x), uint8(y), 7, 255}); dst.RGBAAt(x, y) != want {
					t.Fatalf("cut %d: pixel %d,%d is %v, want %v", cut, x, y, dst.RGBAAt(x, y), want)
				}
			}
		}
		if mirror(dst, src, cut) != dst {
			t.Error("a buffer of the right size was not used again")
		}
	}
}

func TestCropFillsTheSpaceButNotForEver(t *testing.T) {
	for _, c := range []struct {
		aspect float32
		want   int
	}{{16.0 / 9, 0}, {2, 0}, {1.5, 50}, {0.5, 95}} {
		if got := crop(640, 360, c.aspect); got != c.want {
			t.Errorf("aspect %v: %d columns, want %d", c.aspect, got, c.want)
		}
	}
}

func TestNothingIsDrawnBehindAPictureThatFillsItsSpace(t *testing.T) {
	for _, c := range []struct {
		space fyne.Size
		want  bool
	}{{fyne.NewSize(640, 472), true}, {fyne.NewSize(640, 360), true}, {fyne.NewSize(300, 472), false}, {fyne.NewSize(900, 300), false}} {
		p := newTestWindow(t, nil).NewLivePicture(func() {})
		p.Resize(c.space)
		p.Receive(someView())
		if p.back.Hidden != c.want {
			t.Errorf("%v: hidden %v", c.space, p.back.Hidden)
		}
	}
}

func TestOutlineLiesOnTheMirroredCode(t *testing.T) {
	p := newTestWindow(t, nil).NewLivePicture(func() {})
	view := someView()
	b := view.Picture.Bounds()
	view.Outline = [4]scanner.Point{{X: 400, Y: 100}, {X: 500, Y: 100}, {X: 500, Y: 200}, {X: 400, Y: 200}}
	view.Picture.SetRGBA(400, 100, color.RGBA{255, 0, 0, 255})
	p.Receive(view)
	shown := p.picture.Image.(*image.RGBA)
	cut := (b.Dx() - shown.Rect.Dx()) / 2
	// The corner of a pixel is on its other side in a mirror.
	if want := float64(b.Dx() - cut - 400); p.corners[0].X != want {
		t.Errorf("corner at %v, want %v", p.corners[0].X, want)
	}
	if c := shown.RGBAAt(int(p.corners[0].X)-1, 100); c.R != 255 || c.G != 0 {
		t.Errorf("the red pixel is not at the corner: %v", c)
	}
}

func TestAimTellsWhatToDo(t *testing.T) {
	p := newTestWindow(t, nil).NewLivePicture(func() {})
	see := func(side float64, found bool) Aim {
		v := someView()
		v.Found = found
		v.Outline = [4]scanner.Point{{X: 200, Y: 100}, {X: 200 + side, Y: 100}, {X: 200 + side, Y: 100 + side}, {X: 200, Y: 100 + side}}
		p.Receive(v)
		return p.Aim()
	}
	if see(0, false) != AimFrame || see(40, true) != AimCloser || see(160, true) != AimHold {
		t.Error("the hint does not follow the phone")
	}
}

// Every view is given back at once, whatever it holds, and any number of
// frames makes at most one repaint wait.
func TestFramesAreGivenBackAndOneRepaintWaits(t *testing.T) {
	var posted []func()
	w := newTestWindow(t, nil)
	w.Post = func(f func()) { posted = append(posted, f) }
	p := w.NewLivePicture(func() {})
	released := 0
	for range 10 {
		v := someView()
		v.Release = func() { released++ }
		p.Receive(v)
	}
	p.Receive(scanner.View{Release: func() { released++ }})
	if released != 11 || len(posted) != 1 {
		t.Errorf("%d released, %d repaints wait", released, len(posted))
	}
}

// someView is a picture with a phone in it, found.
func someView() scanner.View {
	img := image.NewRGBA(image.Rect(0, 0, 640, 360))
	for y := range 360 {
		for x := range 640 {
			c := color.RGBA{84, 92, 98, 255}
			if x > 250 && x < 390 && y > 60 && y < 330 {
				c = color.RGBA{24, 27, 33, 255}
			}
			if x > 262 && x < 378 && y > 120 && y < 236 {
				c = color.RGBA{236, 238, 240, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return scanner.View{Picture: img, Found: true, Outline: [4]scanner.Point{{X: 266, Y: 124}, {X: 374, Y: 124}, {X: 374, Y: 232}, {X: 266, Y: 232}}}
}
