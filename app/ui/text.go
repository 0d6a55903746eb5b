package ui

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"ikd/station/assets"
)

// Label is one line of text that is never cut.
func Label(text string, size float32, c color.Color) *canvas.Text {
	shown, second := legible(text)
	t := canvas.NewText(shown, c)
	t.TextSize = size
	t.TextStyle.Symbol = second // see Theme.Font
	return t
}

// Bold is [Label] in bold.
func Bold(text string, size float32, c color.Color) *canvas.Text {
	t := Label(text, size, c)
	t.TextStyle.Bold = true
	return t
}

// Icon is an icon of a size in one colour.
func Icon(name assets.IconName, size float32, c color.NRGBA) fyne.CanvasObject {
	img := canvas.NewImageFromResource(assets.Icon(name, c))
	img.FillMode = canvas.ImageFillContain
	img.SetMinSize(fyne.NewSquareSize(size))
	return Sized(size, size, img)
}

// Rect is a filled rectangle.
func Rect(c color.Color) *canvas.Rectangle { return canvas.NewRectangle(c) }

// Rounded is a filled rectangle with the corners of cards and buttons.
func Rounded(c color.Color) *canvas.Rectangle {
	r := Rect(c)
	r.CornerRadius = radius
	return r
}

// Paragraph is text that wraps at its width.
type Paragraph struct {
	widget.BaseWidget
	text     string
	size     float32
	bold     bool
	second   bool // the second font is needed
	centered bool // centred
	color    color.Color
}

// NewParagraph is text that wraps at its width.
func NewParagraph(text string, size float32, c color.Color) *Paragraph {
	p := &Paragraph{size: size, color: c}
	p.text, p.second = legible(text)
	p.ExtendBaseWidget(p)
	return p
}

// Text is the text as it is read, whole.
func (p *Paragraph) Text() string { return strings.ReplaceAll(p.text, WordBreak, "") }

// NewBoldParagraph is NewParagraph in bold.
func NewBoldParagraph(text string, size float32, c color.Color) *Paragraph {
	p := NewParagraph(text, size, c)
	p.bold = true
	return p
}

// NewCenteredParagraph is NewParagraph with its lines in the middle.
func NewCenteredParagraph(text string, size float32, c color.Color) *Paragraph {
	p := NewParagraph(text, size, c)
	p.centered = true
	return p
}

func (p *Paragraph) style() fyne.TextStyle { return fyne.TextStyle{Bold: p.bold, Symbol: p.second} }

func (p *Paragraph) lineHeight() float32 {
	if p.second {
		return whole(p.size * 2.15) // signs above and below the letters
	}
	return whole(p.size * 1.4)
}

func (p *Paragraph) heightFor(width float32) float32 {
	return float32(len(p.lines(width))) * p.lineHeight()
}

// lines breaks the text between words. A word that is wider than the line
// stands alone.
func (p *Paragraph) lines(width float32) []string {
	var out []string
	line := ""
	for _, piece := range pieces(p.text) {
		longer := strings.TrimPrefix(line+piece, " ")
		if line != "" && p.width(longer) > width {
			out = append(out, line)
			longer = strings.TrimPrefix(piece, " ")
		}
		line = longer
	}
	return append(out, line)
}

// WordBreak is where a word may be broken without a space.
const WordBreak = "\u200b"

// BreakablePath lets a path be broken behind its folders.
func BreakablePath(path string) string {
	return strings.NewReplacer("/", "/"+WordBreak, "\\", "\\"+WordBreak).Replace(path)
}

// pieces are the parts of a text that a line is not broken in, each with the
// space before it.
func pieces(text string) (all []string) {
	for word := range strings.FieldsSeq(text) {
		space := " "
		for piece := range strings.SplitSeq(word, WordBreak) {
			all = append(all, space+piece)
			space = ""
		}
	}
	return all
}

func (p *Paragraph) width(s string) float32 { return fyne.MeasureText(s, p.size, p.style()).Width }

// CreateRenderer implements [fyne.Widget].
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer { return &paragraphRenderer{paragraph: p} }

type paragraphRenderer struct {
	paragraph *Paragraph
	width     float32
	lines     []fyne.CanvasObject
}

func (r *paragraphRenderer) Layout(size fyne.Size) {
	if r.lines == nil || size.Width != r.width {
		r.width = size.Width
		r.wrap()
	}
	height := r.paragraph.lineHeight()
	for i, o := range r.lines {
		natural := o.MinSize().Height
		o.Move(fyne.NewPos(0, float32(i)*height+floor((height-natural)/2)))
		o.Resize(fyne.NewSize(size.Width, natural))
	}
}

func (r *paragraphRenderer) wrap() {
	r.lines = r.lines[:0]
	for _, line := range r.paragraph.lines(r.width) {
		t := Label(line, r.paragraph.size, r.paragraph.color)
		t.TextStyle = r.paragraph.style()
		if r.paragraph.centered {
			t.Alignment = fyne.TextAlignCenter
		}
		r.lines = append(r.lines, t)
	}
}

func (r *paragraphRenderer) MinSize() fyne.Size {
	widest := float32(0)
	for _, piece := range pieces(r.paragraph.text) {
		widest = max(widest, r.paragraph.width(strings.TrimPrefix(piece, " ")))
	}
	return fyne.NewSize(widest, r.paragraph.lineHeight())
}

func (r *paragraphRenderer) Refresh()                     { r.wrap(); r.Layout(r.paragraph.Size()) }
func (r *paragraphRenderer) Objects() []fyne.CanvasObject { return r.lines }
func (r *paragraphRenderer) Destroy()                     {}
