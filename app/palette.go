package app

import (
	"image/color"

	"fyne.io/fyne/v2"

	"ikd/station/siak"
)

// look is how the officer wants the screen.
type look string

const (
	lookAuto     look = "auto" // as the system: light or dark
	lookLight    look = "light"
	lookDark     look = "dark"
	lookContrast look = "contrast"
)

// looks lists them in the order in which one key goes through them.
func looks() []look { return []look{lookAuto, lookLight, lookDark, lookContrast} }

// shade is a colour that carries a meaning, in the three ways it is used.
type shade struct {
	band   color.NRGBA // behind the verdict
	onBand color.NRGBA // text and icon on it
	mark   color.NRGBA // icon on the page
}

// palette is every colour of a look. Contrast is held by a test: text 4.5:1 on
// whatever it stands on, icons 3:1.
type palette struct {
	page    color.NRGBA // behind everything
	surface color.NRGBA // the verdict's half, panels
	quiet   color.NRGBA // header, foot, hover
	line    color.NRGBA // the few lines there are
	text    color.NRGBA
	muted   color.NRGBA // second in rank, still text
	ink     color.NRGBA // the one primary action
	onInk   color.NRGBA
	strip   color.NRGBA // of training mode
	onStrip color.NRGBA
	video   color.NRGBA // behind the live picture
	onVideo color.NRGBA
	edge    float32 // width of the border of buttons and panels
	tones   [5]shade
}

func (p *palette) tone(t siak.Tone) shade { return p.tones[t] }

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

var light = &palette{
	page: rgb(0xeef0f3), surface: rgb(0xffffff), quiet: rgb(0xf6f7f9), line: rgb(0xd5dae1),
	text: rgb(0x14181f), muted: rgb(0x525c6b), ink: rgb(0x1b2a41), onInk: rgb(0xffffff),
	strip: rgb(0x525c6b), onStrip: rgb(0xffffff),
	video: rgb(0x10141a), onVideo: rgb(0xffffff), edge: 1,
	tones: [5]shade{
		siak.ToneNotNow:    {rgb(0x5a6472), rgb(0xffffff), rgb(0x6b7584)},
		siak.ToneVerified:  {rgb(0x17794a), rgb(0xffffff), rgb(0x17794a)},
		siak.ToneLookTwice: {rgb(0xffc233), rgb(0x231a00), rgb(0x9a6a00)},
		siak.ToneRefused:   {rgb(0xb3261e), rgb(0xffffff), rgb(0xb3261e)},
		siak.ToneWaiting:   {rgb(0x1c5cb8), rgb(0xffffff), rgb(0x1c5cb8)},
	},
}

var dark = &palette{
	page: rgb(0x0f1216), surface: rgb(0x1a1f26), quiet: rgb(0x14181e), line: rgb(0x323a45),
	text: rgb(0xf0f2f5), muted: rgb(0xa9b3c1), ink: rgb(0xe6eaf0), onInk: rgb(0x14181f),
	strip: rgb(0x3a4452), onStrip: rgb(0xf0f2f5),
	video: rgb(0x07090c), onVideo: rgb(0xffffff), edge: 1,
	tones: [5]shade{
		siak.ToneNotNow:    {rgb(0x4c5664), rgb(0xffffff), rgb(0x97a2b1)},
		siak.ToneVerified:  {rgb(0x1d8452), rgb(0xffffff), rgb(0x4cc38a)},
		siak.ToneLookTwice: {rgb(0xf2b632), rgb(0x231a00), rgb(0xf2b632)},
		siak.ToneRefused:   {rgb(0xc2342b), rgb(0xffffff), rgb(0xff857c)},
		siak.ToneWaiting:   {rgb(0x2a69c9), rgb(0xffffff), rgb(0x85b4ff)},
	},
}

var contrast = &palette{
	page: rgb(0x000000), surface: rgb(0x000000), quiet: rgb(0x000000), line: rgb(0xffffff),
	text: rgb(0xffffff), muted: rgb(0xffffff), ink: rgb(0xffffff), onInk: rgb(0x000000),
	strip: rgb(0xffffff), onStrip: rgb(0x000000),
	video: rgb(0x000000), onVideo: rgb(0xffffff), edge: 2,
	tones: [5]shade{
		siak.ToneNotNow:    {rgb(0xd0d0d0), rgb(0x000000), rgb(0xd0d0d0)},
		siak.ToneVerified:  {rgb(0x3dff9a), rgb(0x000000), rgb(0x3dff9a)},
		siak.ToneLookTwice: {rgb(0xffd500), rgb(0x000000), rgb(0xffd500)},
		siak.ToneRefused:   {rgb(0xff8f8f), rgb(0x000000), rgb(0xff8f8f)},
		siak.ToneWaiting:   {rgb(0x8fc7ff), rgb(0x000000), rgb(0x8fc7ff)},
	},
}

// paletteFor is the palette of a look; system is what the system asks for.
func paletteFor(l look, system fyne.ThemeVariant) *palette {
	switch {
	case l == lookContrast:
		return contrast
	case l == lookDark || (l == lookAuto && system == variantDark):
		return dark
	default:
		return light
	}
}
