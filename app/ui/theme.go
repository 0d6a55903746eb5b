package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ikd/station/assets"
)

// variantDark is what Fyne calls a dark system.
const variantDark = theme.VariantDark

// The sizes of type, in pixels at 100 %: three and one for the band.
const (
	SizeSmall = 13
	SizeText  = 16
	SizeBand  = 22
	SizeLarge = 28
)

// Space comes in multiples of four.
const (
	Gap4   = 4
	Gap8   = 8
	Gap12  = 12
	Gap16  = 16 // inside a card
	Gap24  = 24 // between groups
	radius = 8
)

// Theme makes a palette a theme, for the few widgets of the toolkit that are
// used (entries); the app's own widgets take their colours from the palette.
type Theme struct{ palette *Palette }

var _ fyne.Theme = Theme{}

// Color implements [fyne.Theme] with the colours of the palette. The variant is
// the toolkit's guess of light or dark and does not count: the palette decides.
func (s Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	switch name {
	case theme.ColorNameBackground:
		return s.palette.Page
	case theme.ColorNameInputBackground, theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground:
		return s.palette.Surface
	case theme.ColorNameForeground:
		return s.palette.Text
	case theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return s.palette.Muted
	case theme.ColorNamePrimary, theme.ColorNameFocus:
		return s.palette.Accent
	case theme.ColorNameInputBorder, theme.ColorNameSeparator:
		return s.palette.Muted
	case theme.ColorNameSelection:
		return s.palette.Line
	case theme.ColorNameShadow:
		return color.NRGBA{}
	default:
		return theme.DefaultTheme().Color(name, s.variant())
	}
}

func (s Theme) variant() fyne.ThemeVariant {
	if s.palette == lightPalette {
		return theme.VariantLight
	}
	return theme.VariantDark
}

// Font implements [fyne.Theme]: the project's own font, which has only two weights, and
// in the place of the toolkit's symbols the second font, see legible.
func (Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol && style.Bold:
		return assets.FontSecondBold
	case style.Symbol:
		return assets.FontSecond
	case style.Bold:
		return assets.FontBold
	}
	return assets.FontRegular
}

// Icon implements [fyne.Theme] with the toolkit's own icons.
func (Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// Size implements [fyne.Theme], in units that the window scales to pixels.
func (Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return SizeText
	case theme.SizeNameCaptionText:
		return SizeSmall
	case theme.SizeNameHeadingText:
		return SizeLarge
	case theme.SizeNameSubHeadingText:
		return SizeBand
	case theme.SizeNamePadding:
		return Gap4
	case theme.SizeNameInnerPadding:
		return Gap12
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return radius
	case theme.SizeNameInputBorder:
		return 1
	default:
		return theme.DefaultTheme().Size(name)
	}
}
