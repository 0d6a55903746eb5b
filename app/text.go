package app

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"ikd/station/assets"
)

// label is one line of text that is never cut.
func label(text string, size float32, c color.Color) *canvas.Text {
	t := canvas.NewText(text, c)
	t.TextSize = size
	return t
}

func bold(text string, size float32, c color.Color) *canvas.Text {
	t := label(text, size, c)
	t.TextStyle.Bold = true
	return t
}

// icon is an icon of a size in one colour.
func icon(name assets.IconName, size float32, c color.NRGBA) fyne.CanvasObject {
	img := canvas.NewImageFromResource(assets.Icon(name, c))
	img.FillMode = canvas.ImageFillContain
	img.SetMinSize(fyne.NewSquareSize(size))
	return sized(size, size, img)
}

func rect(c color.Color) *canvas.Rectangle { return canvas.NewRectangle(c) }

func rounded(c color.Color) *canvas.Rectangle {
	r := rect(c)
	r.CornerRadius = radius
	return r
}

// para is text that wraps at its width.
type para struct {
	widget.BaseWidget
	text   string
	size   float32
	bold   bool
	middle bool // centred
	color  color.Color
}

func newPara(text string, size float32, c color.Color) *para {
	p := &para{text: text, size: size, color: c}
	p.ExtendBaseWidget(p)
	return p
}

func newBoldPara(text string, size float32, c color.Color) *para {
	p := newPara(text, size, c)
	p.bold = true
	return p
}

func newMiddlePara(text string, size float32, c color.Color) *para {
	p := newPara(text, size, c)
	p.middle = true
	return p
}

func (p *para) style() fyne.TextStyle { return fyne.TextStyle{Bold: p.bold} }

func (p *para) lineHeight() float32 { return whole(p.size * 1.4) }

func (p *para) heightFor(width float32) float32 {
	return float32(len(p.lines(width))) * p.lineHeight()
}

// lines breaks the text between words. A word that is wider than the line
// stands alone.
func (p *para) lines(width float32) []string {
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

// joint is where a word may be broken without a space.
const joint = "\u200b"

// breakable lets a path be broken behind its folders.
func breakable(path string) string {
	return strings.NewReplacer("/", "/"+joint, "\\", "\\"+joint).Replace(path)
}

// pieces are the parts of a text that a line is not broken in, each with the
// space before it.
func pieces(text string) (all []string) {
	for word := range strings.FieldsSeq(text) {
		space := " "
		for piece := range strings.SplitSeq(word, joint) {
			all = append(all, space+piece)
			space = ""
		}
	}
	return all
}

func (p *para) width(s string) float32 { return fyne.MeasureText(s, p.size, p.style()).Width }

// CreateRenderer implements [fyne.Widget].
func (p *para) CreateRenderer() fyne.WidgetRenderer { return &paraRenderer{p: p} }

type paraRenderer struct {
	p     *para
	width float32
	lines []fyne.CanvasObject
}

func (r *paraRenderer) Layout(size fyne.Size) {
	if r.lines == nil || size.Width != r.width {
		r.width = size.Width
		r.wrap()
	}
	height := r.p.lineHeight()
	for i, o := range r.lines {
		natural := o.MinSize().Height
		o.Move(fyne.NewPos(0, float32(i)*height+floor((height-natural)/2)))
		o.Resize(fyne.NewSize(size.Width, natural))
	}
}

func (r *paraRenderer) wrap() {
	r.lines = r.lines[:0]
	for _, line := range r.p.lines(r.width) {
		t := label(line, r.p.size, r.p.color)
		t.TextStyle = r.p.style()
		if r.p.middle {
			t.Alignment = fyne.TextAlignCenter
		}
		r.lines = append(r.lines, t)
	}
}

func (r *paraRenderer) MinSize() fyne.Size {
	widest := float32(0)
	for _, piece := range pieces(r.p.text) {
		widest = max(widest, r.p.width(strings.TrimPrefix(piece, " ")))
	}
	return fyne.NewSize(widest, r.p.lineHeight())
}

func (r *paraRenderer) Refresh()                     { r.wrap(); r.Layout(r.p.Size()) }
func (r *paraRenderer) Objects() []fyne.CanvasObject { return r.lines }
func (r *paraRenderer) Destroy()                     {}
