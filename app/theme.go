package app

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
	sizeSmall = 13
	sizeText  = 16
	sizeBand  = 22
	sizeLarge = 28
)

// Space comes in multiples of four.
const (
	gap4   = 4
	gap8   = 8
	gap12  = 12
	gap16  = 16 // inside a card
	gap24  = 24 // between groups
	radius = 8
)

// skin makes a palette a theme, for the few widgets of the toolkit that are
// used (entries); the app's own widgets take their colours from the palette.
type skin struct{ p *palette }

var _ fyne.Theme = skin{}

func (s skin) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	switch name {
	case theme.ColorNameBackground:
		return s.p.page
	case theme.ColorNameInputBackground, theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground:
		return s.p.surface
	case theme.ColorNameForeground:
		return s.p.text
	case theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return s.p.muted
	case theme.ColorNamePrimary, theme.ColorNameFocus:
		return s.p.ink
	case theme.ColorNameInputBorder, theme.ColorNameSeparator:
		return s.p.muted
	case theme.ColorNameSelection:
		return s.p.line
	case theme.ColorNameShadow:
		return color.NRGBA{}
	default:
		return theme.DefaultTheme().Color(name, s.variant())
	}
}

func (s skin) variant() fyne.ThemeVariant {
	if s.p == light {
		return theme.VariantLight
	}
	return theme.VariantDark
}

func (skin) Font(style fyne.TextStyle) fyne.Resource {
	if style.Bold {
		return assets.FontBold
	}
	return assets.FontRegular
}

func (skin) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

func (skin) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return sizeText
	case theme.SizeNameCaptionText:
		return sizeSmall
	case theme.SizeNameHeadingText:
		return sizeLarge
	case theme.SizeNameSubHeadingText:
		return sizeBand
	case theme.SizeNamePadding:
		return gap4
	case theme.SizeNameInnerPadding:
		return gap12
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return radius
	case theme.SizeNameInputBorder:
		return 1
	default:
		return theme.DefaultTheme().Size(name)
	}
}
