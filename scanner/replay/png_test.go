package replay

import (
	"bytes"
	"image/png"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestEncodePNG(t *testing.T) {
	wib := time.FixedZone("WIB", 7*3600)
	at := time.Date(2025, 2, 28, 23, 59, 58, 999_000_000, wib)
	b := pngOf(t, flat(20, 10, 77), at)
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("the standard library does not read it: %v", err)
	}
	if img.Bounds().Dx() != 20 || img.Bounds().Dy() != 10 {
		t.Errorf("picture of %v", img.Bounds())
	}
	// tIME holds whole seconds in UTC.
	want := time.Date(2025, 2, 28, 16, 59, 58, 0, time.UTC)
	if got := pngTime(bytes.NewReader(b)); !got.Equal(want) {
		t.Errorf("time %v, want %v", got, want)
	}
}

func TestPNGTimeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 253402300799).Draw(t, "seconds"), 0) // to the year 9999
		var b bytes.Buffer
		if err := EncodePNG(&b, flat(1, 1, 0), at); err != nil {
			t.Fatal(err)
		}
		if got := pngTime(bytes.NewReader(b.Bytes())); !got.Equal(at) {
			t.Fatalf("%v came back as %v", at, got)
		}
	})
}

func TestPNGTimeOfOthers(t *testing.T) {
	good := pngOf(t, flat(4, 4, 9), time.Unix(1e9, 0))
	var plain bytes.Buffer
	if err := png.Encode(&plain, flat(4, 4, 9)); err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(good)
	damaged[headerEnd+9]++ // the year
	for name, b := range map[string][]byte{
		"no PNG":     jpegOf(t, flat(4, 4, 9)),
		"empty":      nil,
		"no tIME":    plain.Bytes(),
		"damaged":    damaged,
		"cut within": good[:headerEnd+12],
		"cut before": good[:headerEnd+2],
	} {
		if got := pngTime(bytes.NewReader(b)); !got.IsZero() {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func FuzzPNGTime(f *testing.F) {
	f.Add(pngOf(f, flat(1, 1, 0), time.Unix(1e9, 0)))
	f.Add([]byte(pngSignature))
	f.Fuzz(func(t *testing.T, b []byte) { pngTime(bytes.NewReader(b)) })
}
