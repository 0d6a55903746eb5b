package ui

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"ikd/station/assets"
	"ikd/station/siak"
)

// Host is what a widget needs of the window that it stands in.
type Host interface {
	// Key is a key that a widget with the focus leaves to the window.
	Key(name fyne.KeyName)
	// Pressed and Released tell of each key that goes down and comes up in a widget
	// with the focus; in is nil where that is no field.
	Pressed(e *fyne.KeyEvent, in *Field)
	Released(e *fyne.KeyEvent)
	// Typed tells of each character; true where the field must not take it.
	Typed(r rune, in *Field) bool
	// Ended, Foreign and CapsLock are those of [Typist].
	Ended() bool
	Foreign() bool
	CapsLock() string
	// Focus gives a widget the focus.
	Focus(f fyne.Focusable)
	// Reveal brings an object into view that may lie in a part which is scrolled.
	Reveal(o fyne.CanvasObject)
}

// Style makes widgets that have the same colours and belong to the same window.
// A widget that outlives a change of colours reads Palette anew when it is drawn.
type Style struct {
	Palette *Palette
	*Measures
	host Host
}

// NewStyle is the style of a window's widgets, with the measures of the usual size.
func NewStyle(p *Palette, host Host) *Style {
	return &Style{Palette: p, Measures: usualMeasures, host: host}
}

// KeyButton is a button that shows the key which does the same as pressing it.
// The primary one is the one main action of a screen.
func (s *Style) KeyButton(key, text string, primary bool, tap func()) fyne.CanvasObject {
	p := s.Palette
	fg, hover := p.Text, p.Subtle
	back := Rounded(color.Transparent)
	back.StrokeColor, back.StrokeWidth = p.Line, p.Edge
	if primary {
		fg, hover = p.OnAccent, color.NRGBA{}
		back = Rounded(p.Accent)
	}
	face := NewRow(Gap12, Keycap(key, fg), Bold(text, SizeText, fg))
	inner := NewPressable(Pad(Gap16, 0, face), hover, tap)
	return Sized(0, s.Button, NewStack(back, inner))
}

// OverlayButton is a button over the live picture.
func (s *Style) OverlayButton(key, text string, tap func()) fyne.CanvasObject {
	c := s.Palette.OnVideo
	back := Rounded(color.Transparent)
	back.StrokeColor, back.StrokeWidth = c, 1
	face := NewRow(Gap12, Keycap(key, c), Bold(text, SizeText, c))
	return Sized(0, s.Button, NewStack(back, NewPressable(Pad(Gap16, 0, face), color.Transparent, tap)))
}

// StatusItem is a word of the status line with an icon in the colour of its
// meaning. Pressing it opens what it names. In a [NewSharing] row that is too narrow
// it is shortened.
func (s *Style) StatusItem(name assets.IconName, t siak.Tone, text string, open func()) fyne.CanvasObject {
	face, width := s.marked(name, t, text)
	return newAtMost(width+2*Gap8, Sized(0, s.Status-Gap8, NewPressable(Pad(Gap8, 0, face), s.Palette.Page, open)))
}

// Count is a number in words with the icon of its meaning. In a [NewSharing] row that
// is too narrow it is shortened.
func (s *Style) Count(name assets.IconName, t siak.Tone, text string) fyne.CanvasObject {
	face, width := s.marked(name, t, text)
	return newAtMost(width, face)
}

// marked is a text behind the icon of its meaning, with the width that it would like.
func (s *Style) marked(name assets.IconName, t siak.Tone, text string) (fyne.CanvasObject, float32) {
	line := NewTruncated(text, SizeSmall, s.Palette.Text)
	return NewRow(Gap8, Icon(name, 16, s.Palette.Tone(t).Mark), line), 16 + Gap8 + whole(line.wish().Width)
}

// Notice is a sentence with an icon in the colour of its meaning.
func (s *Style) Notice(name assets.IconName, t siak.Tone, text string) fyne.CanvasObject {
	return NewRow(Gap12, Icon(name, 20, s.Palette.Tone(t).Mark), NewParagraph(text, SizeText, s.Palette.Text))
}

// Band is a verdict: its colour, its icon and its word.
func (s *Style) Band(t siak.Tone, shape assets.IconName, title string) fyne.CanvasObject {
	c := s.Palette.Tone(t)
	line := NewRow(Gap16, Icon(shape, 32, c.OnBand), NewBoldParagraph(title, SizeBand, c.OnBand))
	return NewStack(Rect(c.Band), Pad(s.Page, s.Measures.Band, line))
}

// Mistake is the sentence under a field that says what is wrong with it.
func (s *Style) Mistake(text string) fyne.CanvasObject {
	mark := s.Palette.Tone(siak.ToneRefused).Mark
	return NewRow(Gap8, Icon(assets.IconStop, 16, mark), NewParagraph(text, SizeSmall, mark))
}

