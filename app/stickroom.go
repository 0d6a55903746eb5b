package app

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"ikd/station/siak"
)

// Sticks is what a session can do with files that go by hand. A [Session] that
// is one has the room for it.
type Sticks interface {
	// Stick looks for places and files; what waits is said too.
	Stick(ctx context.Context) (Stick, error)
	// SaveOutbox writes what waits to a file in a folder; nothing counts as sent.
	SaveOutbox(ctx context.Context, dir string) (SavedOutbox, error)
	// TakeFile takes a file of the registry in. percent is told how much of it is
	// done, from another goroutine.
	TakeFile(ctx context.Context, path string, percent func(int)) (TakenFile, error)
}

// Stick is what there is to choose from.
type Stick struct {
	Waiting int // activations that the registry has not acknowledged
	Places  []Place
	Files   []StickFile // newest first
}

// Place is a folder that a file can go to.
type Place struct {
	Dir   string
	Name  string // of the stick
	Stick bool   // else the user's own folder
}

// StickFile is a file that was found.
type StickFile struct {
	Path, Name string
	At         time.Time
}

// SavedOutbox is what was written.
type SavedOutbox struct {
	Path        string
	Activations int
}

// TakenFile is what was taken in.
type TakenFile struct {
	Area    bool // else receipts
	New     bool
	People  int // area
	Changed int // receipts
	Made    time.Time
}

// stickRoom is the room for files by hand: where the outbox can go, and what can
// be taken in. Arrows choose, Enter does it; a file that is dropped on the window
// is taken in as well.
type stickRoom struct {
	c      *counter
	sticks Sticks
	there  *Stick // nil until it was looked at
	cursor int    // the places, then the files
	cancel context.CancelFunc
	done   int // percent, while a file is taken in
	shares *newest[int]
	saved  *SavedOutbox
	taken  *TakenFile
	failed siak.Kind
	over   bool // the officer broke it off
}

func newStickRoom(c *counter, sticks Sticks) *stickRoom {
	r := &stickRoom{c: c, sticks: sticks}
	r.shares = &newest[int]{post: c.a.post, show: func(percent int) {
		if r.cancel != nil {
			r.done = percent
			c.again(r)
		}
	}}
	r.look()
	return r
}

func (r *stickRoom) focus() fyne.Focusable { return nil }

// look finds out what there is.
func (r *stickRoom) look() {
	r.c.a.gui.work(r.c.a.ctx, func(ctx context.Context) func() {
		there, err := r.sticks.Stick(ctx)
		return func() {
			if err != nil {
				r.failed = siak.KindOf(err)
			}
			r.there = &there
			r.cursor = min(r.cursor, max(0, r.choices()-1))
			r.c.again(r)
		}
	})
}

// choices is how many lines there are to choose from.
func (r *stickRoom) choices() int {
	if r.there == nil {
		return 0
	}
	return len(r.there.Places) + len(r.there.Files)
}

func (r *stickRoom) key(name fyne.KeyName) {
	switch {
	case r.cancel != nil:
		if name == fyne.KeyEscape {
			r.breakOff()
		}
		return
	case name == fyne.KeyEscape:
		r.c.leave()
		return
	case name == fyne.KeyUp:
		r.cursor = max(0, r.cursor-1)
	case name == fyne.KeyDown:
		r.cursor = max(0, min(r.choices()-1, r.cursor+1))
	case name == fyne.KeyF2:
		r.look()
		return
	case isEnter(name):
		r.do(r.cursor)
		return
	}
	r.c.again(r)
}

// breakOff cancels what is under way.
func (r *stickRoom) breakOff() {
	if r.cancel != nil {
		r.over = true
		r.cancel()
	}
}

// do is what a line stands for.
func (r *stickRoom) do(i int) {
	if r.cancel != nil || i >= r.choices() {
		return
	}
	r.cursor = i
	if places := len(r.there.Places); i >= places {
		r.take(r.there.Files[i-places].Path)
		return
	}
	dir := r.there.Places[i].Dir
	r.run(func(ctx context.Context) (func(), error) {
		saved, err := r.sticks.SaveOutbox(ctx, dir)
		return func() { r.saved = &saved }, err
	})
}

// take takes a file in.
func (r *stickRoom) take(path string) {
	if r.cancel != nil {
		return
	}
	r.run(func(ctx context.Context) (func(), error) {
		taken, err := r.sticks.TakeFile(ctx, path, r.shares.put)
		return func() { r.taken = &taken }, err
	})
}

// run does something that takes time and can be broken off.
func (r *stickRoom) run(do func(ctx context.Context) (then func(), err error)) {
	ctx, cancel := context.WithCancel(r.c.a.ctx)
	r.cancel, r.done, r.over = cancel, 0, false
	r.saved, r.taken, r.failed = nil, nil, ""
	r.c.again(r)
	r.c.a.gui.work(r.c.a.ctx, func(context.Context) func() {
		then, err := do(ctx)
		return func() {
			cancel()
			r.cancel = nil
			switch {
			case err == nil:
				r.over = false
				then()
			case !r.over:
				r.failed = siak.KindOf(err)
			}
			r.look()
			r.c.again(r)
		}
	})
}

// dropped takes in a file that was dropped on the window, wherever the officer
// is: the room opens by itself.
func (a *App) dropped(_ fyne.Position, files []fyne.URI) {
	sticks, can := a.session.(Sticks)
	if !can || a.locked || a.screen != screen(a.counter) || len(files) == 0 || files[0].Scheme() != storage.NewFileURI("").Scheme() {
		return
	}
	room, open := a.counter.room.(*stickRoom)
	if !open {
		if a.counter.room != nil {
			return // what is half typed there is not thrown away
		}
		room = newStickRoom(a.counter, sticks)
		a.counter.enter(room)
	}
	room.take(files[0].Path())
}
