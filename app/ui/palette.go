package ui

import (
	"image/color"

	"fyne.io/fyne/v2"

	"ikd/station/siak"
)

// Look is how the officer wants the screen.
type Look string

// The looks.
const (
	LookAuto     Look = "auto" // as the system: light or dark
	LookLight    Look = "light"
	LookDark     Look = "dark"
	LookContrast Look = "contrast"
)

// Looks lists them in the order in which one key goes through them.
func Looks() []Look { return []Look{LookAuto, LookLight, LookDark, LookContrast} }

// Shade is a colour that carries a meaning, in the three ways it is used.
type Shade struct {
	Band   color.NRGBA // behind the verdict
	OnBand color.NRGBA // text and icon on it
	Mark   color.NRGBA // icon on the page
}

// Palette is every colour of a look. Contrast is held by a test: text 4.5:1 on
// whatever it stands on, icons 3:1.
type Palette struct {
	Page     color.NRGBA // behind everything
	Surface  color.NRGBA // the verdict's half, panels
	Subtle   color.NRGBA // header, foot, hover
	Line     color.NRGBA // the few lines there are
	Text     color.NRGBA
	Muted    color.NRGBA // second in rank, still text
	Accent   color.NRGBA // the one primary action
	OnAccent color.NRGBA
	Strip    color.NRGBA // of training mode
	OnStrip  color.NRGBA
	Video    color.NRGBA // behind the live picture
	OnVideo  color.NRGBA
	Edge     float32 // width of the border of buttons and panels
	tones    map[siak.Tone]Shade
}

// Tone is the colour of a meaning. A test holds that each tone has one in every
// palette.
func (p *Palette) Tone(t siak.Tone) Shade { return p.tones[t] }

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

var lightPalette = &Palette{
	Page: rgb(0xeef0f3), Surface: rgb(0xffffff), Subtle: rgb(0xf6f7f9), Line: rgb(0xd5dae1),
	Text: rgb(0x14181f), Muted: rgb(0x525c6b), Accent: rgb(0x1b2a41), OnAccent: rgb(0xffffff),
	Strip: rgb(0x525c6b), OnStrip: rgb(0xffffff),
	Video: rgb(0x10141a), OnVideo: rgb(0xffffff), Edge: 1,
	tones: map[siak.Tone]Shade{
		siak.ToneNotNow:    {rgb(0x5a6472), rgb(0xffffff), rgb(0x6b7584)},
		siak.ToneVerified:  {rgb(0x17794a), rgb(0xffffff), rgb(0x17794a)},
		siak.ToneLookTwice: {rgb(0xffc233), rgb(0x231a00), rgb(0x9a6a00)},
		siak.ToneRefused:   {rgb(0xb3261e), rgb(0xffffff), rgb(0xb3261e)},
		siak.ToneWaiting:   {rgb(0x1c5cb8), rgb(0xffffff), rgb(0x1c5cb8)},
	},
}

var darkPalette = &Palette{
	Page: rgb(0x0f1216), Surface: rgb(0x1a1f26), Subtle: rgb(0x14181e), Line: rgb(0x323a45),
	Text: rgb(0xf0f2f5), Muted: rgb(0xa9b3c1), Accent: rgb(0xe6eaf0), OnAccent: rgb(0x14181f),
	Strip: rgb(0x3a4452), OnStrip: rgb(0xf0f2f5),
	Video: rgb(0x07090c), OnVideo: rgb(0xffffff), Edge: 1,
	tones: map[siak.Tone]Shade{
		siak.ToneNotNow:    {rgb(0x4c5664), rgb(0xffffff), rgb(0x97a2b1)},
		siak.ToneVerified:  {rgb(0x1d8452), rgb(0xffffff), rgb(0x4cc38a)},
		siak.ToneLookTwice: {rgb(0xf2b632), rgb(0x231a00), rgb(0xf2b632)},
		siak.ToneRefused:   {rgb(0xc2342b), rgb(0xffffff), rgb(0xff857c)},
		siak.ToneWaiting:   {rgb(0x2a69c9), rgb(0xffffff), rgb(0x85b4ff)},
	},
}

var contrastPalette = &Palette{
	Page: rgb(0x000000), Surface: rgb(0x000000), Subtle: rgb(0x000000), Line: rgb(0xffffff),
	Text: rgb(0xffffff), Muted: rgb(0xffffff), Accent: rgb(0xffffff), OnAccent: rgb(0x000000),
	Strip: rgb(0xffffff), OnStrip: rgb(0x000000),
	Video: rgb(0x000000), OnVideo: rgb(0xffffff), Edge: 2,
	tones: map[siak.Tone]Shade{
		siak.ToneNotNow:    {rgb(0xd0d0d0), rgb(0x000000), rgb(0xd0d0d0)},
		siak.ToneVerified:  {rgb(0x3dff9a), rgb(0x000000), rgb(0x3dff9a)},
		siak.ToneLookTwice: {rgb(0xffd500), rgb(0x000000), rgb(0xffd500)},
		siak.ToneRefused:   {rgb(0xff8f8f), rgb(0x000000), rgb(0xff8f8f)},
		siak.ToneWaiting:   {rgb(0x8fc7ff), rgb(0x000000), rgb(0x8fc7ff)},
	},
}

// PaletteFor is the palette of a look; system is what the system asks for.
func PaletteFor(l Look, system fyne.ThemeVariant) *Palette {
	switch {
	case l == LookContrast:
		return contrastPalette
	case l == LookDark || (l == LookAuto && system == variantDark):
		return darkPalette
	default:
		return lightPalette
	}
}
