package pages

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ikd/station/app/desk"
	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// fakeFrame holds one page, until it is left.
type fakeFrame struct{ page ui.Screen }

func (f *fakeFrame) Enter(page ui.Screen)       { f.page = page }
func (f *fakeFrame) Leave()                     { f.page = nil }
func (f *fakeFrame) Refresh(ui.Screen)          {}
func (f *fakeFrame) IsOpen(page ui.Screen) bool { return f.page == page }
func (f *fakeFrame) Rows(float32) int           { return 10 }
func (f *fakeFrame) Zone() *time.Location       { return siak.WIB }

// fakeOwner wants nothing of the window.
type fakeOwner struct{}

func (fakeOwner) Title() string               { return "" }
func (fakeOwner) Active()                     {}
func (fakeOwner) Intercept(fyne.KeyName) bool { return false }
func (fakeOwner) Shortcut(fyne.KeyName) bool  { return false }
func (fakeOwner) Typed(rune)                  {}

// newEnv is a window on the test driver with nothing of the program around it.
func newEnv(t *testing.T) *Env {
	t.Helper()
	thread := ui.NewThread()
	thread.Post = func(f func()) { f() }
	thread.Spawn = thread.Post
	w := ui.NewWindow(test.NewApp(), thread, fakeOwner{}, ui.LookLight)
	t.Cleanup(w.Close)
	return &Env{Window: w, Ctx: t.Context(), Words: words.For(words.ID), Now: time.Now}
}

// searcher finds somebody, having been left meanwhile.
type searcher struct {
	page  *SearchPage
	leave bool
}

func (s *searcher) Search(context.Context, desk.Query) (desk.Found, error) {
	if s.leave {
		s.page.Key(fyne.KeyF2)
	}
	return desk.Found{People: []desk.Person{{Name: "Siti Rahmawati"}}}, nil
}

// What was typed and found goes with the page, and an answer that comes after it
// is dropped.
func TestASearchThatWasLeftKeepsNothing(t *testing.T) {
	for _, leave := range []bool{false, true} {
		frame, s := &fakeFrame{}, &searcher{leave: leave}
		s.page = NewSearchPage(newEnv(t), frame, s, func() bool { return false })
		frame.Enter(s.page)
		s.page.who.SetText("3276065203919012")
		s.page.submit()
		if found := s.page.found != nil; found == leave {
			t.Errorf("left %t: found %t", leave, found)
		}
		if !leave {
			s.page.Key(fyne.KeyEscape)
		}
		if s.page.found != nil || s.page.who.Text != "" || frame.page != nil {
			t.Errorf("left %t: something stays", leave)
		}
	}
}

// A NIK is read as it is typed and pasted, and asks for no birth date.
func TestSearchReadsANIKAsItIsTyped(t *testing.T) {
	for typed, want := range map[string]bool{
		"3276 0657 0392 9001": true, "32.76.06.570392.9001": true, "\u200b3276\u20110657\u00a003929001": true, "'3276065703929001": true,
		"Siti Rahmawati": false, "3276 Siti": false,
	} {
		r := NewSearchPage(newEnv(t), &fakeFrame{}, &searcher{}, func() bool { return false })
		r.who.SetText(typed)
		q, _ := r.query()
		if got := q.NIK.Digits() == "3276065703929001"; got != want || r.needsBirth() == want {
			t.Errorf("%+q: %v", typed, got)
		}
	}
}
