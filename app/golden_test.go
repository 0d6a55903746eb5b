package app

import (
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"ikd/station/app/desk"
	"ikd/station/app/ui"
	"ikd/station/scanner"
	"ikd/station/siak"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

// scene is a screen worth looking at.
type scene struct {
	name string
	make func(t *testing.T, s setting) *rig
}

func at(state func() desk.State) func(*testing.T, setting) *rig {
	return func(t *testing.T, s setting) *rig { return newRig(t, s).work(state()) }
}

func judgedAs(o siak.Outcome, ws ...siak.Warning) func() desk.State {
	return func() desk.State { return judgedState(o, ws...) }
}

func savedAs(st siak.State) func() desk.State { return func() desk.State { return savedState(st) } }

// oldDataState: the copy of the register is so old that a supervisor has to allow it.
func oldDataState() desk.State {
	s := judgedState(siak.EligibleWithWarnings)
	card := *s.Card
	card.CanConfirm, card.NeedsSupervisor = false, true
	s.Card = &card
	s.Status.Data.SyncedAt, s.Status.DataOld = noon.AddDate(0, 0, -9), true
	return s
}

// someScenes are those of the golden pictures.
func someScenes() []scene {
	return []scene{
		{"waiting", at(baseState)},
		{"eligible", at(judgedAs(siak.Eligible))},
		{"warnings", at(judgedAs(siak.EligibleWithWarnings, siak.WarnNIKRegion, siak.WarnFacePending))},
		{"refused", at(judgedAs(siak.ActiveOnAnotherPhone))},
		{"under-age", at(underAgeState)},
		{"saved", at(savedAs(siak.Queued))},
		{"accepted", at(savedAs(siak.Accepted))},
		{"offline", at(offlineState)},
		{"old-data", at(oldDataState)},
		{"other-code", at(otherCode)},
		{"first-start", firstStart},
		{"start", startScene},
		{"training", trainingPanel},
		{"list", openList},
		{"held", heldList},
	}
}

func otherCode() desk.State {
	s := judgedState(siak.Eligible)
	s.Other = true
	return s
}

func firstStart(t *testing.T, s setting) *rig {
	r := newRig(t, s)
	r.backend.training = true
	r.app.sessions.welcome()
	return r
}

func trainingPanel(t *testing.T, s setting) *rig {
	r := newRig(t, s)
	r.backend.session.train = &fakeTraining{mails: []Mail{
		{Registration: "a", To: "s•••@contoh.id", Code: "482 913"},
		{Registration: "b", To: "b•••@contoh.id", Code: "118 204", Used: true},
	}}
	state := judgedState(siak.NotRecorded)
	state.Status.Training = true
	r.work(state)
	r.press(fyne.KeyF4)
	return r
}

func openList(t *testing.T, s setting) *rig {
	r := newRig(t, s).work(baseState())
	r.backend.session.rows = someRows()
	r.press(fyne.KeyF3)
	return r
}

// moreScenes are looked at only for what does not fit.
func moreScenes() []scene {
	scenes := []scene{
		{"all warnings", at(judgedAs(siak.EligibleWithWarnings, siak.Warnings()...))},
		{"long name", at(func() desk.State {
			s := judgedState(siak.EligibleWithWarnings, siak.Warnings()[:3]...)
			s.Card.Name = "Raden Ajeng Kusumaningtyas Widyaningrum Prameswari Hadiningrat"
			s.Next, s.Other = true, true
			return s
		})},
		{"rejected", at(func() desk.State {
			s := savedState(siak.Rejected)
			s.Card.Activation.Reason = siak.ReasonAlreadyPending
			return s
		})},
		{"first sync", at(func() desk.State {
			s := baseState()
			s.Status.Data = siak.Freshness{}
			s.Status.Syncing, s.Status.SyncDone, s.Status.SyncOf = true, 1200, 5000
			return s
		})},
		{"clock", at(func() desk.State {
			s := codeState(siak.NotYetValid)
			s.Card.ClockOff = 9 * 60 * 1e9
			s.Status.ClockOffset, s.Status.ClockOffsetMatters = s.Card.ClockOff, true
			return s
		})},
		{"replayed", at(func() desk.State {
			s := codeState(siak.Replayed)
			s.Card.Activation = &someRows()[1]
			return s
		})},
		{"disk full", at(func() desk.State {
			s := judgedState(siak.Eligible)
			s.Phase, s.Trouble, s.Status.StorageFault = desk.Failed, siak.KindDiskFull, siak.KindDiskFull
			return s
		})},
		{"camera lost", at(func() desk.State {
			s := baseState()
			s.Status.CameraLive, s.Status.CameraFault = false, string(scanner.FaultLost)
			return s
		})},
		{"sign-in, training", func(t *testing.T, s setting) *rig {
			r, b := switchingRig(t, s, "Petugas Latihan", "Agus Setiawan", "Ratna Dewi", "Siti Rahma")
			b.training = true
			r.app.sessions.welcomeWith(siak.KindBusy)
			return r
		}},
		{"sign-in", func(t *testing.T, s setting) *rig {
			r := newRig(t, s)
			r.backend.officers, r.backend.training = []string{"Petugas Latihan", "Ratna Dewi"}, true
			r.app.sessions.welcome()
			r.app.env.Screen().(*signInPage).refused(siak.KindWrongPassphrase)
			return r
		}},
	}
	for _, o := range siak.Outcomes() {
		scenes = append(scenes, scene{string(o), at(judgedAs(o))})
	}
	for _, key := range []fyne.KeyName{fyne.KeyF1, fyne.KeyF5, fyne.KeyF10} {
		scenes = append(scenes, scene{"panel " + string(key), func(t *testing.T, s setting) *rig {
			r := newRig(t, s).work(baseState())
			r.backend.session.cameras = []Camera{{ID: "a", Name: "HD Webcam", Current: true}, {ID: "b", Name: "USB 2.0 Camera"}}
			r.press(key)
			return r
		}})
	}
	return scenes
}

func TestGoldenPictures(t *testing.T) {
	settings := []setting{
		{lang: "id", look: ui.LookLight}, {lang: "en", look: ui.LookDark},
	}
	for _, sc := range append(someScenes(), pageScenes()...) {
		for _, s := range settings {
			compare(t, fmt.Sprintf("%s-%s-%s", sc.name, s.lang, s.look), sc, s)
		}
	}
	compare(t, "warnings-id-contrast", someScenes()[2], setting{lang: "id", look: ui.LookContrast})
	compare(t, "staff-id-contrast", pageScenes()[1], setting{lang: "id", look: ui.LookContrast})
	compare(t, "warnings-id-small", someScenes()[2], setting{lang: "id", look: ui.LookLight, size: fyne.NewSize(1024, 700)})
}

// compare compares a scene with its picture and returns it.
func compare(t *testing.T, name string, sc scene, s setting) *rig {
	t.Helper()
	r := sc.make(t, s)
	t.Run(name, func(t *testing.T) {
		got := r.app.env.Canvas().Capture()
		path := filepath.Join("testdata", name+".png")
		if *update {
			write(t, path, got)
			return
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		want, err := png.Decode(f)
		if err != nil {
			t.Fatal(err)
		}
		if share := difference(got, want); share > 0.002 {
			failed := filepath.Join(t.ArtifactDir(), name+".png")
			write(t, failed, got)
			t.Errorf("%.2f %% of the picture differ (go test -update writes the pictures anew; -artifacts keeps this one)", 100*share)
		}
	})
	return r
}

func write(t *testing.T, path string, img image.Image) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(f, coarse(img)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// coarse brings a picture down to few colours, so that its file is small; the
// comparison forgives what is lost.
func coarse(img image.Image) image.Image {
	b := img.Bounds()
	colours := color.Palette{}
	index := map[color.RGBA]uint8{}
	out := image.NewPaletted(b, nil)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, bl, _ := img.At(x, y).RGBA()
			c := color.RGBA{step(r), step(g), step(bl), 0xff}
			i, known := index[c]
			if !known {
				if len(colours) == 256 {
					return img
				}
				i = uint8(len(colours))
				index[c], colours = i, append(colours, c)
			}
			out.SetColorIndex(x, y, i)
		}
	}
	out.Palette = colours
	return out
}

// step rounds to a multiple of 17, of which 255 is one.
func step(v uint32) uint8 { return uint8((v>>8+8)/17) * 17 }

// difference is the share of the pixels that an eye would see differ.
func difference(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	n := 0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			const visible = 24 << 8
			if apart(r1, r2) > visible || apart(g1, g2) > visible || apart(b1, b2) > visible {
				n++
			}
		}
	}
	return float64(n) / float64(a.Bounds().Dx()*a.Bounds().Dy())
}

