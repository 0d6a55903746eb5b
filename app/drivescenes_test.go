package app

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

func driveScene(t *testing.T, s setting) *rig {
	r, c := driveRig(t, s)
	c.taken = TakenFile{New: true, Changed: 12}
	r.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	return r
}

func TestDrivePictures(t *testing.T) {
	for _, s := range []setting{{lang: "id", look: ui.LookLight}, {lang: "en", look: ui.LookDark}} {
		compare(t, fmt.Sprintf("stick-%s-%s", s.lang, s.look), scene{"stick", driveScene}, s)
	}
}

// Every sentence about a file fits the smallest window, in both languages.
func TestDriveFits(t *testing.T) {
	kinds := []siak.Kind{
		siak.KindFileStrange, siak.KindFileCut, siak.KindFileAltered, siak.KindFileNotForUs, siak.KindFileOtherRegistry,
		siak.KindFileOtherKind, siak.KindFileOlder, siak.KindFileGap, siak.KindFileTooBig, siak.KindFileExists, siak.KindNoFileKey,
		siak.KindStickFull, siak.KindStickReadOnly, siak.KindStickLost,
	}
	for _, lang := range words.Langs() {
		for _, kind := range kinds {
			r, c := driveRig(t, setting{lang: lang, look: ui.LookLight, size: fyne.NewSize(1024, 680)})
			c.failed = siak.E("x", kind, nil)
			r.press(fyne.KeyReturn)
			if !r.saysKind(kind) {
				t.Fatal(kind)
			}
			size := r.app.env.Canvas().Size()
			if need := r.app.env.Content().MinSize(); need.Width > size.Width || need.Height > size.Height {
				t.Errorf("%s %s needs %v", lang, kind, need)
			}
		}
	}
}
