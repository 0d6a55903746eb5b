package pages

import (
	"image"
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/scanner/wedge"
	"ikd/station/siak"
)

// ScannerPage is where a USB scanner is tried: it scans the card that is shown, and
// the page says how what arrived was typed and what to change.
type ScannerPage struct {
	page
	came  bool // something did
	whole bool // the card, all of it
	last  wedge.Scan
	found wedge.Findings
	caps  bool
}

// NewScannerPage shows the set-up card.
func NewScannerPage(env *Env, frame Frame) *ScannerPage {
	return &ScannerPage{page: page{env, frame}}
}

// Arrived shows a scan; caps says that Caps Lock is on. It gives how the scanner is
// set up where the scan was the whole card.
func (r *ScannerPage) Arrived(s wedge.Scan, caps bool) (f wedge.Findings, whole bool) {
	r.came, r.last, r.caps = true, s, caps
	r.found, r.whole = wedge.Examine(s.Typed)
	r.frame.Refresh(r)
	return r.found, r.whole
}

// Key implements [ui.Screen].
func (r *ScannerPage) Key(name fyne.KeyName) {
	if name == fyne.KeyEscape {
		r.frame.Leave()
	}
}

// Build implements [ui.Screen].
func (r *ScannerPage) Build() fyne.CanvasObject {
	e, w := r.env, r.env.Words
	card := ui.NewColumn(ui.Gap12, setupCard(), ui.NewParagraph(w.Text("scanner.card"), ui.SizeSmall, e.Palette.Muted), ui.NewSpacer())
	result := []fyne.CanvasObject{ui.NewParagraph(w.Text("scanner.none"), ui.SizeText, e.Palette.Muted)}
	if r.came {
		result = append(r.facts(), r.advice()...)
	}
	return e.PageOf(ui.Bold(w.Text("scanner.title"), ui.SizeBand, e.Palette.Text),
		ui.NewActions(e.KeyButton("Esc", w.Text("do.close"), false, r.frame.Leave), ui.NewSpacer()),
		ui.NewParagraph(w.Text("scanner.text"), ui.SizeText, e.Palette.Muted),
		ui.NewRow(ui.Gap24, ui.Sized(cardSide, bodyHeight, card),
			ui.Grow(ui.NewColumn(ui.Gap8, append(result, ui.NewSpacer())...))))
}

// facts are how the last scan was typed, one line each.
func (r *ScannerPage) facts() []fyne.CanvasObject {
	w, typed := r.env.Words, r.last.Typed
	read := w.Text("scanner.fact.card")
	switch {
	case r.last.Result == wedge.Read && wedge.Ours(r.last.Text):
		read = w.Text("scanner.fact.code")
	case !r.whole:
		read = w.Text("scanner.fact.other", len(typed.Runes))
	}
	lines := []fyne.CanvasObject{r.fact("scanner.arrived", read)}
	if r.whole {
		lines = append(lines,
			r.fact("scanner.prefix", r.around(r.found.Prefix)), r.fact("scanner.suffix", r.around(r.found.Suffix)),
			r.fact("scanner.layout", w.Text("scanner.layout."+string(r.found.Layout))))
	}
	caps := "scanner.caps.off"
	if r.caps {
		caps = "scanner.caps.on"
	}
	lines = append(lines,
		r.fact("scanner.end", w.Text("scanner.end."+string(typed.By))),
		r.fact("scanner.speed", w.Text("scanner.speed.is", strconv.FormatInt(wedge.PerCharacter(typed).Milliseconds(), 10)+" ms")),
		r.fact("scanner.caps", w.Text(caps)), ui.Sized(0, ui.Gap8, ui.NewStack()))
	return lines
}

// around is a prefix or suffix as it can be read.
func (r *ScannerPage) around(text string) string {
	if text == "" {
		return r.env.Words.Text("scanner.nothing")
	}
	return "“" + text + "”"
}

func (r *ScannerPage) fact(name, value string) fyne.CanvasObject {
	p := r.env.Palette
	return ui.NewRow(ui.Gap12, ui.Sized(factColumn, 0, ui.Label(r.env.Words.Text(name), ui.SizeText, p.Muted)),
		ui.NewTruncated(value, ui.SizeText, p.Text))
}

// advice is what to change, or that everything is well.
func (r *ScannerPage) advice() []fyne.CanvasObject {
	e := r.env
	keys := r.changes()
	if len(keys) == 0 {
		return []fyne.CanvasObject{e.Notice(assets.IconCheck, siak.ToneVerified, e.Words.Text("scanner.well"))}
	}
	var lines []fyne.CanvasObject
	for _, key := range keys {
		lines = append(lines, e.Notice(assets.IconEye, siak.ToneLookTwice, e.Words.Text(key)))
	}
	return lines
}

// changes are the keys of the sentences on what to change.
func (r *ScannerPage) changes() (keys []string) {
	if !r.whole {
		if r.last.Result == wedge.Read || r.last.Result == wedge.NotOurs {
			return []string{"scanner.scan.card"}
		}
		return []string{"scan." + string(r.last.Result)}
	}
	f := r.found
	for _, change := range []struct {
		needed bool
		key    string
	}{
		{f.Lower && r.caps, "scanner.do.caps"},
		{f.Lower && !r.caps, "scanner.do.lower"},
		{f.Layout != wedge.US, "scanner.do.layout"},
		{f.EnterFirst, "scanner.do.first"},
		{f.By != wedge.ByEnter, "scanner.do.end"},
		{f.Slow(), "scanner.do.slow"},
	} {
		if change.needed {
			keys = append(keys, change.key)
		}
	}
	return keys
}

// The measures of the page, in pixels at 100 %.
const (
	cardSide   = 300
	bodyHeight = 340 // of the card and of what is found, so that both begin at the top
	factColumn = 120
)

// setupCard is the card on white, its quiet zone kept, whatever the colours are.
func setupCard() fyne.CanvasObject {
	const quiet = 4 // modules
	rows := wedge.SetupCode()
	side := len(rows) + 2*quiet
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			img.SetGray(x, y, color.Gray{Y: 255})
		}
	}
	for y, row := range rows {
		for x, dark := range row {
			if dark {
				img.SetGray(x+quiet, y+quiet, color.Gray{})
			}
		}
	}
	code := canvas.NewImageFromImage(img)
	code.ScaleMode, code.FillMode = canvas.ImageScalePixels, canvas.ImageFillContain
	code.SetMinSize(fyne.NewSquareSize(cardSide))
	return ui.Sized(cardSide, cardSide, code)
}
