package phone

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"ikd/station/scanner"
	"ikd/station/scanner/qr"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The training mode's whole way: nothing, one phone, another, nothing.
func TestCameraThroughThePipeline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cam := NewCamera(Options{Seed: 3})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		var mu sync.Mutex
		var read []string
		views, found := 0, 0
		ev := scanner.Events{
			Reading: func(r scanner.Reading) {
				mu.Lock()
				defer mu.Unlock()
				read = append(read, r.Text)
			},
			View: func(v scanner.View) {
				views++
				if v.Found {
					found++
				}
				if v.Picture.Rect.Dx() != 640 || v.Picture.Rect.Dy() != 360 {
					t.Errorf("preview of %v", v.Picture.Rect)
				}
				v.Release()
			},
		}
		texts := []string{sample(600, 1), sample(590, 2)}
		var showing sync.WaitGroup
		showing.Go(func() {
			for _, text := range []string{"", texts[0], texts[1], ""} {
				if err := cam.Show(text); err != nil {
					t.Error(err)
				}
				time.Sleep(2 * time.Second) // of the bubble's time
			}
		})
		err := scanner.Run(ctx, cam, qr.New(), scanner.NewFilter(time.Minute), ev)
		showing.Wait()
		if !errors.Is(err, context.DeadlineExceeded) || !slices.Equal(read, texts) {
			t.Errorf("read %d texts, %v", len(read), err)
		}
		if views < 140 || views > 152 {
			t.Errorf("%d views in 10 s of 15 frames a second", views)
		}
		// Two phones for two seconds each, the outline staying 0.3 s longer.
		if found < 55 || found > 70 {
			t.Errorf("outlined in %d views", found)
		}
	})
}

func TestCameraReadableInEveryPose(t *testing.T) {
	text := sample(600, 5)
	cam := NewCamera(Options{Seed: 5})
	if err := cam.Show(text); err != nil {
		t.Fatal(err)
	}
	tex, _ := cam.current()
	var last []byte
	for i := range swaying {
		f := drawPose(cam.opt, tex, i)
		if code, ok := qr.New().Decode(f, true); !ok || code.Text != text {
			t.Errorf("pose %d: not read", i)
		}
		if slices.Equal(last, f.Luma) {
			t.Errorf("pose %d is the one before", i)
		}
		last = f.Luma
	}
}

func TestTwoPhonesReadableInEveryPose(t *testing.T) {
	first, second := sample(600, 5), sample(590, 6)
	for seed := range uint64(2) {
		cam := NewCamera(Options{Seed: seed})
		if err := cam.ShowBoth(first, second); err != nil {
			t.Fatal(err)
		}
		both, _ := cam.current()
		for i := range swaying {
			d := qr.New()
			code, _ := d.Decode(drawPose(cam.opt, both, i), true)
			if others := d.Others(); code.Text != first || len(others) != 1 || others[0].Text != second {
				t.Errorf("seed %d, pose %d: the first is read: %t, and %d others", seed, i, code.Text == first, len(others))
			}
		}
	}
}

func TestCameraDrawsOnce(t *testing.T) {
	o := Options{Width: 64, Height: 64}.withDefaults()
	f := animation{frames: make([]*scanner.Frame, len(swaying))}
	var order []int
	seen := map[*scanner.Frame]int{}
	for n := range 2*len(swaying) - 2 {
		frame := f.frame(n, o, nil)
		if _, ok := seen[frame]; !ok {
			seen[frame] = len(seen)
		}
		order = append(order, seen[frame])
	}
	if want := []int{0, 1, 2, 3, 4, 5, 4, 3, 2, 1}; !slices.Equal(order, want) {
		t.Errorf("poses %v", order)
	}
}

func TestShowRefuses(t *testing.T) {
	cam := NewCamera(Options{})
	if err := cam.Show("IKD1:A"); err != nil {
		t.Fatal(err)
	}
	before, version := cam.current()
	if err := cam.Show(strings.Repeat("A", 9999)); err == nil {
		t.Error("a text too long was shown")
	}
	if err := cam.ShowBoth("IKD1:A", strings.Repeat("A", 9999)); err == nil {
		t.Error("a text too long was shown beside another")
	}
	if after, v := cam.current(); !slices.Equal(after, before) || v != version {
		t.Error("a refused text changed what is shown")
	}
}
