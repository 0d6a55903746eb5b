package scanner

import (
	"image"
	"testing"
	"testing/synctest"
	"time"
)

func viewing(views *[]View, release bool) Events {
	return Events{View: func(v View) {
		*views = append(*views, v)
		if release {
			v.Release()
			v.Release() // a second time does no harm
		}
	}}
}

func TestViewRate(t *testing.T) {
	for _, tt := range []struct {
		fps, want int // in 4 s
	}{{15, 60}, {25, 100}, {30, 108}, {60, 108}} {
		synctest.Test(t, func(t *testing.T) {
			var views []View
			src := script(frames(4*tt.fps, time.Second/time.Duration(tt.fps), ended))
			if err := Run(t.Context(), src, &letters{}, nil, viewing(&views, true)); err != nil {
				t.Fatal(err)
			}
			if n := len(views); n < tt.want-3 || n > tt.want+2 {
				t.Errorf("%d views of 4 s at %d a second, want about %d", n, tt.fps, tt.want)
			}
		})
	}
}

func TestViewsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var views []View
		src := script(frames(40, 50*ms, ended))
		if err := Run(t.Context(), src, &letters{}, nil, viewing(&views, false)); err != nil {
			t.Fatal(err)
		}
		if len(views) != maxViews {
			t.Errorf("%d views out, none given back", len(views))
		}
	})
}

func TestOutlineInTheView(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var views []View
		// Found in "a" to "e", one each 100 ms, then no more.
		dec := &letters{miss: func(c byte) bool { return c > 'e' }}
		if err := Run(t.Context(), script(frames(20, 100*ms, ended)), dec, nil, viewing(&views, true)); err != nil {
			t.Fatal(err)
		}
		// The first view goes out before its frame is decoded, and the outline
		// stays for 300 ms after "e", at 400 ms.
		for i, v := range views {
			if want := i >= 1 && i <= 7; v.Found != want {
				t.Errorf("view %d: found %v", i, v.Found)
			}
		}
	})
}

func TestStillHasItsOwnOutline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var views []View
		dec := &letters{miss: func(c byte) bool { return c%2 == 0 }}
		src := &pacedScript{scripted{parts: script(frames(6, 50*ms, ended)).parts}}
		if err := Run(t.Context(), src, dec, nil, viewing(&views, true)); err != nil {
			t.Fatal(err)
		}
		for i, v := range views {
			if want := i%2 == 0; v.Found != want {
				t.Errorf("still %d: found %v", i, v.Found)
			}
		}
	})
}

func TestPreviewOfTheSource(t *testing.T) {
	var got []View
	v := newViewer(viewing(&got, false).View)
	v.mark([4]Point{{128, 64}}, 1280, true)
	own := image.NewRGBA(image.Rect(0, 0, 320, 180))
	own.Pix[0] = 9
	luma := make([]byte, 1280*720)
	v.show(&Frame{Luma: luma, Stride: 1280, Width: 1280, Height: 720, Preview: own})
	v.next = time.Time{}
	v.show(&Frame{Luma: luma, Stride: 1280, Width: 1280, Height: 720})
	if len(got) != 2 {
		t.Fatalf("%d views", len(got))
	}
	if got[0].Picture == own || got[0].Picture.Pix[0] != 9 || got[0].Outline[0] != (Point{32, 16}) {
		t.Errorf("own preview: %v, outline %v", got[0].Picture.Rect, got[0].Outline)
	}
	if got[1].Picture.Rect.Dx() != 640 || got[1].Outline[0] != (Point{64, 32}) {
		t.Errorf("preview from luma: %v, outline %v", got[1].Picture.Rect, got[1].Outline)
	}
}
