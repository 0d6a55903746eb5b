package assets

import (
	"bytes"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"ikd/station/siak"
)

func TestFiguresAreOfEqualWidthAndLettersAreThere(t *testing.T) {
	for _, file := range []struct {
		name string
		ttf  []byte
	}{{"regular", FontRegular.StaticContent}, {"bold", FontBold.StaticContent}} {
		f, err := sfnt.Parse(file.ttf)
		if err != nil {
			t.Fatal(err)
		}
		width := advance(t, f, '0')
		for _, r := range "123456789" {
			if advance(t, f, r) != width {
				t.Errorf("%s: %c is not as wide as 0", file.name, r)
			}
		}
		for _, r := range "ABCXYZabcxyzÀÉÑÖßàéñöŠŽšžŁł•…–—·«»“”‘’↑↓←→°" {
			advance(t, f, r)
		}
	}
}

func advance(t *testing.T, f *sfnt.Font, r rune) fixed.Int26_6 {
	t.Helper()
	var b sfnt.Buffer
	i, err := f.GlyphIndex(&b, r)
	if err != nil || i == 0 {
		t.Errorf("no glyph for %c", r)
		return 0
	}
	a, err := f.GlyphAdvance(&b, i, fixed.I(1000), font.HintingNone)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// colour is #0a141e.
var colour = color.NRGBA{R: 10, G: 20, B: 30, A: 255}

func TestEachToneHasAShapeOfItsOwn(t *testing.T) {
	seen := map[string]siak.Tone{}
	for _, tone := range siak.Tones() {
		if ToneIcon(tone) == "" {
			t.Errorf("tone %d has no icon in toneIcons of assets/assets.go", tone)
			continue
		}
		svg := string(read("icons/" + string(ToneIcon(tone)) + ".svg"))
		if other, twice := seen[svg]; twice {
			t.Errorf("tones %d and %d look alike", tone, other)
		}
		seen[svg] = tone
	}
	if len(toneIcons) != len(siak.Tones()) {
		t.Errorf("%d icons of tones, %d tones: see Tones() in siak/outcome.go", len(toneIcons), len(siak.Tones()))
	}
}

func TestEveryIconIsThereAndIsPainted(t *testing.T) {
	entries, err := files.ReadDir("icons")
	if err != nil || len(entries) < 15 {
		t.Fatalf("%d icons, %v", len(entries), err)
	}
	for _, e := range entries {
		name, isSVG := strings.CutSuffix(e.Name(), ".svg")
		if !isSVG || name == "app" {
			continue
		}
		svg := string(Icon(IconName(name), colour).Content())
		if strings.Contains(svg, "currentColor") || !strings.Contains(svg, "#0a141e") {
			t.Errorf("%s is not painted", name)
		}
	}
}

func TestAppIcon(t *testing.T) {
	img, err := png.Decode(bytes.NewReader(AppIcon.StaticContent))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() < 256 || b.Dx() != b.Dy() {
		t.Errorf("the picture is %v", b)
	}
}
