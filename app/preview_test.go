package app

import (
	"image"
	"image/color"
	"sync"
	"testing"

	"fyne.io/fyne/v2"

	"ikd/station/scanner"
	"ikd/station/siak"
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

func TestCropFillsTheRoomButNotForEver(t *testing.T) {
	for _, c := range []struct {
		aspect float32
		want   int
	}{{16.0 / 9, 0}, {2, 0}, {1.5, 50}, {0.5, 95}} {
		if got := crop(640, 360, c.aspect); got != c.want {
			t.Errorf("aspect %v: %d columns, want %d", c.aspect, got, c.want)
		}
	}
}

func TestNothingIsDrawnBehindAPictureThatFillsItsRoom(t *testing.T) {
	for _, c := range []struct {
		room fyne.Size
		want bool
	}{{fyne.NewSize(640, 472), true}, {fyne.NewSize(640, 360), true}, {fyne.NewSize(300, 472), false}, {fyne.NewSize(900, 300), false}} {
		p := newRig(t, plain).work(baseState()).app.counter.preview
		p.Resize(c.room)
		p.receive(someView())
		if p.back.Hidden != c.want {
			t.Errorf("%v: hidden %v", c.room, p.back.Hidden)
		}
	}
}

func TestOutlineLiesOnTheMirroredCode(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	p := r.app.counter.preview
	view := someView()
	b := view.Picture.Bounds()
	view.Outline = [4]scanner.Point{{X: 400, Y: 100}, {X: 500, Y: 100}, {X: 500, Y: 200}, {X: 400, Y: 200}}
	view.Picture.SetRGBA(400, 100, color.RGBA{255, 0, 0, 255})
	p.receive(view)
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

func TestWhatWasMeasuredIsSaid(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	p := r.app.counter.preview
	for _, h := range scanner.Hints() {
		v := someView()
		v.Hint = h
		p.receive(v)
		if got, want := p.shown.text, r.app.words.Text("hint."+h.String()); got != want {
			t.Errorf("%v: says %q, want %q", h, got, want)
		}
	}
}

func TestAimTellsWhatToDo(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	p := r.app.counter.preview
	see := func(side float64, found bool) aiming {
		v := someView()
		v.Found = found
		v.Outline = [4]scanner.Point{{X: 200, Y: 100}, {X: 200 + side, Y: 100}, {X: 200 + side, Y: 100 + side}, {X: 200, Y: 100 + side}}
		p.receive(v)
		return p.aim()
	}
	if see(0, false) != aimFrame || see(40, true) != aimCloser || see(160, true) != aimHold {
		t.Error("the hint does not follow the phone")
	}
}

// Every view is given back at once, whatever it holds, and any number of
// frames makes at most one repaint wait.
func TestFramesAreGivenBackAndOneRepaintWaits(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	var posted []func()
	p := newPreview(r.app)
	p.frames.post = func(f func()) { posted = append(posted, f) }
	released := 0
	for range 10 {
		v := someView()
		v.Release = func() { released++ }
		p.receive(v)
	}
	p.receive(scanner.View{Release: func() { released++ }})
	if released != 11 || len(posted) != 1 {
		t.Errorf("%d released, %d repaints wait", released, len(posted))
	}
}

func TestNewestShowsTheLastAndKeepsOneWaiting(t *testing.T) {
	var mu sync.Mutex
	var queue []func()
	var shown []int
	n := &newest[int]{
		show: func(v int) { shown = append(shown, v) },
		post: func(f func()) { mu.Lock(); queue = append(queue, f); mu.Unlock() },
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for v := range 100 {
				n.put(v)
			}
		})
	}
	wg.Wait()
	n.put(1000)
	if len(queue) != 1 {
		t.Fatalf("%d wait", len(queue))
	}
	queue[0]()
	n.put(1001)
	queue[1]()
	if len(shown) != 2 || shown[0] != 1000 || shown[1] != 1001 {
		t.Errorf("shown %v", shown)
	}
}

// Where the system tells which program has the camera, the officer is told.
func TestBusyCameraNamesItsProgram(t *testing.T) {
	r := newRig(t, plain)
	s := judgedState(siak.Eligible)
	s.Status.CameraFault, s.Status.CameraBy = string(scanner.FaultBusy), "cheese"
	r.work(s)
	r.app.counter.preview.hint("")
	if got := r.app.counter.preview.shown; got.by != "cheese" {
		t.Errorf("shown %+v", got)
	}
}