// Input is a field under its name; under it what is wrong, or else the rule.
// Either may be "".
func (s *Style) Input(name string, f fyne.CanvasObject, mistake, rule string) fyne.CanvasObject {
	p := s.Palette
	parts := []fyne.CanvasObject{Label(name, SizeSmall, p.Muted), f}
	switch {
	case mistake != "":
		parts = append(parts, s.Mistake(mistake))
	case rule != "":
		parts = append(parts, NewParagraph(rule, SizeSmall, p.Muted))
	}
	return NewColumn(Gap4, parts...)
}

// Points is a heading over a few sentences, each with the same icon.
func (s *Style) Points(head string, name assets.IconName, t siak.Tone, texts []string) fyne.CanvasObject {
	parts := []fyne.CanvasObject{Bold(head, SizeText, s.Palette.Text)}
	for _, text := range texts {
		parts = append(parts, s.Notice(name, t, text))
	}
	return NewColumn(Gap8, parts...)
}

// Result is one thing that came of an operation; file is the path of the file
// that holds it, "" for none.
func (s *Style) Result(name assets.IconName, t siak.Tone, text, file string) fyne.CanvasObject {
	p := s.Palette
	parts := []fyne.CanvasObject{NewParagraph(text, SizeText, p.Text)}
	if file != "" {
		parts = append(parts, NewParagraph(BreakablePath(file), SizeSmall, p.Muted))
	}
	mark := NewColumn(0, Icon(name, 24, p.Tone(t).Mark), NewSpacer())
	return NewRow(Gap16, mark, Grow(NewColumn(Gap4, parts...)))
}

// Failure is a sentence about an operation that has failed.
func (s *Style) Failure(text string) fyne.CanvasObject {
	mark := Icon(assets.IconStop, 24, s.Palette.Tone(siak.ToneRefused).Mark)
	return NewRow(Gap16, mark, NewParagraph(text, SizeText, s.Palette.Text))
}

// Steps lists the steps of an operation, of which the last is under way.
func (s *Style) Steps(texts []string) fyne.CanvasObject {
	p := s.Palette
	var lines []fyne.CanvasObject
	for i, text := range texts {
		shape, tone, c := assets.IconCheck, siak.ToneVerified, p.Muted
		if i == len(texts)-1 {
			shape, tone, c = assets.IconClock, siak.ToneWaiting, p.Text
		}
		lines = append(lines, NewRow(Gap12, Icon(shape, 20, p.Tone(tone).Mark), Label(text, SizeText, c)))
	}
	return NewColumn(Gap12, lines...)
}

// Card is a card in the middle of the window, under the header. Where the window is
// lower than the card, the parts scroll; foot, what leads on from here, stays.
func (s *Style) Card(header fyne.CanvasObject, parts []fyne.CanvasObject, foot ...fyne.CanvasObject) fyne.CanvasObject {
	all := append([]fyne.CanvasObject{s.NewScroll(NewColumn(s.CardGap, parts...))}, foot...)
	card := NewStack(Rounded(s.Palette.Surface), Pad(s.Measures.Card, s.Measures.Card, NewColumn(s.CardGap, all...)))
	return NewColumn(0, Sized(0, s.Header, header), Grow(container.New(centered{s.Page}, card)))
}

// CardHead is the program's picture beside a title and a sentence.
func (s *Style) CardHead(title, text string) fyne.CanvasObject {
	return NewRow(Gap16, s.AppPicture(), Grow(NewColumn(0,
		Bold(title, s.Name, s.Palette.Text), NewParagraph(text, SizeText, s.Palette.Muted))))
}

// Rule is a thin line at half height.
func (s *Style) Rule() fyne.CanvasObject { return Sized(0, 1, Rect(s.Palette.Line)) }

// Chevron is the mark of what opens a panel.
func (s *Style) Chevron() fyne.CanvasObject { return Icon(assets.IconChevron, 16, s.Palette.Muted) }

// appPicture is decoded once: a card is built anew at every change. A picture that
// cannot be decoded is a mistake of the program, which every test finds.
var appPicture = sync.OnceValue(func() image.Image {
	img, err := png.Decode(bytes.NewReader(assets.AppIcon.StaticContent))
	if err != nil {
		panic(err)
	}
	return img
})

// AppPicture is the program's picture.
func (s *Style) AppPicture() fyne.CanvasObject {
	mark := canvas.NewImageFromImage(appPicture())
	mark.FillMode = canvas.ImageFillContain
	return Sized(s.Picture, s.Picture, mark)
}

// centered puts a card of the usual width in the middle, margin away from head and
// foot at least.
type centered struct{ margin float32 }

// Layout implements [fyne.Layout].
func (l centered) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		h := min(heightFor(o, CardWidth), size.Height-2*l.margin)
		o.Move(fyne.NewPos(floor((size.Width-CardWidth)/2), floor(max(0, (size.Height-h)/2))))
		o.Resize(fyne.NewSize(CardWidth, h))
	}
}

// MinSize implements [fyne.Layout].
func (centered) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
