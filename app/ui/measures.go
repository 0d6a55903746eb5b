package ui

// Measures are the sizes of what stands on every screen, in pixels at 100 %. A window
// that is low has smaller ones, so that a laptop whose system enlarges everything by
// half still shows a whole card. docs/design.md says what gives way in which order.
type Measures struct {
	Header, Strip, Status float32 // the heights of the lines at head and foot
	Button                float32 // the height of a button
	Page                  float32 // kept free around a page and inside the verdict
	Card, CardGap         float32 // kept free inside a card in the middle, and between its parts
	Gap                   float32 // between the parts of a card or page
	Band                  float32 // above and below a verdict's word
	Name                  float32 // the size of type of the largest text
	Picture               float32 // the side of the program's picture
}

// TightBelow is the height of a window, in pixels at 100 %, below which its measures
// are the tight ones.
const TightBelow = 600

// cardBelow is the height below which cards are closer.
const cardBelow = 740

var (
	usualMeasures = &Measures{
		Header: HeaderHeight, Strip: 32, Status: StatusHeight, Button: ButtonHeight,
		Page: Gap24, Card: 32, CardGap: Gap16, Gap: Gap16, Band: Gap16, Name: SizeLarge, Picture: 56,
	}
	// lowMeasures are the usual ones but for cards, which would fill a window of 1280×696
	// to its edges in training mode.
	lowMeasures   = func() *Measures { m := *usualMeasures; m.Card, m.CardGap = Gap16, Gap8; return &m }()
	tightMeasures = &Measures{
		Header: 36, Strip: Gap24, Status: 32, Button: 40,
		Page: Gap12, Card: Gap16, CardGap: Gap8, Gap: Gap8, Band: Gap4, Name: SizeBand, Picture: 40,
	}
)

// measuresFor are the measures of a window of a height.
func measuresFor(height float32) *Measures {
	switch {
	case height < TightBelow:
		return tightMeasures
	case height < cardBelow:
		return lowMeasures
	}
	return usualMeasures
}

// Tight reports whether these are the measures of a low window.
func (m *Measures) Tight() bool { return m == tightMeasures }
