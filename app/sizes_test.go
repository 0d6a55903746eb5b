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
		{"1366x768-125", common, 1.25}, {"1366x768-150", common, 1.5}, {"1920x1080-200", wide, 2},
		{"1280x720-100", low, 1}, {"1280x720-125", low, 1.25}, {"1280x720-150", low, 1.5},
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
			compare(t, fmt.Sprintf("%s-%s", a.name, sc.name), sc, setting{lang: "id", look: ui.LookLight, size: a.size()})
		}
	}
}

// Everything fits into every work area: what does not is scrolled to, and neither the
// buttons nor the verdict ever are. The smallest area is looked at in both languages.
func TestEverythingFitsWorkAreas(t *testing.T) {
	all := slices.Concat(someScenes(), pageScenes(), moreScenes(), morePageScenes(), searchScenes(), heldScenes())
	for _, a := range workAreas() {
		for _, lang := range words.Langs() {
			if lang != "id" && a.name != "1280x720-150" {
				continue
			}
			for _, sc := range all {
				t.Run(fmt.Sprintf("%s %s %s", a.name, lang, sc.name), func(t *testing.T) {
					fits(t, sc.make(t, setting{lang: lang, look: ui.LookLight, size: a.size()}), a.size())
				})
			}
		}
	}
}
