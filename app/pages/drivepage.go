package pages

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// Drives is what a session can do with files that go by hand, on a USB drive. A
// session that is one has the page for it.
type Drives interface {
	// LookForFiles looks for places and files; what waits is said too.
	LookForFiles(ctx context.Context) (DriveContents, error)
	// SaveOutbox writes what waits to a file in a folder; nothing counts as sent.
	SaveOutbox(ctx context.Context, dir string) (SavedOutbox, error)
	// TakeFile takes a file of the registry in. percent is told how much of it is
	// done, from another goroutine.
	TakeFile(ctx context.Context, path string, percent func(int)) (TakenFile, error)
}

// DriveContents is what there is to choose from.
type DriveContents struct {
	Waiting int // activations that the registry has not acknowledged
	Places  []Place
	Files   []DriveFile // newest first
}

// Place is a folder that a file can go to.
type Place struct {
	Dir       string
	Name      string // of the drive
	Removable bool   // else the user's own folder
}

// DriveFile is a file that was found.
type DriveFile struct {
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

// DrivePage is the page for files by hand: where the outbox can go, and what can
// be taken in. Arrows choose, Enter does it; a file that is dropped on the window
// is taken in as well.
type DrivePage struct {
	chosenLine
	page
	drives Drives
	there  *DriveContents // nil until it was looked at
	cursor int            // the places, then the files
	cancel context.CancelFunc
	done   int // percent, while a file is taken in
	shares *ui.Latest[int]
	saved  *SavedOutbox
	taken  *TakenFile
	doing  words.Deed
	failed siak.Kind
	over   bool // the officer broke it off
}

// NewDrivePage looks for drives and files.
func NewDrivePage(env *Env, frame Frame, drives Drives) *DrivePage {
	r := &DrivePage{page: page{env, frame}, drives: drives}
	r.shares = ui.NewLatest(env.Thread, func(percent int) {
		if r.cancel != nil {
			r.done = percent
			frame.Refresh(r)
		}
	})
	r.look()
	return r
}

// look finds out what there is.
func (r *DrivePage) look() {
	r.env.Work(func(ctx context.Context) func() {
		there, err := r.drives.LookForFiles(ctx)
		return func() {
			if err != nil {
				r.failed = siak.KindOf(err)
			}
			r.there = &there
			r.cursor = min(r.cursor, max(0, r.choices()-1))
			r.frame.Refresh(r)
		}
	})
}

// choices is how many lines there are to choose from.
func (r *DrivePage) choices() int {
	if r.there == nil {
		return 0
	}
	return len(r.there.Places) + len(r.there.Files)
}

// Key implements [ui.Screen]: the arrows move, Enter does what the line stands for,
// F2 looks for drives again and Esc leaves. While files are read or written Esc
// breaks that off, and nothing else counts.
func (r *DrivePage) Key(name fyne.KeyName) {
	switch {
	case r.cancel != nil:
		if name == fyne.KeyEscape {
			r.breakOff()
		}
		return
	case name == fyne.KeyEscape:
		r.frame.Leave()
		return
	case name == fyne.KeyUp:
		r.cursor = max(0, r.cursor-1)
	case name == fyne.KeyDown:
		r.cursor = max(0, min(r.choices()-1, r.cursor+1))
	case name == fyne.KeyF2:
		r.look()
		return
	case ui.IsEnter(name):
		r.do(r.cursor)
		return
	}
	r.frame.Refresh(r)
}

// breakOff cancels what is under way.
func (r *DrivePage) breakOff() {
	if r.cancel != nil {
		r.over = true
		r.cancel()
	}
}

// do is what a line stands for.
func (r *DrivePage) do(i int) {
	if r.cancel != nil || i >= r.choices() {
		return
	}
	r.cursor = i
	if places := len(r.there.Places); i >= places {
		r.Take(r.there.Files[i-places].Path)
		return
	}
	dir := r.there.Places[i].Dir
	r.run(words.DeedExportOutbox, func(ctx context.Context) (func(), error) {
		saved, err := r.drives.SaveOutbox(ctx, dir)
		return func() { r.saved = &saved }, err
	})
}

// Take takes a file in.
func (r *DrivePage) Take(path string) {
	if r.cancel != nil {
		return
	}
	r.run(words.DeedImportFile, func(ctx context.Context) (func(), error) {
		taken, err := r.drives.TakeFile(ctx, path, r.shares.Put)
		return func() { r.taken = &taken }, err
	})
}

// run does something that takes time and can be broken off.
func (r *DrivePage) run(deed words.Deed, do func(ctx context.Context) (then func(), err error)) {
	ctx, cancel := context.WithCancel(r.env.Ctx)
	r.cancel, r.done, r.over = cancel, 0, false
	r.saved, r.taken, r.failed, r.doing = nil, nil, "", deed
	r.frame.Refresh(r)
	r.env.Work(func(context.Context) func() {
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
			r.frame.Refresh(r)
		}
	})
}