func apart(a, b uint32) uint32 { return max(a, b) - min(a, b) }

// No text may be cut, cover another or leave its half.
func TestEverythingFits(t *testing.T) {
	sizes := []fyne.Size{usual, fyne.NewSize(1024, 700)}
	for _, size := range sizes {
		scenes := append(someScenes(), pageScenes()...)
		if size != usual { // the smaller one is where it gets tight
			scenes = slices.Concat(scenes, moreScenes(), morePageScenes(), searchScenes(), heldScenes())
		}
		for _, lang := range []setting{{lang: "id", look: ui.LookLight}, {lang: "en", look: ui.LookLight}} {
			for _, sc := range scenes {
				t.Run(fmt.Sprintf("%s %s %v", sc.name, lang.lang, size.Width), func(t *testing.T) {
					lang.size = size
					r := sc.make(t, lang)
					fits(t, r, size)
				})
			}
		}
	}
}

// fits looks at every text of a window of a size. What lies in a panel may cover what
// lies under it.
func fits(t *testing.T, r *rig, size fyne.Size) {
	t.Helper()
	root := r.app.env.Content().(*fyne.Container).Objects[0].(*fyne.Container)
	texts := 0
	for _, layer := range root.Objects {
		f := fitting{t: t}
		f.walk(layer, fyne.Position{}, area{max: size})
		texts += f.texts
	}
	if texts < 4 {
		t.Errorf("only %d texts found", texts)
	}
}

