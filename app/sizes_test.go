package app

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// workArea is what a screen leaves of itself for the window's content, in pixels at
// 100 %: less the task bar (40) and the window's title (30), both of which the system
// enlarges as it does everything else.
type workArea struct {
	name   string
	screen fyne.Size
	scale  float32
}

func (a workArea) size() fyne.Size {
	return fyne.NewSize(float32(int(a.screen.Width/a.scale)), float32(int(a.screen.Height/a.scale))-70)
}

// workAreas are the laptops that offices have.
func workAreas() []workArea {
	common, wide, low := fyne.NewSize(1366, 768), fyne.NewSize(1920, 1080), fyne.NewSize(1280, 720)
	return []workArea{
		{"1366x768-125", common, 1.25},
		{"1366x768-150", common, 1.5},
		{"1920x1080-200", wide, 2},
		{"1280x720-100", low, 1},
		{"1280x720-125", low, 1.25},
		{"1280x720-150", low, 1.5},
	}
}

// A window of any remembered size opens whole, with its title, in the work area.
func TestTheWindowFitsItsScreen(t *testing.T) {
	for _, a := range workAreas() {
		for _, want := range []fyne.Size{firstSize, smallest, fyne.NewSize(3000, 2000), fyne.NewSize(900, 500)} {
			bar := int(40 * a.scale)
			screen := Screen{int(a.screen.Width), int(a.screen.Height), int(a.screen.Height) - bar}
			got := screen.fitted(want, a.scale)
			top := (a.screen.Height - got.Height*a.scale) / 2 // in the middle
			if top < titleHeight*a.scale || top < float32(bar) || got.Width*a.scale > a.screen.Width+1 ||
				got.Width < smallest.Width || got.Height < smallest.Height || got.Width > want.Width || got.Height > want.Height {
				t.Errorf("%s: %v of %v, %v px from the top", a.name, got, want, top)
			}
		}
	}
}

// longName is a card of everything at once.
func longName(t *testing.T, s setting) *rig { return moreScenes()[1].make(t, s) }

// sizeScenes are the golden pictures of each work area.
func sizeScenes() []scene {
	return []scene{
		{"waiting", at(baseState)},
		{"long-name", longName},
		{"refused", at(judgedAs(siak.ActiveOnAnotherPhone))},
		{"sign-in", moreScenes()[9].make},
		{"staff", onPage("menu.staff", fyne.KeyDown)},
		{"add", onPage("menu.staff", fyne.KeyF2)},
		{"training", trainingPanel},
	}
}

func TestGoldenPicturesOfWorkAreas(t *testing.T) {
	for _, a := range workAreas() {
		for _, sc := range sizeScenes() {
			s := setting{lang: "id", look: ui.LookLight, size: a.size()}
			fits(t, compare(t, fmt.Sprintf("%s-%s", a.name, sc.name), sc, s), s.size)
		}
	}
}

// Everything fits into the smallest window in both languages, and into the one in which
// everything is still of the usual size: what does not fit is scrolled to, and neither
// the buttons nor the verdict ever are. The sizes between are looked at in the pictures.
func TestEverythingFitsWorkAreas(t *testing.T) {
	all := slices.Concat(someScenes(), pageScenes(), moreScenes(), morePageScenes(), searchScenes(), heldScenes())
	for size, all := range map[fyne.Size][]scene{
		smallest:                all,
		fyne.NewSize(1280, 650): slices.Concat(someScenes(), pageScenes()),
	} {
		for _, lang := range words.Langs() {
			if lang != words.ID && size != smallest {
				continue
			}
			for _, sc := range all {
				t.Run(fmt.Sprintf("%v %s %s", size, lang, sc.name), func(t *testing.T) {
					fits(t, sc.make(t, setting{lang: lang, look: ui.LookLight, size: size}), size)
				})
			}
		}
	}
}

// bottomOf is where an object of the window ends.
func bottomOf(o fyne.CanvasObject) float32 {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y + o.Size().Height
}

// In a low window the field that has the focus is never out of sight, on a page and on
// a card, and neither is it after the window was made smaller.
func TestTheFocusScrollsIntoView(t *testing.T) {
	for _, open := range []func(*testing.T, setting) *rig{onPage("menu.staff", fyne.KeyF2), firstStart} {
		r := open(t, setting{lang: words.ID, look: ui.LookLight})
		r.app.env.Resize(smallest)
		fits(t, r, smallest)
		m := r.app.env.Measures
		if !m.Tight() {
			t.Fatal("the smallest window has the usual measures")
		}
		seen := map[fyne.Focusable]bool{}
		for range 5 {
			f := r.app.env.Focused()
			seen[f] = true
			top := fyne.CurrentApp().Driver().AbsolutePositionForObject(f.(fyne.CanvasObject)).Y
			if bottom := bottomOf(f.(fyne.CanvasObject)); top < m.Header || bottom > smallest.Height-m.Page-m.Button {
				t.Errorf("field %d lies from %v to %v", len(seen), top, bottom)
			}
			r.app.env.MoveFocus(1)
		}
		if len(seen) < 3 {
			t.Errorf("only %d fields had the focus", len(seen))
		}
	}
}

// PgDn shows what does not fit of a card, and PgUp leads back; the buttons stay where
// they are, and Enter confirms meanwhile as ever.
func TestACardScrollsByKeys(t *testing.T) {
	r := moreScenes()[0].make(t, setting{lang: words.ID, look: ui.LookLight, size: smallest})
	last := r.app.env.Words.Warning(siak.Warnings()[len(siak.Warnings())-1])
	where := func() (at float32) {
		r.look(func(o fyne.CanvasObject) {
			if p, is := o.(*ui.Paragraph); is && p.Text() == last {
				at = bottomOf(p)
			}
		})
		return at
	}
	foot := smallest.Height - r.app.env.Status - r.app.env.Button
	first := where()
	if first < foot {
		t.Fatal("there is nothing to scroll to")
	}
	r.press(fyne.KeyPageDown, fyne.KeyPageDown, fyne.KeyPageDown)
	if at := where(); at > foot {
		t.Errorf("the last note ends at %v, the buttons begin at %v", at, foot)
	}
	r.press(fyne.KeyPageUp, fyne.KeyPageUp, fyne.KeyPageUp)
	if at := where(); at != first {
		t.Errorf("back at %v, not %v", at, first)
	}
}