// area is a rectangle of the window in which its children must stay.
type area struct {
	min fyne.Position
	max fyne.Size
}

// cut is the part of a box that lies in the area too: what is outside of a
// parent is outside of the screen's order.
func (a area) cut(pos fyne.Position, size fyne.Size) area {
	return area{
		min: fyne.NewPos(max(a.min.X, pos.X), max(a.min.Y, pos.Y)),
		max: fyne.NewSize(min(a.max.Width, pos.X+size.Width), min(a.max.Height, pos.Y+size.Height)),
	}
}

type fitting struct {
	t     *testing.T
	texts int
	seen  []placed
}

func (f *fitting) walk(o fyne.CanvasObject, parent fyne.Position, in area) {
	if !o.Visible() {
		return
	}
	pos := parent.Add(o.Position())
	switch o := o.(type) {
	case *canvas.Text:
		f.text(o, pos, in)
	case *fyne.Container:
		if o.Size().Width > 0 && o.Size().Height > 0 {
			in = in.cut(pos, o.Size())
		}
		for _, child := range o.Objects {
			f.walk(child, pos, in)
		}
	case *ui.Field: // the toolkit's own
	case *container.Scroll:
		f.scrolled(o, pos, in)
	case fyne.Widget:
		for _, child := range rendered(o) {
			f.walk(child, pos, in)
		}
	}
}

// scrolled is what is shown in part: the part must be worth looking at, and all of it
// must fit into what can be scrolled to.
func (f *fitting) scrolled(o *container.Scroll, pos fyne.Position, in area) {
	const least = 44 // a field, or two lines of text
	whole := o.Content.Size()
	if whole.Height > o.Size().Height+1 && o.Size().Height < least {
		f.t.Errorf("only %v of %v are shown of what is scrolled", o.Size(), whole)
	}
	if pos.Y+o.Size().Height > in.max.Height+5 {
		f.t.Errorf("what is scrolled (%v at %v) leaves its box %v to %v", o.Size(), pos, in.min, in.max)
	}
	seen := f.seen
	f.seen = nil
	box := in.cut(pos, o.Size())
	box.min.Y, box.max.Height = pos.Y+o.Content.Position().Y, pos.Y+o.Content.Position().Y+whole.Height
	f.walk(o.Content, pos, box)
	f.seen = seen
}

// apart is one text and where it is: none may cover another.
func (f *fitting) apart(o *canvas.Text, pos fyne.Position, size fyne.Size) {
	for _, s := range f.seen {
		w := min(pos.X+size.Width, s.pos.X+s.size.Width) - max(pos.X, s.pos.X)
		h := min(pos.Y+size.Height, s.pos.Y+s.size.Height) - max(pos.Y, s.pos.Y)
		if w > 2 && h > 6 { // lines of one paragraph are closer than their boxes
			f.t.Errorf("%q covers %q", o.Text, s.text)
		}
	}
	f.seen = append(f.seen, placed{o.Text, pos, size})
}

// placed is a text that was found.
type placed struct {
	text string
	pos  fyne.Position
	size fyne.Size
}

// text must lie within the box that its container was given.
func (f *fitting) text(o *canvas.Text, pos fyne.Position, in area) {
	if o.Text == "" {
		return
	}
	f.texts++
	if o.Text == "…" {
		f.t.Errorf("nothing is left of a text at %v", pos)
	}
	const slack = 1.5
	size := o.MinSize()
	if o.Alignment == fyne.TextAlignCenter {
		pos.X += (o.Size().Width - size.Width) / 2
	}
	if pos.X+size.Width > in.max.Width+slack || pos.Y+size.Height > in.max.Height+slack ||
		pos.X < in.min.X-slack || pos.Y < in.min.Y-slack {
		f.t.Errorf("%q (%v at %v) leaves its box %v to %v", o.Text, size, pos, in.min, in.max)
	}
	f.apart(o, pos, size)
}
